"""What every kind of collateral says of itself."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from models.collateral.labels import KIND_LABELS
from models.collateral.owners import (
    consents,
    consents_rule,
    lacking,
    owners,
    owners_rule,
    shares_complete,
)
from models.errors import LendingError, RuleBroken
from models.fields import fact, fields_of
from models.kinds import DAY, choice, text
from models.text import Text

OWNERSHIP = Text("权属与共有", "Ownership")
PAPERS = Text("权证", "Certificate")
VALUE = Text("价值要素", "Value")
PROOF = Text("落实凭据", "Proof")


class Effect(StrEnum):
    """Which act makes the bank's right exist (domain 3.6)."""

    CONSTITUTIVE = "constitutive"
    OPPOSABLE = "opposable"
    DELIVERY = "delivery"
    CONTROL = "control"

    @property
    def registers(self) -> bool:
        """Whether a registry keeps the right, so that its number must be there before money leaves."""
        return self in {Effect.CONSTITUTIVE, Effect.OPPOSABLE}

    @property
    def label(self) -> Text:
        """What the effect is called, and what it means."""
        return _EFFECTS[self]


_EFFECTS = {
    Effect.CONSTITUTIVE: Text(
        "登记生效：登记后担保权才成立", "Constitutive: the right arises only at registration"
    ),
    Effect.OPPOSABLE: Text(
        "登记对抗：合同生效时设立，登记后可对抗善意第三人",
        "Opposable: the right arises with the contract; registration holds against others in good faith",
    ),
    Effect.DELIVERY: Text(
        "交付生效：权利凭证交付银行时设立", "Delivery: the right arises when the bank receives the paper"
    ),
    Effect.CONTROL: Text(
        "控制生效：资金特定化并由银行实际控制时设立",
        "Control: the right arises when the money is set apart and the bank controls the account",
    ),
}

CO_OWNERSHIP = choice(
    single=Text("单独所有", "Sole"),
    joint=Text("共同共有", "Joint"),
    shares=Text("按份共有", "By shares"),
)

_ENDS = ("_until", "_end", "ends_on", "expires_on", "matures_on", "due_on")
_kinds: dict[str, type["Kind"]] = {}


