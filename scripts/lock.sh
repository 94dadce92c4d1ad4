#!/usr/bin/env bash
# Pins again what pyproject.toml and package.json ask for, for every system at once and with the hash of each file.
# Versions already pinned stay; `scripts/lock.sh --upgrade` takes the newest ones.
set -euo pipefail
cd -P "$(dirname "$0")/.."
scripts/setup.sh python

# uv writes the locks and is needed for nothing else.
workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
.venv/bin/python -m venv "$workshop"
"$workshop/bin/pip" install --quiet --disable-pip-version-check uv

pin() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$workshop/bin/uv" pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links "$@"
}
pin pyproject.toml --output-file requirements.txt "$@"
pin pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
pin pyproject.toml --group areas --constraint requirements.txt --output-file requirements-areas.txt "$@"
pin --group audit --constraint requirements-dev.txt --output-file requirements-audit.txt "$@"
# Alone, because installing Node must not ask for anything else.
pin --group node --output-file requirements-node.txt "$@"
# npm is the system's, or the one that `make check` installed.
PATH="$PWD/.venv/bin:$PATH" npm install --package-lock-only --silent
PATH="$PWD/.venv/bin:$PATH" npm install --prefix tests/bench/lighthouse --package-lock-only --silent
# Whom a package asks for money is an address too, and pins nothing.
.venv/bin/python - <<'END'
import json, pathlib

for file in pathlib.Path("package-lock.json"), pathlib.Path("tests/bench/lighthouse/package-lock.json"):
    lock = json.loads(file.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    file.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
END
