"""Nobody acts on a case of his own or of a relative, and the bank's related parties are known (domain 2.2)."""

from models.approval.act import Act
from models.approval.grants import Kinship, Powers, digest_of
from models.errors import NotAllowed
from models.lending.dossier import Dossier
from models.party.farmer import Farmer
from models.text import Text


def people_in(dossier: Dossier) -> set[str]:
    """Return the ID numbers of everybody who stands behind the case."""
    applicant = dossier.applicant
    if applicant is None:
        return set()
    if isinstance(applicant, Farmer):
        numbers = [applicant.id_number, *(each.id_number for each in dossier.members)]
    else:
        numbers = [applicant.representative_id]
    return {number for number in numbers if number}


def related_parties(dossier: Dossier, powers: Powers) -> list[Kinship]:
    """Return the relations that make the borrower a related party 关系人 of the bank (商业银行法 40)."""
    people = {digest_of(dossier.case.institution_id, each) for each in people_in(dossier)}
    return [each for each in powers.kinships if each.person in people]


def kin_in(dossier: Dossier, powers: Powers, login: str) -> list[Kinship]:
    """Return the relations of *login* to somebody in the case."""
    return [each for each in related_parties(dossier, powers) if each.officer == login]


def keep_out_kin(dossier: Dossier, powers: Powers, login: str) -> None:
    """Let nobody act on his own case or on that of a relative.

    Raises:
        NotAllowed: He would.
    """
    if kin_in(dossier, powers, login):
        raise NotAllowed(
            Text(
                "您与本案借款人有回避关系，请由其他同事办理。",
                "You are related to somebody in this case; a colleague must do it.",
            )
        )


def related_party_is_secured(act: Act) -> None:
    """Let no related party have an unsecured loan.

    Raises:
        NotAllowed: One would.

    Source:
        商业银行法 article 40.
    """
    if related_parties(act.dossier, act.powers) and not act.dossier.is_secured:
        raise NotAllowed(
            Text(
                "借款人是本行关系人，不得发放信用贷款。",
                "A related party of the bank gets no unsecured loan.",
            )
        )
