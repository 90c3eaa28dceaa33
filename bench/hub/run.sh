#!/usr/bin/env bash
# Measures the hub, side by side with Debian's JupyterHub where that is installed: bench/hub/run.sh [--help]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/scripts/packages.sh"

need_dotnet
apt_install wrk postgresql gcc libc6-dev
# Only for the comparison, which is left out without it.
apt_install python3-psycopg2 || true
say "Building the release…"
for project in Hub.Api Hub.Proxy; do
    dotnet build "$root/$project" -c Release -v quiet --nologo </dev/null >&2
done
exec python3 "$here/measure.py" "$@"
