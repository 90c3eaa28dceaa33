#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # Unquoted: the variable holds several arguments.
    initdb -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth=scram-sha-256 --auth-local=trust $POSTGRES_INITDB_ARGS
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl start -w -o "-c listen_addresses=''"
    createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl stop -m fast -w
fi
exec "$@" -c 'listen_addresses=*'
