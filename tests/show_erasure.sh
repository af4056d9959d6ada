#!/bin/sh
# One person is erased, and every byte of them is looked for: in all tables, the database's own files (SQLite with its
# write-ahead log; PostgreSQL's base/<oid>), exports, what the program logged, and a backup that is restored and opened.
# One of the tests shows that without the cleaning the bytes would still be there. Called by ./run show erasure.
set -eu
VAR=$(mktemp -d)
trap 'rm -rf "$VAR"' EXIT
export EVENHAND_VAR="$VAR"
TESTS="tests/rights/test_files.py tests/rights/test_erasing.py::test_of_an_erased_person_nothing_is_left_in_any_table"
printf '== on SQLite\n'
# shellcheck disable=SC2086 # two tests, two words
.venv/bin/python -m pytest -n0 --no-cov -v -rs $TESTS
if .venv/bin/python tests/postgres_there.py; then
    printf '== on PostgreSQL\n'
    # shellcheck disable=SC2086 # as above
    EVENHAND_DATABASE_URL="${EVENHAND_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}/evenhand" \
        .venv/bin/python -m pytest -n0 --no-cov -v -rs $TESTS
else
    printf -- '-- PostgreSQL does not answer on 127.0.0.1:5432: shown on SQLite alone.\n'
fi
