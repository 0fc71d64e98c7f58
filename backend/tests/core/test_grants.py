"""A grant finds and allows, in one query; what is foreign looks like what is missing."""

from uuid import uuid4

import pytest

from core.tenancy import grants
from core.tenancy.roles import Permission
from kernel.errors import Code, Problem


def test_a_member_finds_the_organization_in_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        grant = grants.organization(world.viewer.actor, world.organization.id, Permission.ORGANIZATION_READ)
    assert grant.organization == world.organization
    assert grant.role == "viewer"


def test_the_outsider_gets_the_very_words_of_a_missing_id(world):
    with pytest.raises(Problem) as foreign:
        grants.organization(world.outsider.actor, world.organization.id, Permission.ORGANIZATION_READ)
    with pytest.raises(Problem) as missing:
        grants.organization(world.outsider.actor, uuid4(), Permission.ORGANIZATION_READ)
    assert foreign.value.code is Code.NOT_FOUND
    assert foreign.value.detail == missing.value.detail


def test_a_role_that_is_too_low_is_told_which_permission_is_missing(world):
    with pytest.raises(Problem, match="organization:delete") as refused:
        grants.organization(world.admin.actor, world.organization.id, Permission.ORGANIZATION_DELETE)
    assert refused.value.status == 403
