"""A text that holds a stored value is held back, the attempt is on record, and guessing leads nowhere."""

import secrets

import pytest

from core.vault import sealing
from core.vault.actions.guard import hold_back
from core.vault.models import OrganizationKey, VariableVersion
from core.vault.selectors.recognition import found_in
from kernel.errors import Code, Problem
from kernel.models import EventRecord

TOKEN = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    yield
    sealing._derived.clear()


def held(vault, text, who="member"):
    with pytest.raises(Problem) as caught:
        hold_back(vault.world[who].actor, vault.world.organization.id, text, place="message")
    return caught.value


def test_a_value_in_a_message_is_held_back_and_named_and_on_record(vault):
    row = vault.set("API_TOKEN", TOKEN)
    problem = held(vault, f"try it with {TOKEN}, please")
    assert (problem.code, problem.status, problem.errors[0].field) == (Code.HOLDS_VALUE, 400, "text")
    assert "API_TOKEN (Website / development)" in problem.detail
    event = EventRecord.objects.get(verb="vault.value.held")
    assert (str(event.target_id), event.data["place"]) == (row["id"], "message")
    assert TOKEN not in str(event.data) + event.target_label + problem.detail
    hold_back(vault.world.member.actor, vault.world.organization.id, "try it with the token, please", place="message")
