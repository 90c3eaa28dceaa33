#!/usr/bin/env bash
# Tries docker-compose.yml for real where no image can be pulled: makes the base images from Debian and this machine's .NET, starts
# dockerd if none runs, brings everything up with two hubs, asks them through the proxy, kills one while it does, replaces the proxy, and
# takes it all down again. As root; --keep leaves it up.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hub-tests
work=$(mktemp -d /tmp/hub-compose-XXXXXX)
export HUB_PORT=${HUB_PORT:-8000} COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-hubtry}
export SDK_IMAGE=hub-local/sdk:10.0 RUNTIME_IMAGE=hub-local/aspnet:10.0 POSTGRES_IMAGE=hub-local/postgres:15
export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
daemon=

if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
compose=("${compose[@]}" -f "$root/docker-compose.yml")

clean_up() {
    local status=$?
    if [ "$status" -ne 0 ]; then "${compose[@]}" ps || true; "${compose[@]}" logs --tail=60 || true; fi
    if [ "${keep:-}" = yes ] && [ "$status" -eq 0 ]; then
        echo "Left running. DOCKER_HOST=${DOCKER_HOST:-} PORT=$HUB_PORT work folder $work${daemon:+, dockerd is process $daemon}"
        exit 0
    fi
    "${compose[@]}" down -v --remove-orphans >/dev/null 2>&1 || true
    if [ -n "$daemon" ]; then kill "$daemon"; wait "$daemon" 2>/dev/null || true; fi
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT

start_docker() {
    if docker info >/dev/null 2>&1; then return 0; fi
    export DOCKER_HOST=unix://$work/docker.sock
    dockerd -H "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/exec" -p "$work/docker.pid" >"$work/dockerd.log" 2>&1 </dev/null &
    daemon=$!
    for _ in $(seq 60); do
        if docker info >/dev/null 2>&1; then return 0; fi
        kill -0 "$daemon" || { tail "$work/dockerd.log"; exit 1; }
        sleep 1
    done
    echo "dockerd does not answer"; exit 1
}

have_image() { docker image inspect "$1" >/dev/null 2>&1; }

make_base() {
    mkdir -p "$cache" "$work/base"
    if [ ! -e "$cache/debian-12-ldap.tar" ]; then
        debootstrap --variant=minbase --include=ca-certificates,libldap-2.5-0 bookworm "$work/rootfs" http://deb.debian.org/debian >"$work/debootstrap.log"
        tar -C "$work/rootfs" --one-file-system -cf "$cache/debian-12-ldap.tar.new" .
        mv "$cache/debian-12-ldap.tar.new" "$cache/debian-12-ldap.tar"
        rm -rf "$work/rootfs"
    fi
    have_image hub-local/debian:12-ldap || docker import "$cache/debian-12-ldap.tar" hub-local/debian:12-ldap >/dev/null

    # The packages of just these two programs, restored in a copy so that the tree's own build is not disturbed.
    mkdir -p "$work/src"
    tar -C "$root" --exclude=bin --exclude=obj --exclude=./.git --exclude=./data --exclude=node_modules -cf - . | tar -C "$work/src" -xf -
    for project in Hub.Api Hub.Proxy; do
        dotnet restore "$work/src/$project" --locked-mode --packages "$work/base/packages" -v quiet
    done
    cp -r "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$work/base/dotnet"
    cp "$root"/docker/local/* "$work/base/"
    for image in sdk:10.0 aspnet:10.0 postgres:15; do
        docker build -q -t "hub-local/$image" -f "$work/base/${image%%:*}.Dockerfile" "$work/base"
    done
}

wait_healthy() {
    local deadline=$((SECONDS + 180)) service ids states
    for service in postgres proxy hub; do
        while :; do
            ids=$("${compose[@]}" ps -q "$service")
            # shellcheck disable=SC2086
            states=$([ -z "$ids" ] || docker inspect -f '{{.State.Health.Status}}' $ids | sort -u)
            [ "$states" != healthy ] || break
            [ "$SECONDS" -lt "$deadline" ] || { echo "$service is not healthy"; return 1; }
            sleep 1
        done
        echo "$service is healthy ($(echo "$ids" | wc -l))"
    done
}

api() { curl -fsS --max-time 20 -H "Authorization: token $token" "${@:2}" "http://127.0.0.1:$HUB_PORT/hub/api/$1"; }

# How many hubs say that they are ready.
replicas() { api info | grep -o '"state": *"ready"' | wc -l; }

# until_is WANTED COMMAND...: waits for what a command prints.
until_is() {
    local deadline=$((SECONDS + 60)) seen
    until seen=$("${@:2}") && [ "$seen" = "$1" ]; do
        [ "$SECONDS" -lt "$deadline" ] || { echo "Not within a minute: ${*:2} is $seen instead of $1"; return 1; }
        sleep 1
    done
}

# Both take part; one is killed while visitors read, and none of them notices; then it is back.
try_two_hubs() {
    local hubs failures=$work/failures asking
    until_is 2 replicas
    api users/ann -X POST >/dev/null
    api users/ann/server -X POST >/dev/null
    until_is true ready ann
    curl -fsS --max-time 10 -o /dev/null -H "Authorization: token $token" "http://127.0.0.1:$HUB_PORT/user/ann/api" || echo "(the server answers $?)"
    hubs=$("${compose[@]}" ps -q hub)
    : >"$failures"
    while [ ! -e "$work/enough" ]; do api user >/dev/null 2>>"$failures" || echo "a request failed" >>"$failures"; done &
    asking=$!
    docker kill -s KILL "$(echo "$hubs" | head -1)" >/dev/null
    until_is 1 replicas
    touch "$work/enough"
    wait "$asking"
    if [ -s "$failures" ]; then echo "Visitors noticed:"; sort "$failures" | uniq -c; return 1; fi
    echo "one hub is killed, and nobody notices"
    docker start "$(echo "$hubs" | head -1)" >/dev/null
    until_is 2 replicas
    echo "and it is back"
}

ready() { api "users/$1/server" | grep -o '"ready": *[a-z]*' | grep -o '[a-z]*$' | head -1; }

ask() {
    echo "GET $1"
    curl -fsS --max-time 10 "http://127.0.0.1:$HUB_PORT$1"
    echo
}

if [ "${1:-}" = --keep ]; then keep=yes; fi
"$root/docker/make-secrets.sh"
"${compose[@]}" config >/dev/null
start_docker
make_base
"${compose[@]}" up -d --build --scale hub=2
wait_healthy
ask /hub/health
ask /hub/api/
token=$("${compose[@]}" exec -T hub /usr/local/bin/entrypoint.sh dotnet /app/Hub.Api.dll token admin --config /etc/hub/jupyterhub_config.json | tail -1 | tr -d '\r')
try_two_hubs
# A restart of the proxy loses its routes; the hub must put them back.
"${compose[@]}" restart proxy
for _ in $(seq 30); do
    if curl -fs --max-time 5 -o /dev/null "http://127.0.0.1:$HUB_PORT/hub/health"; then break; fi
    sleep 1
done
ask /hub/health
until_is 2 replicas
echo "docker-compose works, with two hubs"
