#!/bin/sh
# Branch coverage of the rooms whose promises are structural: each over 95 %.
set -eu
BIN=.venv/bin
$BIN/coverage combine -q .coverage.sqlite .coverage.postgresql 2>/dev/null || $BIN/coverage combine -q .coverage.sqlite
status=0
for room in policy assess actions sanctions records; do
    printf '%s: ' "$room"
    $BIN/coverage report --include="src/evenhand/$room/*" --omit='*/migrations/*' --fail-under=95 | tail -n 1 || status=1
done
exit $status
