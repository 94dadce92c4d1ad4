#!/usr/bin/env bash
# Asks two services on the internet whether a weakness is known in what is pinned. A service that does not answer is
# said, and fails: nothing was audited then. Not part of `make check`, which needs no network.
set -uo pipefail
cd -P "$(dirname "$0")/.." || exit
PATH="$PATH:$PWD/.venv/bin"
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
status=0

# The answer comes as a file; without one there was no answer. Strict, because a package the service has never heard of
# would pass else. What serves and what makes maps is in the first lock too.
for lock in requirements-dev.txt requirements-node.txt; do
    printf '== %s\n' "$lock"
    if ! pip-audit --strict --disable-pip --require-hashes --progress-spinner off --format markdown \
        --output "$answers/$lock" --requirement "$lock" 2>"$answers/said"; then
        status=1
        if ! grep -q '|' "$answers/$lock" 2>/dev/null; then
            echo "Nothing was audited: the service that knows weaknesses of Python packages did not answer for each." >&2
            exit 1
        fi
    fi
    cat "$answers/$lock" 2>/dev/null
done

echo "== package-lock.json"
if ! npm audit --package-lock-only >"$answers/npm" 2>"$answers/said"; then
    status=1
    if ! grep -q 'vulnerabilit' "$answers/npm"; then
        echo "Not all was audited: the service that knows weaknesses of npm packages did not answer." >&2
        exit 1
    fi
fi
cat "$answers/npm"
exit "$status"
