#!/usr/bin/env bash
# Makes this checkout ready: each part is made once, and again only when what it is made from changes.
#
#   scripts/setup.sh python    .venv with what the site needs to run
#   scripts/setup.sh dev       the same, and the tools that check and test it
#   scripts/setup.sh areas     the same as python, and what reads map files for flask areas build
#   scripts/setup.sh audit     the same as python, and what make audit asks with
#   scripts/setup.sh packages  Node where the system has none, and what the build needs of package-lock.json
#   scripts/setup.sh tools     the same, and the tools in it that check and test
#   scripts/setup.sh browser   a Chromium for the browser tests
#   scripts/setup.sh hosts     nginx and Caddy, which serve the export in tests; only where apt-get is
#   scripts/setup.sh database  PostgreSQL, which the tests of reports start for themselves; only where apt-get is
#   scripts/setup.sh engines   Firefox and WebKitGTK, and a screen in memory for it, for make test-engines
#   scripts/setup.sh bench     what make bench measures with: wrk, and Lighthouse with a Node of its own
#
# Nothing is asked of the network when nothing has changed. Bash 3.2, which macOS ships, is enough.
set -euo pipefail
cd -P "$(dirname "$0")/.."
# Half an installation is worse than a short wait: stop after the step that is running.
trap 'exit 143' TERM

say() { printf '%s\n' "$@" >&2; }

stop() {
    say "$@"
    exit 1
}

# system_packages NAME...: installs them with apt-get, or says the one line to type and stops.
system_packages() {
    command -v apt-get >/dev/null || stop "This machine lacks $*. Please install it, then run make again."
    local sudo="" line="apt-get update && apt-get install -y $*"
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null; then sudo=sudo line="sudo sh -c '$line'"; else line="su -c '$line'"; fi
        # Without a terminal nobody could answer sudo's question.
        if [ -z "$sudo" ] || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
            stop "This machine lacks $*. Please type this line, then run make again:" "  $line"
        fi
    fi
    say "Installing $* (a system package)"
    # On a new machine the first automatic upgrade may hold the lock for a while.
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    $sudo "${apt[@]}" update >/dev/null || true
    $sudo "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null </dev/null ||
        stop "That did not work. Please type this line, then run make again:" "  $line"
}

system_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    stop "Respira needs Python 3.11 or newer, and found none. Please install it, then run make again."
}

# An environment stops working when its folder is moved or its Python is upgraded.
environment_works() {
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        grep -qF "$PWD/.venv" .venv/bin/activate
}

make_environment() {
    if environment_works; then return; fi
    local python version
    python=$(system_python)
    say "Making the environment .venv"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian and Ubuntu keep this part of Python in a package of its own.
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        system_packages "python$version-venv"
    fi
    "$python" -m venv --clear .venv
}

# What an installation was made from. It is kept beside it, to see whether that has changed.
recipe() {
    .venv/bin/python --version
    cat "$1"
}

# install NAME: the pinned packages of NAME.txt.
install() {
    local installed=.venv/installed-$1
    make_environment
    if recipe "$1.txt" | cmp -s - "$installed"; then return; fi
    say "Installing the packages in $1.txt"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1.txt" </dev/null
    recipe "$1.txt" >"$installed"
}

# Where the tools for tests are, these are too: nothing is taken away from them.
install_areas() {
    if [ -e .venv/installed-requirements-dev ]; then install requirements-dev; else install requirements-areas; fi
}

has_node() {
    node -e 'process.exitCode = parseInt(process.versions.node) < 20 ? 1 : 0' 2>/dev/null && npm --version >/dev/null 2>&1
}

# has_packages KIND: whether node_modules was made from this lock, and for this KIND or more.
has_packages() {
    cmp -s package-lock.json node_modules/installed-tools || cmp -s package-lock.json "node_modules/installed-$1"
}

