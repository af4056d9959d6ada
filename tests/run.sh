#!/bin/sh
# The suite: style, types, layers, then every test on SQLite, then the tests that need a store on PostgreSQL.
# --deep runs the full numbers of histories. Called by ./run test, which has set everything up.
set -eu
BIN=.venv/bin
WHICH=all
for word in "$@"; do
    case "$word" in
    --deep) export EVENHAND_DEEP=1 ;;
    --only-tests) WHICH=tests ;;
    *)
        printf "./run test knows --deep and --only-tests, not '%s'.\n" "$word" >&2
        exit 2
        ;;
    esac
done
status=0
part() {
    label=$1
    shift
    printf '\n== %s\n' "$label"
    "$@" || { status=1; printf '!! %s failed\n' "$label"; }
}
mkdir -p build/test-var
rm -f .coverage .coverage.* build/coverage* build/clauses-*.txt build/histories-*.json build/checks.txt
# Style, types and layers run beside the tests, which often wait; what they say is printed at the end.
checks() {
    status=0
    part "ruff" $BIN/ruff check src tests benchmarks training
    part "ruff format" $BIN/ruff format --check src tests benchmarks training
    part "mypy" $BIN/mypy
    part "layers" $BIN/lint-imports
    return $status
}
CHECKS=""
if [ "$WHICH" = all ]; then
    checks >build/checks.txt 2>&1 &
    CHECKS=$!
fi
export EVENHAND_VAR="$PWD/build/test-var"
part "tests on SQLite" $BIN/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --cov --cov-report=
[ ! -f .coverage ] || mv .coverage build/coverage
if $BIN/python tests/postgres_there.py; then
    part "tests on PostgreSQL" env EVENHAND_DATABASE_URL="${EVENHAND_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}/evenhand" $BIN/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --durations=15 -m "store and not browser"
elif [ "${CI:-}" = true ]; then
    printf '!! PostgreSQL does not answer on 127.0.0.1:5432; with CI=true its tests fail, never skip.\n'
    status=1
else
    printf -- '-- PostgreSQL does not answer on 127.0.0.1:5432: its tests were skipped.\n'
fi
if [ -n "$CHECKS" ]; then
    wait "$CHECKS" || status=1
    cat build/checks.txt
fi
part "histories" $BIN/python tests/properties/count.py
part "coverage" sh tests/coverage.sh
$BIN/python tests/clauses/count.py
exit $status
