"""What an object's page says of its life: what threatens it, acts at the registry, its certificates."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.alerts import History
from models.collateral.object import Collateral
from models.collateral.registration import ACT
from models.collateral.vault import MOVE
from models.lending.alerts import Gravity
from models.text import Text
from ui.language import say
from ui.pieces import card, label

TONES = {Gravity.URGENT: "bad", Gravity.SERIOUS: "warn", Gravity.NOTICE: "warn"}


def standing(collateral: Collateral) -> Text:
    """Return whose the object is, and whether it is seized."""
    third = Text("（第三人提供）", " (a third party)") if collateral.third_party else Text("", "")
    owner = Text("权利人：{name}{third}", "Owner: {name}{third}").fill(
        name=collateral.owner_name, third=third
    )
    if not collateral.seized:
        return owner
    seized = Text("{owner}　已被查封：{by}（{day}）", "{owner} · seized: {by} ({day})")
    return seized.fill(owner=owner, by=collateral.seized_by or "—", day=collateral.seized_on or "—")


def history_cards(history: History) -> Iterator[QWidget]:
    """Yield the cards that have something to say."""
    if history.alerts:
        lines = [
            label(
                say(
                    Text("{gravity}　{what}{fix}", "{gravity}: {what} {fix}").fill(
                        gravity=each.gravity.label, what=each.text, fix=each.fix
                    )
                ),
                TONES[each.gravity],
            )
            for each in history.alerts
        ]
        yield card(*lines, title=Text("预警", "Alerts"))
    if history.acts:
        shown = []
        for act in history.acts:
            until = (
                Text("，有效期至 {day}", ", until {day}").fill(day=act.until) if act.until else Text("", "")
            )
            text = Text("{day}　{act}　{number}{until}　{note}", "{day} · {act} · {number}{until}　{note}")
            said = text.fill(
                day=act.done_on, act=ACT.choices[act.act], number=act.reference, until=until, note=act.note
            )
            shown.append(label(say(said).rstrip()))
        yield card(*shown, title=Text("登记经过", "Registration"))
    if history.papers:
        moves = [
            label(
                say(
                    Text(
                        "{day}　{move}　{paper} {number}　签收 {person}　经办 {keeper}　复核 {second}",
                        "{day} · {move} · {paper} {number} · signed {person} · by {keeper}, {second}",
                    ).fill(
                        day=each.moved_on,
                        move=MOVE.choices[each.move],
                        paper=each.paper,
                        number=each.paper_number,
                        person=each.person,
                        keeper=history.names.get(each.keeper, each.keeper),
                        second=history.names.get(each.second, each.second),
                    )
                )
            )
            for each in history.papers
        ]
        yield card(*moves, title=Text("权证出入库", "Certificates"))
