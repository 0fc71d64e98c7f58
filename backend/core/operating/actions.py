"""Trying a letter out: what else an operator does is `kernel.operating`'s, for the admin site does it as well."""

from authentication.actions.operators import Operating, Operator
from core.operating import selectors
from kernel import outbox
from kernel.actions import action, emit
from kernel.errors import not_found
from kernel.operating.events import SpecimenMailed


@action(needs=Operating.WORKERS)
def mail_specimen(operator: Operator, *, name: str, language: str) -> None:
    """Mail a letter with made-up contents to the operator's own address. Raises `not_found`."""
    if name not in selectors.letters(operator):
        raise not_found()
    payload = {"template": "specimen", "user": str(operator.actor.id), "letter": name, "language": language}
    outbox.put("mail", payload, priority=outbox.URGENT)
    emit(SpecimenMailed.about(operator.actor, None, name, language=language))
