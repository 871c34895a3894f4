"""Leads a case through its life in memory, as the centre would."""

from dataclasses import replace
from itertools import count
from typing import Any

from models.approval.act import Act
from models.approval.roles import Role
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.lending.dossier import Dossier
from tests import factories
from tests.factories import COLLEAGUES, NOW, POWERS, TODAY

COMMENT = {"comment": "同意"}
SIGNED = {"signed_on": TODAY}
SECOND_OFFICER = "lixue"


def act(dossier: Dossier, role: Role, login: str = "", /, **arguments: Any) -> Act:
    """Return somebody of *role* about to take a step."""
    numbers = count(1)
    return Act(
        dossier,
        factories.actor(role, login=login),
        TODAY,
        NOW,
        arguments,
        COLLEAGUES,
        POWERS,
        number=lambda series: f"{series}-{next(numbers):06d}",
    )


def take(dossier: Dossier, key: str, login: str = "", /, **arguments: Any) -> Act:
    """Take the step *key* as whoever it is for."""
    taken = act(dossier, STEPS[key].role, login, **arguments)
    take_step(STEPS[key], taken)
    return taken


def survey(dossier: Dossier) -> None:
    """Lead a draft up to the review."""
    take(dossier, "submit")
    take(dossier, "begin_survey", second_officer=SECOND_OFFICER)
    take(dossier, "sign_survey")
    take(dossier, "sign_survey", SECOND_OFFICER)


def approve(dossier: Dossier) -> None:
    """Lead a draft up to its approval."""
    survey(dossier)
    take(dossier, "pass_review", **COMMENT)
    take(dossier, "approve", **COMMENT)


def sign(dossier: Dossier) -> None:
    """Lead a draft up to signed contracts."""
    approve(dossier)
    take(dossier, "show_cost", **SIGNED)
    take(dossier, "issue_contracts")
    for contract in dossier.contracts:
        take(dossier, "record_print", contract_id=contract.id, sha256="ab" * 32, pages=6, copies=3)
    take(dossier, "sign_contracts", **SIGNED)


def register(dossier: Dossier) -> None:
    """Register every security."""
    for security in dossier.securities:
        take(
            dossier,
            "register",
            pledge_id=security.pledge.id,
            registration_number="01234567890123456789",
            registered_on=TODAY,
            registered_until=after_due(dossier),
        )


def after_due(dossier: Dossier) -> Any:
    """Return a day after the loan is due."""
    return dossier.due_on(TODAY).replace(day=28)


def reloaded(dossier: Dossier) -> Dossier:
    """Return the dossier as the store would give it back: what is void is left out."""
    return replace(
        dossier,
        signatures=[each for each in dossier.signatures if not each.void],
        decisions=[each for each in dossier.decisions if not each.void],
    )
