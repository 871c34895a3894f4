"""What the steps write: from the first line to the signed survey."""

from models.approval.act import Act
from models.approval.records import SurveySignature
from models.approval.roles import Role
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
    if login == act.dossier.case.lead_officer or officer is None or not officer.has(Role.LOAN_OFFICER):
        raise RuleBroken(
            Text(
                "请选择本行另一名客户经理作为协办人。",
                "Choose another loan officer of the branch as second officer.",
            ),
            field="second_officer",
        )
    act.dossier.case.second_officer = login


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
    if login in signed:
        raise NotAllowed(
            Text("您已签字，请由另一名调查人签字。", "You have signed; the other investigator must sign.")
        )
    signature = act.make(SurveySignature, case_id=case.id, officer=login, signed_at=act.at)
    act.dossier.signatures.append(signature)
    return State.REVIEWING if len(act.dossier.signatures) == INVESTIGATORS else State.INVESTIGATING
