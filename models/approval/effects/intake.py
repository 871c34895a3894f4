"""What the steps write: from the first line to the signed survey."""

from models.approval.act import Act
from models.approval.duties import Duty, parts_of
from models.approval.records import SurveySignature
from models.approval.roles import Officer, Role
from models.errors import NotAllowed, RuleBroken
from models.lending.states import State
from models.text import Text

INVESTIGATORS = 2


def number_the_case(act: Act) -> None:
    """Give the case its number, once."""
    case = act.dossier.case
    case.number = case.number or act.number("case")


def name_second_officer(act: Act) -> None:
    """Name the second investigator (双人调查).

    Raises:
        RuleBroken: It is the lead officer, or no loan officer of the branch.
    """
    login = str(act.arguments.get("second_officer") or "")
    officer = act.officers.get(login)
    if login == act.dossier.case.lead_officer or not _lends_here(act, officer):
        raise RuleBroken(
            Text(
                "请选择本行另一名客户经理作为协办人。",
                "Choose another loan officer of the branch as second officer.",
            ),
            field="second_officer",
        )
    act.dossier.case.second_officer = login


def _lends_here(act: Act, officer: Officer | None) -> bool:
    """Tell whether *officer* is a loan officer of the case's branch."""
    home = act.dossier.case.branch_id
    return officer is not None and officer.branch_id == home and officer.has(Role.LOAN_OFFICER)


def sign_survey(act: Act) -> State:
    """Sign the survey; the second signature sends the case to review.

    Raises:
        NotAllowed: The person is neither lead nor second officer, or has signed already.
    """
    case, login = act.dossier.case, act.actor.login
    signed = {each.officer for each in act.dossier.signatures}
    if login not in {case.lead_officer, case.second_officer}:
        raise NotAllowed(
            Text("只有主办、协办客户经理可以签字。", "Only the lead and the second officer may sign.")
        )
    if login in signed and act.dossier.unchanged_since_signed:
        raise NotAllowed(
            Text("您已签字，请由另一名调查人签字。", "You have signed; the other investigator must sign.")
        )
    for signature in act.dossier.signatures:
        # What was changed since the first investigator signed, he has not signed: he signs again.
        signature.void = signature.fingerprint != act.dossier.fingerprint
    act.dossier.signatures = [each for each in act.dossier.signatures if not each.void]
    signature = act.make(
        SurveySignature,
        case_id=case.id,
        officer=login,
        signed_at=act.at,
        fingerprint=act.dossier.fingerprint,
    )
    act.dossier.signatures.append(signature)
    return State.REVIEWING if len(act.dossier.signatures) == INVESTIGATORS else State.INVESTIGATING


def can_take_over(act: Act) -> None:
    """Let a case be given only to another loan officer of the branch who kept out of its decisions.

    Raises:
        RuleBroken: The officer is none of the branch, leads the case already, or decided on it.
    """
    case, login = act.dossier.case, str(act.arguments.get("new_lead") or "")
    officer = act.officers.get(login)
    if not _lends_here(act, officer) or login == case.lead_officer:
        raise RuleBroken(
            Text("请选择本支行另一名客户经理接手。", "Choose another loan officer of the branch."),
            field="new_lead",
        )
    if parts_of(act.dossier, login, besides=Duty.SURVEY):
        raise RuleBroken(
            Text(
                "该同事参与过本案审查、审批或放款，不能接手。",
                "They reviewed, decided or paid out this case.",
            ),
            field="new_lead",
        )


def hand_over(act: Act) -> None:
    """Give the case to another loan officer of the branch, for instance because its lead leaves."""
    case, login = act.dossier.case, str(act.arguments["new_lead"])
    if case.second_officer == login:
        case.second_officer = ""
    case.lead_officer = login
