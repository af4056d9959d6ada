#!/bin/sh
# Branch coverage of the rooms whose promises are structural: each over 95 %.
set -eu
BIN=.venv/bin
set -- build/coverage-sqlite
[ ! -f build/coverage-postgresql ] || set -- "$@" build/coverage-postgresql
$BIN/coverage combine -q --keep "$@"
status=0
for room in policy assess actions sanctions records; do
    report=$($BIN/coverage report --include="src/evenhand/$room/*" --omit='*/migrations/*' --fail-under=95) || status=1
    printf '%s: %s\n' "$room" "$(printf '%s\n' "$report" | grep TOTAL)"
done
exit $status
