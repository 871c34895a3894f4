"""What the steps write: what happens to the securities of a case."""

from models.approval.act import Act
from models.errors import NotFound, RuleBroken
from models.lending.states import State
from models.text import Text


def register(act: Act) -> State:
    """Record how a security was registered.

    Raises:
        NotFound: The case has no such security.
        RuleBroken: Number or day is missing, or the day lies ahead.
    """
    wanted = act.arguments.get("pledge_id")
    security = next((each for each in act.dossier.securities if each.pledge.id == wanted), None)
    if security is None:
        raise NotFound(Text("本案没有这项担保。", "The case has no such security."))
    number, day = act.arguments.get("registration_number"), act.arguments.get("registered_on")
    if not number or day is None or day > act.today:
        raise RuleBroken(
            Text(
                "请填写登记编号和登记日期（不晚于今天）。",
                "Give the registration number and its day, not after today.",
            ),
            field="registration_number",
        )
    pledge = security.pledge
    pledge.registered_with = security.facts.registry.zh
    pledge.registration_number, pledge.registered_on = str(number), day
    pledge.registered_until = act.arguments.get("registered_until")
    return act.dossier.state
