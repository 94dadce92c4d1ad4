#!/usr/bin/env bash
# Everything that can be said of the code without running it. All steps run; those that failed are named at the end.
set -uo pipefail
cd -P "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"
failed=""

# step NAME COMMAND...: one check under its own heading.
step() {
    printf '== %s\n' "$1"
    "${@:2}" || failed="$failed
  $1"
}

# What only this or that machine knows is of no use to the next reader. Brackets keep this file from naming it too.
names_no_machine() {
    local found=0
    git grep -nIE --untracked '(^|[^[:alnum:]_./-])/([w]ork|[h]ome|[U]sers)/[[:alnum:]_.-]+/' && found=1
    git grep -nIE --untracked '[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(org|com)|[d]eb\.debian\.org' && found=1
    git grep -nIE --untracked '"[r]esolved"|--(extra-)?[i]ndex-url|--[f]ind-links' -- '*.json' '*.txt' '.npmrc' && found=1
    return "$found"
}

step "Python is formatted (repair: make fix)" ruff format --check --quiet --output-format concise .
step "Python lint" ruff check --quiet --output-format concise .
step "Python types" mypy
step "Imports point one way" lint-imports --no-logo
step "Templates" djlint --lint --quiet pwa/templates
step "Spanish is in step with the English" flask translations sync --check
step "Content is valid" flask content check
step "JavaScript types" npm run --silent types
step "JavaScript, CSS and JSON (repair: make fix)" npm run --silent lint
step "English spelling" codespell ./*.md docs pwa scripts
step "No file names a machine or a registry" names_no_machine

if [ -n "$failed" ]; then
    printf 'Failed:%s\n' "$failed" >&2
    exit 1
fi
echo "All checks passed."
