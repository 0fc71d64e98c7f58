"""Statements that are planned once for each connection."""

import pytest
from django.db import connection
from django.db.utils import DataError

from kernel.statements import Statement

ADD = Statement("SELECT %(a)s + %(b)s, '100%%'", a="bigint", b="bigint")
DIVIDE = Statement("SELECT 1 / %(by)s", by="bigint")


def times_prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%100%%'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_it_is_planned_once_however_often_it_runs():
    assert [ADD.rows({"a": number, "b": 1}) for number in range(3)] == [[(number + 1, "100%")] for number in range(3)]
    assert times_prepared() == 1


@pytest.mark.django_db
def test_preparing_is_no_query_of_its_own_in_a_budget(django_assert_num_queries):
    with django_assert_num_queries(1):
        ADD.rows({"a": 1, "b": 1})


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_it_anew():
    ADD.rows({"a": 1, "b": 1})
    connection.close()
    assert ADD.rows({"a": 2, "b": 1}) == [(3, "100%")]
    assert times_prepared() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_it_usable():
    with pytest.raises(DataError):
        DIVIDE.rows({"by": 0})
    assert DIVIDE.rows({"by": 1}) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_it_is_sent_as_it_stands(settings):
    connection.close()
    settings.PREPARED_STATEMENTS = False
    assert ADD.rows({"a": 1, "b": 1}) == [(2, "100%")]
    assert times_prepared() == 0


@pytest.mark.django_db
def test_what_is_given_is_never_part_of_the_statement():
    say = Statement("SELECT %(word)s", word="text")
    hostile = "'); DROP TABLE core_variable; --%s"
    assert say.rows({"word": hostile}) == [(hostile,)]
