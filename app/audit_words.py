"""An entry of the trail as sentences: who, what, where, when, and what was before and after."""

import json
from collections.abc import Iterator
from typing import Any

from app.auditing import Entry
from models.approval.orders import ORDERS
from models.approval.steps import STEPS
from models.base import Record
from models.compliance.actions import say_action
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.states import STATE_LABELS
from models.records import RECORDS
from models.text import Language, Text

Line = tuple[Text, str]

_LABELS = {
    "reason": Text("事由", "Reason"),
    "op": Text("操作编号", "Operation"),
    "why": Text("拒绝类型", "Kind of refusal"),
    "missing": Text("所缺条件", "What was missing"),
    "rows": Text("行数", "Rows"),
    "entries": Text("条数", "Entries"),
    "copies": Text("份数", "Copies"),
    "document": Text("文件种类", "Document"),
    "number": Text("编号", "Number"),
    "data": Text("数据指纹", "Data hash"),
    "seconds": Text("相差秒数", "Seconds apart"),
    "roles": Text("岗位", "Roles"),
    "earlier": Text("此前的本机审计链", "Earlier trails of this computer"),
    "known": Text("总行已知", "Known at head office"),
    "shown": Text("本机出示", "Shown by the workstation"),
    "sequence": Text("从第几条起", "From entry"),
}
_SAID_ELSEWHERE = {"before", "state", "values", "fields", "field", "zh", "en", "step", "there"}


def describe(entry: Entry, subject: Text, language: Language) -> list[Line]:
    """Return the lines that tell an entry, each under its label."""
    who = f"{entry.name}（{entry.officer}）" if entry.name else entry.officer
    lines = [
        (Text("时间", "When"), f"{entry.at:%Y-%m-%d %H:%M:%S}"),
        (Text("人员", "Who"), who),
        (Text("事项", "What"), say_action(entry.action).say(language)),
        (Text("对象", "On what"), subject.say(language)),
        (Text("设备", "Where"), entry.device or "—"),
    ]
    lines += _story(entry, language)
    lines += [
        (_LABELS.get(name, Text(name, name)), _plain(value))
        for name, value in entry.detail.items()
        if name not in _SAID_ELSEWHERE and value not in (None, "", [])
    ]
    if isinstance(there := entry.detail.get("there"), dict):
        noted = Text("第{sequence}条，{at}", "entry {sequence}, {at}").fill(
            sequence=there.get("sequence", ""), at=there.get("at", "")
        )
        lines.append((Text("本机审计链", "Noted at the workstation"), noted.say(language)))
    lines.append((Text("序号与指纹", "Entry and hash"), f"{entry.sequence}  {entry.digest[:16]}…"))
    return lines


def _story(entry: Entry, language: Language) -> Iterator[Line]:
    detail = entry.detail
    step = STEPS.get(str(detail.get("step"))) or ORDERS.get(str(detail.get("step")))
    if step:
        yield Text("被拒的操作", "What was refused"), step.label.say(language)
    if detail.get("zh"):
        yield Text("拒绝原因", "Why"), str(detail["zh"] if language == "zh" else detail.get("en", ""))
    if "before" in detail:
        states = [_state(detail.get(name), language) for name in ("before", "state")]
        yield Text("状态", "State"), " → ".join(states)
    record = RECORDS.get(entry.subject.partition(" ")[0])
    if record is None:
        return
    fields = detail.get("fields") or ([detail["field"]] if detail.get("field") else [])
    values: dict[str, Any] = detail.get("values") or {}
    others = [_field(record, str(name), language) for name in fields if name not in values]
    if others:
        yield Text("涉及栏目", "Fields"), "、".join(others)
    for name, pair in values.items():
        before, after = (_value(record, name, value, language) for value in pair)
        yield Text("修改前后", "Before and after"), f"{_field(record, name, language)}：{before} → {after}"


def _state(packed: Any, language: Language) -> str:
    return STATE_LABELS[packed].say(language) if packed in STATE_LABELS else str(packed or "—")


def _field(record: type[Record], name: str, language: Language) -> str:
    known = fields_of(record)
    return known[name].label.say(language) if name in known else name


def _value(record: type[Record], name: str, packed: Any, language: Language) -> str:
    if packed in (None, ""):
        return "—"
    try:
        kind = fields_of(record)[name].kind
        return kind.show(kind.unpack(packed), language)
    except (KeyError, TypeError, ValueError, RuleBroken):
        return _plain(packed)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
