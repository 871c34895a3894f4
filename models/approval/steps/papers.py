"""Steps on paper: prints, reprints and voids by two people, seals, and where each copy went (domain 6.3)."""

from models.approval.effects import papers as effects
from models.approval.roles import Role
from models.approval.step import COMMENT, Step
from models.documents.printed_copy import FATE, PLACE
from models.kinds import COUNT, REFERENCE, text
from models.lending.states import State
from models.text import Text

CONTRACT = {"contract_id": REFERENCE}
AFTER_SIGNING = frozenset({State.SECURING, State.READY_TO_DISBURSE, State.DISBURSED})

STEPS = (
    Step(
        key="record_print",
        label=Text("登记打印", "Record print"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.CONTRACT_CLERK,
        arguments=CONTRACT
        | {
            "sha256": text(64),
            "pages": COUNT,
            "copies": COUNT,
            "first": COUNT,
            "edition": text(80),
            "printer": text(80),
        },
        effect=effects.record_print,
        waits_in=frozenset(),
    ),
    Step(
        key="ask_reprint",
        label=Text("申请重打", "Ask for a reprint"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.CONTRACT_CLERK,
        arguments=CONTRACT | {"copy": COUNT, "fate": FATE} | COMMENT,
        effect=effects.ask_reprint,
        waits_in=frozenset(),
    ),
    Step(
        key="ask_void",
        label=Text("申请作废", "Ask to void"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.CONTRACT_CLERK,
        arguments=CONTRACT | {"fate": FATE} | COMMENT,
        effect=effects.ask_void,
        waits_in=frozenset(),
    ),
    Step(
        key="allow_change",
        label=Text("批准重打或者作废", "Allow a reprint or void"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.BRANCH_MANAGER,
        arguments=CONTRACT,
        effect=effects.allow_change,
        waits_in=frozenset(),
    ),
    Step(
        key="refuse_reprint",
        label=Text("不予批准重打或者作废", "Refuse a reprint or void"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.BRANCH_MANAGER,
        arguments=CONTRACT | COMMENT,
        effect=effects.refuse_reprint,
        waits_in=frozenset(),
    ),
    Step(
        key="seal_copies",
        label=Text("登记用印", "Record the seal"),
        sources=AFTER_SIGNING,
        target=State.SECURING,
        role=Role.CONTRACT_CLERK,
        arguments=CONTRACT,
        effect=effects.seal_copies,
        waits_in=frozenset(),
    ),
    Step(
        key="place_copy",
        label=Text("登记归档或者交付", "File or hand over"),
        sources=AFTER_SIGNING,
        target=State.SECURING,
        role=Role.CONTRACT_CLERK,
        arguments=CONTRACT | {"copy": COUNT, "place": PLACE, "placed": text(80)},
        effect=effects.place_copy,
        waits_in=frozenset(),
    ),
)
KEYS = frozenset(step.key for step in STEPS)
"""They are taken where the papers are, not from the list of a case's next steps."""
