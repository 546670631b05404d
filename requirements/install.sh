#!/bin/sh
# Installs Nemcon into .venv: `install.sh run` what running it needs, `install.sh dev` what the tests need too.
# Every package is locked with its hash. Nothing is done again while the lock is unchanged.
set -eu
kind="$1"
cd "$(dirname "$0")/.."
root="$(pwd -P)"
lock="requirements/$kind.txt"

say() { printf '%s\n' "$*" >&2; }
stop() { say "nemcon: $*"; exit 1; }

suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; }

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3.14 python3; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && suitable "$name"; then
            python="$name"
            return 0
        fi
    done
    return 1
}

# Installs packages of the system where we may; tells whether it did.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    say "Installing $* with apt …"
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 || true
    $as_root apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@" >&2
}

if ! find_python; then
    { apt_install python3 python3-venv && find_python; } || {
        found="$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null || true)"
        stop "Python 3.11, 3.12, 3.13 or 3.14 is needed${found:+, and python3 here is $found}." \
            "Install one (Debian 12 or Ubuntu 24.04: apt install python3 python3-venv) and run \`make\` again;" \
            "if it has another name: make PYTHON=/path/to/python3."
    }
fi

# A .venv that was moved, or whose Python is gone, is made anew.
if [ -e .venv ]; then
    there="$(.venv/bin/python -c 'import os, sys; print(os.path.realpath(sys.prefix))' 2>/dev/null || true)"
    if [ "$there" != "$root/.venv" ] || ! suitable .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        [ -e .venv/pyvenv.cfg ] || [ -z "$(ls -A .venv 2>/dev/null)" ] ||
            stop "$root/.venv is there and is no Python environment, so it is left alone. Move it away and run \`make\` again."
        say "The environment in .venv does not work any more; making a new one."
        rm -rf .venv
    fi
fi

if [ ! -e .venv ]; then
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        apt_install "python$version-venv" || apt_install python3-venv ||
            stop "Python's module venv is missing. Install it (apt install python$version-venv, as root) and run \`make\` again."
    fi
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv .venv || stop "Python could not make .venv. Look above, mend it, and run \`make\` again."
fi

# The lock, what the command is made of, and the Python that it was installed for.
state="$(cat "$lock" pyproject.toml requirements/install.sh | sha256sum | cut -c1-64) $(.venv/bin/python --version)"
[ "$(cat ".venv/.installed-$kind" 2>/dev/null || true)" = "$state" ] && exit 0

# Runs pip and shows how far it is, one line that is written over on a terminal; on failure, what pip said last.
total="$(grep -c '==' "$lock")"
install_packages() {
    {
        PYTHONUNBUFFERED=1 .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-color \
            --require-hashes --no-deps --only-binary :all: --progress-bar off --requirement "$lock" 2>&1 &&
            echo installed-all
    } | tee .venv/install.log | awk -v total="$total" -v terminal="$([ -t 2 ] && echo 1 || echo 0)" '
        function show(text) {
            if (terminal) printf "\r\033[K  %s", text > "/dev/stderr"
            else if (n % 20 == 0 || n == total) print "  " text > "/dev/stderr"
            fflush("/dev/stderr")
        }
        /^Collecting |^Requirement already satisfied: / { n++; sub(/ \(.*|==.*/, ""); sub(/^.*[: ]/, ""); show(n " of " total ": " $0) }
        /^Installing collected/ { show("unpacking " total " packages …") }
        END { if (terminal) printf "\r\033[K" > "/dev/stderr" }'
    tail -n 1 .venv/install.log | grep -q '^installed-all$'
}

say "Installing $total packages into .venv (locked with their hashes) …"
install_packages || {
    tail -n 15 .venv/install.log >&2
    stop "The packages could not be installed. Is there a way to the package index? Look above and run \`make\` again."
}
.venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation --editable . ||
    stop "The command nemcon could not be installed. Look above and run \`make\` again."
.venv/bin/python -c 'from nemcon.serve.prepare import interface_texts; interface_texts()'
printf '%s\n' "$state" > ".venv/.installed-$kind"
# What the tests need contains what running needs.
if [ "$kind" = dev ]; then
    state="$(cat requirements/run.txt pyproject.toml requirements/install.sh | sha256sum | cut -c1-64) $(.venv/bin/python --version)"
    printf '%s\n' "$state" > .venv/.installed-run
fi
say "Installed: .venv/bin/nemcon"
