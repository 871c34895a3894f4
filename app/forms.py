"""Forms without widgets: what is typed, what it means, and what is wrong with it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

from models.collateral.base import Kind as CollateralKind
from models.errors import RuleBroken
from models.fields import Field, fields_of
from models.party import names
from models.sync.wire import pack, unpack
from models.text import Language, Text

_MASKS: Mapping[str, Callable[[str], str]] = {
    "id": names.mask_id,
    "phone": names.mask_phone,
    "account": names.mask_account,
}


class Form:
    """The typed texts of the fields a person may fill in.

    Attributes:
        fields: What may be filled in, by name.
        texts: What stands in each field now.
        shown: What stood there at first, or when it was last saved.
        seen: What that means, by field: what a change of the record is a change of.
    """

    def __init__(
        self, fields: Mapping[str, Field], values: Mapping[str, Any], language: Language = "zh"
    ) -> None:
        self.fields = dict(fields)
        self.shown = {name: show(each, values.get(name), language) for name, each in fields.items()}
        self.texts = dict(self.shown)
        self.seen = {name: values.get(name) for name in fields}

    @classmethod
    def of(cls, owner: Any, language: Language = "zh") -> Self:
        """Return the form of a record, or of the facts of a collateral."""
        fields = {
            name: each
            for name, each in fields_of(type(owner)).items()
            if each.typed and not each.commanded and each.kind.name not in {"reference", "facts"}
        }
        values = {name: getattr(owner, name) for name in fields}
        return cls(fields, values, language)

    @property
    def touched(self) -> dict[str, str]:
        """What differs from what the form showed at first."""
        return {name: text for name, text in self.texts.items() if text != self.shown[name]}

    def settle(self, saved: Mapping[str, str]) -> None:
        """Take what was saved for what was shown; what has been typed since stays touched."""
        for name, text in saved.items():
            if text != self.shown[name]:
                self.seen[name] = self.fields[name].read(text)
        self.shown.update(saved)

    def problems(self) -> dict[str, Text]:
        """Return what is wrong, by field; an empty field is no problem until the case is submitted."""
        found: dict[str, Text] = {}
        for name, each in self.fields.items():
            try:
                each.read(self.texts[name])
            except RuleBroken as broken:
                found[name] = broken.text
        return found

    def values(self) -> dict[str, Any]:
        """Return what the touched fields mean.

        Raises:
            RuleBroken: One is not right; the error names it.
        """
        read: dict[str, Any] = {}
        for name, text in self.touched.items():
            try:
                read[name] = self.fields[name].read(text)
            except RuleBroken as broken:
                raise RuleBroken(broken.text, field=name) from None
        return read

    def packed_seen(self) -> dict[str, Any]:
        """Return what was seen in the touched fields, packed, so that it can be kept with their texts."""
        return {name: pack(self.fields[name], self.seen[name]) for name in self.touched}

    def restore(self, texts: Mapping[str, str], seen: Mapping[str, Any] | None = None) -> None:
        """Take over texts that were kept, and what was *seen* when they were typed; fields that are gone are left out.

        What has come into the record since then was never looked at by whoever typed.
        """
        self.texts.update({name: text for name, text in texts.items() if name in self.fields})
        for name, packed in (seen or {}).items():
            if name in texts and name in self.fields:
                with suppress(RuleBroken):
                    self.seen[name] = unpack(name, self.fields[name], packed)


def show(each: Field, value: Any, language: Language) -> str:
    """Return *value* as it stands in its editor; a choice shows its key's label."""
    return "" if value in (None, "") else each.kind.show(value, language)


def masked(each: Field, shown: str) -> str:
    """Return what a list may show of a value: identity numbers and phones only in part (domain 7.5)."""
    mask = _MASKS.get(each.mask)
    return mask(shown) if mask and shown else shown


def is_hidden(each: Field) -> bool:
    """Tell whether a value of the field is a number that is shown only in part."""
    return each.mask in _MASKS


def facts_form(kind: type[CollateralKind], facts: Mapping[str, Any], language: Language = "zh") -> Form:
    """Return the form of the facts of one kind of collateral."""
    return Form.of(kind.read(facts), language)
