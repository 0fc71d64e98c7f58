"""Whatever points at a row is looked for when that row is deleted: without an index, in all rows there are."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Accounts are deleted one by one, and each of these tables is read once for it.
ONCE_AN_ACCOUNT = {
    ("core_change_set", "author_id"),
    ("core_variable", "updated_by_id"),
    ("core_variable_version", "author_id"),
}
_WITHOUT_INDEX = """
    SELECT relation.relname, attribute.attname
    FROM pg_constraint watch
    JOIN pg_class relation ON relation.oid = watch.conrelid
    JOIN pg_attribute attribute ON attribute.attrelid = watch.conrelid AND attribute.attnum = watch.conkey[1]
    WHERE watch.contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_index
        WHERE indrelid = watch.conrelid AND indkey[0] = watch.conkey[1] AND indpred IS NULL
    )
"""


def test_what_points_at_a_row_that_goes_is_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_INDEX)
        assert set(cursor.fetchall()) == ONCE_AN_ACCOUNT
