"""Who may approve how much: measured against the customer's total exposure, not the case (domain 2.5)."""

from dataclasses import dataclass
from datetime import date

from models.approval.roles import Role
from models.errors import NotAllowed
from models.lending.dossier import Dossier
from models.money import show_yuan
from models.parameters import parameters
from models.text import Text


@dataclass(frozen=True)
class Grant:
    """The authority that covers a case.

    Attributes:
        limit: The total exposure it reaches to, in fen.
        reason: Why it is theirs to decide, in two sentences.
        matrix: The version of the matrix, kept with the decision.
    """

    limit: int
    reason: Text
    matrix: str


def grant_for(dossier: Dossier, roles: frozenset[Role], on: date) -> Grant:
    """Return the grant by which somebody with *roles* may approve the case on that day.

    Raises:
        NotAllowed: The total exposure is above every grant they have; the sentence says by how much.
    """
    matrix = parameters("authority", on)
    customer, secured = dossier.case.applicant_kind, bool(dossier.securities)
    limits = [
        grant["limit_yuan"] * 100
        for grant in matrix["grant"]
        if grant["role"] in roles and grant["customer"] == customer and grant["secured"] == secured
    ]
    limit = max(limits, default=0)
    words = {
        "customer": Text("农户", "farmer") if customer == "farmer" else Text("企业", "enterprise"),
        "secured": Text("有担保", "secured") if secured else Text("信用", "unsecured"),
        "exposure": show_yuan(dossier.exposure),
        "limit": show_yuan(limit),
        "document": matrix["document"],
    }
    if dossier.exposure > limit:
        raise NotAllowed(
            Text(
                "含本笔总敞口{exposure}元，超过您对{customer}{secured}贷款的审批权限{limit}元，请报上级审批。",
                "The total exposure of {exposure} yuan is above your authority of {limit} yuan for {secured} "
                "{customer} loans; it goes to the next level.",
            ).fill(**words)
        )
    reason = Text(
        "含本笔总敞口{exposure}元，在{customer}{secured}贷款权限{limit}元以内。依据：{document}。",
        "The total exposure of {exposure} yuan is within {limit} yuan for {secured} {customer} loans. "
        "By: {document}.",
    )
    return Grant(limit, reason.fill(**words), matrix["name"])
