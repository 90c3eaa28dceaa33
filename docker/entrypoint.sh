#!/bin/sh
# Secrets from files: NAME_FILE=path becomes NAME, for the proxy's token, the database's password and any Class__trait of the hub.
set -eu
for name in $(env | sed -n 's/^\([A-Za-z][A-Za-z0-9_]*\)_FILE=.*/\1/p'); do
    case $name in
        *__* | CONFIGPROXY_AUTH_TOKEN | PGPASSWORD) ;;
        *) continue ;;
    esac
    eval "file=\$${name}_FILE"
    [ -r "$file" ] || { echo "${name}_FILE names $file, which user id $(id -u) cannot read" >&2; exit 1; }
    export "$name=$(cat "$file")"
    unset "${name}_FILE"
done
# One configuration for containers of which there are several: {hostname} becomes the container's own name.
for name in $(env | sed -n 's/^\([A-Za-z][A-Za-z0-9]*__[A-Za-z0-9_]*\)=.*{hostname}.*/\1/p'); do
    eval "value=\$$name"
    export "$name=$(printf '%s' "$value" | sed "s/{hostname}/$(hostname)/g")"
done
exec "$@"
