# Sourced by the other scripts.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

# Whether a setting has a value, in the environment or in .env.
is_set() {
    local file="$1_FILE"
    [[ -n "${!1:-}${!file:-}" ]] || grep -qsE "^ *(export +)?$1(_FILE)? *= *[^ ]" .env
}

# Runs a command that gets SIGTERM when this script is ended, so that no build goes on in the background.
attached() {
    if command -v setpriv >/dev/null; then
        setpriv --pdeathsig TERM "$@"
    else
        "$@"
    fi
}