# npm_packages KIND OPTION: `packages` for the build, or `tools`, which has these too.
npm_packages() {
    # Node from PyPI lands in .venv/bin. Once it is there it is used, and kept at its pinned version.
    if [ -e .venv/bin/node ] || ! has_node; then install requirements-node; fi
    if has_packages "$1"; then return; fi
    say "Installing the $1 in package-lock.json"
    PATH="$PWD/.venv/bin:$PATH" npm ci --loglevel=error --no-audit --no-fund "$2" </dev/null
    cp package-lock.json "node_modules/installed-$1"
}

setup_browser() {
    install requirements-dev
    # The Node that Playwright brings needs a library which the smallest Debian systems lack.
    .venv/bin/playwright --version >/dev/null 2>&1 || system_packages libatomic1
    if [ -z "${RESPIRA_CHROMIUM:-}" ] && ! .venv/bin/python scripts/find_chromium.py >/dev/null 2>&1; then
        say "Installing a Chromium for the browser tests"
        # The download first: where it is refused, what it would need from the system is not needed either.
        if .venv/bin/playwright install chromium >/dev/null 2>&1 </dev/null; then
            .venv/bin/playwright install-deps chromium >/dev/null </dev/null ||
                stop "Chromium needs system packages. Please type this line, then run make again:" \
                    "  sudo .venv/bin/playwright install-deps chromium"
        else
            system_packages chromium
        fi
    fi
    .venv/bin/python scripts/find_chromium.py >/dev/null
    # The tests of many sequences need no windows: without them they take a third less time.
    if [ -x /usr/bin/chromium ] && [ ! -x /usr/bin/chromium-headless-shell ] &&
        apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        system_packages chromium-headless-shell
    fi
    # Where DejaVu is the only letter, text is a sixth wider than on any phone: what fits there says nothing.
    if command -v fc-list >/dev/null && ! fc-list : family | grep -qE 'Liberation Sans|Arial|Helvetica|Roboto'; then
        system_packages fonts-liberation
    fi
}

setup_hosts() {
    command -v apt-get >/dev/null || return 0 # Elsewhere their tests are skipped, and say so.
    local missing=()
    [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
    command -v caddy >/dev/null || missing+=(caddy)
    # Bash 3.2 takes an empty list for an unknown one.
    if [ "${#missing[@]}" != 0 ]; then system_packages "${missing[@]}"; fi
}

setup_database() {
    command -v apt-get >/dev/null || return 0 # Elsewhere SQLite alone is tested.
    compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || system_packages postgresql
}

setup_engines() {
    local missing=()
    command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
    command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
    command -v Xvfb >/dev/null || missing+=(xvfb)
    if [ "${#missing[@]}" != 0 ]; then system_packages "${missing[@]}"; fi
}

setup_bench() {
    local here=tests/bench/lighthouse
    if command -v apt-get >/dev/null; then
        command -v wrk >/dev/null || system_packages wrk
        command -v openssl >/dev/null || system_packages openssl
    fi
    if cmp -s $here/package-lock.json $here/node_modules/installed; then return; fi
    say "Installing Lighthouse"
    PATH="$PWD/.venv/bin:$PATH" npm ci --prefix $here --loglevel=error --no-audit --no-fund </dev/null
    cp $here/package-lock.json $here/node_modules/installed
}

for part in "$@"; do
    case $part in
        python) install requirements ;;
        dev) install requirements-dev ;;
        areas) install_areas ;;
        audit) install requirements-audit ;;
        packages) npm_packages packages --omit=dev ;;
        tools) npm_packages tools --include=dev ;;
        browser) setup_browser ;;
        hosts) setup_hosts ;;
        database) setup_database ;;
        engines) setup_engines ;;
        bench) setup_bench ;;
        *)
            stop "scripts/setup.sh: there is no part called $part; there are python, dev, areas, audit, packages, tools," \
                "browser, hosts, engines and bench."
            ;;
    esac
done
