#!/bin/sh
# Branch coverage of the rooms whose promises are structural: each over 95 %, by the tests on SQLite of the rooms named
# COVERING in conftest.py alone.
set -eu
BIN=.venv/bin
status=0
for room in policy assess actions sanctions records; do
    report=$($BIN/coverage report --data-file=build/coverage --include="src/evenhand/$room/*" --omit='*/migrations/*' --fail-under=95) || status=1
    printf '%s: %s\n' "$room" "$(printf '%s\n' "$report" | grep TOTAL)"
done
exit $status
