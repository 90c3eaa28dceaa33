#!/bin/sh
# Makes the secrets that are not there yet. The folder is closed to others; the files are not, because the programs in the
# containers have other user ids than you, and the mounted files keep their modes.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
for name in db_password proxy_auth_token cookie_secret login_password; do
    [ -s "secrets/$name" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name"
    chmod 444 "secrets/$name"
done
echo "Secrets are in $(pwd)/secrets; sign in with any name and the password in login_password."
