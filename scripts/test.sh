#!/usr/bin/env bash
# Runs every test: first JavaScript's, then Python's and the browser's, whose closing line comes last.
set -uo pipefail
cd -P "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PATH"
status=0

echo "== JavaScript"
# Named one by one: Node 20 and 22 disagree about what a folder means.
find tests/js -name '*.test.js' -exec node --test --test-reporter=spec {} + || status=1

echo "== Python and browser"
RESPIRA_TRIED=$(mktemp)
export RESPIRA_TRIED
trap 'rm -f "$RESPIRA_TRIED"' EXIT
# Two at a time: a browser test waits half of its time. A file stays together, because its tests share a browser.
# In the order of their names, so that the longest begins early. A crash ends the run: with a new worker xdist was seen
# to wait for ever at the end. What was not tried then is tried in another run: see tests/going_on.py.
for _ in 1 2 3; do
    python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart 0 -p tests.going_on
    found=$?
    # 5: nothing was left to try.
    if [ "$found" = 0 ] || [ "$found" = 5 ]; then break; fi
    echo "Going on with what was not tried, if anything." >&2
done
if [ "$found" != 0 ] && [ "$found" != 5 ]; then status=1; fi
failed=()
while read -r test; do failed+=("$test"); done < <(sed -n 's/^failed //p' "$RESPIRA_TRIED" | sort -u)
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}" >&2
    # A browser on a busy machine: docs/decisions/0027-tried-once-more.md.
    others=$(printf '%s\n' "${failed[@]}" | grep -vc '^tests/browser/')
    if [ "${#failed[@]}" -le 2 ] && [ "$others" = 0 ] && RESPIRA_TRIED='' python -m pytest "${failed[@]}"; then
        printf 'PASSED ONLY WHEN TRIED AGAIN, ALONE: %s\n' "${failed[@]}" >&2
    else
        status=1
    fi
fi

if [ "$status" != 0 ]; then echo "Some tests failed: see above." >&2; fi
exit "$status"
