#!/usr/bin/env bash
# Beside a server that is already running: tries once to fetch the streets of the home area, and makes their map.
# Nothing here may fail aloud or take long: without the streets the map has county lines, towns and ZIPs.
set -uo pipefail
cd -P "$(dirname "$0")/.." || exit 0

if ! said=$(.venv/bin/flask areas fetch --once 2>&1); then
    if [ -n "$said" ]; then
        printf '%s\n' "The map has no streets: ${said#Error: } Later: flask areas fetch, then flask areas build." >&2
    fi
    exit 0
fi
if scripts/setup.sh areas >/dev/null 2>&1 && said=$(.venv/bin/flask areas build 2>&1); then
    printf '%s\n' "The map has streets now. ${said##*$'\n'}" >&2
else
    printf '%s\n' "The map has no streets yet. Type scripts/setup.sh areas, then flask areas build." >&2
fi