@dataclass(frozen=True)
class Kind:
    """What is special to one kind of collateral.

    A subclass is a frozen dataclass of the facts the officer writes down, each described by ``fact``.
    It registers by being defined; its clause is the contract named by ``document``.

    Attributes:
        key: How it is stored.
        label: What it is called.
        security: Mortgage or pledge.
        document: The contract that creates the security.
        effect: Which act makes the right exist.
        registry: Who registers it.
        source: The provision the effect rests on.
        notice: What the law does not allow or the officer must know, said on screen.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    security: ClassVar[Text]
    document: ClassVar[str]
    effect: ClassVar[Effect]
    registry: ClassVar[Text]
    source: ClassVar[Text]
    notice: ClassVar[Text | None] = None

    co_ownership: str = fact(Text("共有情况", "Co-ownership"), CO_OWNERSHIP, group=OWNERSHIP)
    co_owners: str = fact(
        Text("全部共有人及份额", "Every owner and share"), text(300), rule=owners_rule, group=OWNERSHIP
    )
    co_owner_consents: str = fact(
        Text("共有人同意及日期", "Owners' consents and days"),
        text(400),
        rule=consents_rule,
        evidence=True,
        group=OWNERSHIP,
    )
    owner_consent_on: date | None = fact(
        Text("第三人书面同意日期", "Third party's consent on"), DAY, evidence=True, group=OWNERSHIP
    )

    def __init_subclass__(cls) -> None:
        # A family of kinds has no key of its own and is not offered.
        if "key" in cls.__dict__:
            cls.label = KIND_LABELS[cls.key]
            _kinds[cls.key] = cls

    @property
    def arises_by(self) -> Effect:
        """Which act makes the right in this very object exist; paperless ones may differ from their kind."""
        return self.effect

    @property
    def cap_key(self) -> str:
        """Under which name the loan-to-value cap of this object stands among the parameters."""
        return self.key

    @property
    def identities(self) -> tuple[str, ...]:
        """The numbers by which the world knows this very thing, where two objects might stand for it."""
        return ()

    @property
    def money_account(self) -> str:
        """The number of the account into which money flows under the contract, where the kind has one."""
        return ""

    @property
    def insurance(self) -> str:
        """What the contract says about insurance, or ``/``."""
        return "/"

    @property
    def expiries(self) -> dict[str, date]:
        """The days on which a right, certificate, term or insurance of the object ends, by fact."""
        return {
            name: day
            for name, each in fields_of(type(self)).items()
            if each.kind is DAY and name.endswith(_ENDS) and (day := getattr(self, name))
        }

    @property
    def floating(self) -> bool:
        """Whether present and future things are charged as a whole 浮动抵押."""
        return False

    @property
    def purchase_money(self) -> bool:
        """Whether the loan pays for the object itself, which gives the bank a better rank (民法典 416)."""
        return False

    @property
    def shared(self) -> bool:
        """Whether somebody owns the object together with the one who gives it."""
        return self.co_ownership in {"joint", "shares"}

    def consent_lacks(self, owner: str) -> list[str]:
        """Return the owners who have not agreed; the one who gives the object agrees by signing."""
        if not self.shared:
            return []
        agreed = {owner, *consents(self.co_owner_consents)}
        return lacking(owners(self.co_owners), agreed, by_shares=self.co_ownership == "shares")

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Self:
        """Return the facts of a stored record; what is missing or unreadable stays empty."""
        values = {}
        for name, each in fields_of(cls).items():
            packed = facts.get(name)
            if packed not in (None, ""):
                with suppress(RuleBroken, TypeError, ValueError, ArithmeticError):
                    values[name] = each.kind.unpack(packed)
        return cls(**values)

    def pack(self) -> dict[str, Any]:
        """Return the facts as JSON."""
        return {
            name: each.kind.pack(value)
            for name, each in fields_of(type(self)).items()
            if (value := getattr(self, name)) not in (None, "")
        }

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield what speaks against lending on this object until *due_on*; a kind may look at the day."""
        del due_on
        for name, each in fields_of(type(self)).items():
            if each.required and getattr(self, name) in (None, ""):
                yield RuleBroken(
                    Text("押品缺少“{label}”。", "The collateral lacks “{label}”.").fill(label=each.label),
                    field=name,
                )

        if self.shared and not self.co_owners:
            yield RuleBroken(
                Text(
                    "请写明全部共有人及份额，如“张三 1/2；李四 1/2”。",
                    "Name every owner and share, such as “Zhang San 1/2; Li Si 1/2”.",
                ),
                field="co_owners",
            )
        elif self.co_ownership == "shares" and not shares_complete(owners(self.co_owners)):
            yield RuleBroken(
                Text(
                    "按份共有须写明每人份额，合计为1。", "Give every owner's share; together they make one."
                ),
                field="co_owners",
            )

    def change_objections(self, earlier: "Kind") -> Iterator[LendingError]:
        """Yield what speaks against these facts following *earlier* ones; a kind with a flow of states has some."""
        del earlier
        return iter(())

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield why the parameters in force on *today* keep this object from securing a loan until *due_on*."""
        del today, due_on
        return iter(())

    def before_payout(self) -> Iterator[LendingError]:
        """Yield what this kind demands before money leaves, besides its registration."""
        return iter(())

    def described(self) -> list[tuple[Text, str]]:
        """Return what a contract's schedule says of the object: its facts by label, proofs and prices left out."""
        return [
            (
                each.label,
                each.kind.show(value, "zh").replace("\n", "、") + (each.unit.zh if each.unit else ""),
            )
            for name, each in fields_of(type(self)).items()
            if not each.evidence
            and each.group not in {OWNERSHIP, VALUE}
            and (value := getattr(self, name)) not in (None, "")
        ]

    def suggested_value(self) -> int | None:
        """Return the value in fen that follows from the facts by the bank's formula, where there is one."""
        return None


def check_change(earlier: Kind, later: Kind) -> None:
    """Let the facts of a collateral follow its earlier ones only where its kind allows it.

    Raises:
        RuleBroken: It does not.
    """
    for objection in later.change_objections(earlier):
        raise objection


def kinds() -> Mapping[str, type[Kind]]:
    """Return every kind of collateral by its key."""
    from models.collateral import catalogue  # noqa: F401, PLC0415 - loads the kinds; they import this module

    return {key: _kinds[key] for key in KIND_LABELS}
