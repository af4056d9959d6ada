#!/bin/sh
# The suite: style, types, layers, then every test on SQLite, then the tests that need a store on PostgreSQL.
# --deep runs the full numbers of histories. Called by ./run test, which has set everything up.
set -eu
BIN=.venv/bin
DEEP=""
WHICH=all
for word in "$@"; do
    case "$word" in
    --deep) DEEP=1; export EVENHAND_DEEP=1 ;;
    --only-tests) WHICH=tests ;;
    *) break ;;
    esac
done
status=0
part() {
    label=$1
    shift
    printf '\n== %s\n' "$label"
    "$@" || { status=1; printf '!! %s failed\n' "$label"; }
}
mkdir -p build
rm -f .coverage .coverage.* build/coverage-* build/clauses-*.txt build/histories-*.json
if [ "$WHICH" = all ]; then
    part "ruff" $BIN/ruff check src tests benchmarks
    part "ruff format" $BIN/ruff format --check src tests benchmarks
    part "mypy" $BIN/mypy
    part "layers" $BIN/lint-imports
fi
export EVENHAND_VAR="$PWD/build/test-var"
mkdir -p build/test-var
part "tests on SQLite" $BIN/python -m pytest -q -n 2 --dist loadfile --cov --cov-report=
[ ! -f .coverage ] || mv .coverage build/coverage-sqlite
if $BIN/python tests/postgres_there.py; then
    part "tests on PostgreSQL" env EVENHAND_DATABASE_URL="${EVENHAND_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}/evenhand" $BIN/python -m pytest -q -n 2 --dist loadfile -m "store and not browser" --cov --cov-report=
    [ ! -f .coverage ] || mv .coverage build/coverage-postgresql
elif [ "${CI:-}" = true ]; then
    printf '!! PostgreSQL does not answer on 127.0.0.1:5432; with CI=true its tests fail, never skip.\n'
    status=1
else
    printf -- '-- PostgreSQL does not answer on 127.0.0.1:5432: its tests were skipped.\n'
fi
part "histories" $BIN/python tests/properties/count.py
part "coverage" sh tests/coverage.sh
$BIN/python tests/clauses/count.py
exit $status
