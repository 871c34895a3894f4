"""Running the gateway: round after round, until told to stop."""

import json
import signal
import sys
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

from central.clock import Clock, now
from central.gateway.delivery import deliver
from central.gateway.files import FileDrop
from central.gateway.fineract import Fineract, Mapped, headers
from central.gateway.payments import take_payments
from central.gateway.port import CoreAway, CoreBanking, CoreRefused
from central.gateway.web import Line, PlainPort
from central.logs import LOG, write_json_lines
from central.outages import OUTAGES, is_passing
from central.store import Store
from models.errors import RuleBroken
from models.text import Text

_PAUSE_SECONDS = 15
_BAD = Text(
    "接口设置文件{file}不正确：{what}。请对照接口手册修改。",
    "The settings file {file} is wrong: {what}. See docs/gateway.md.",
)


def run(database: str, institution_id: str, settings: Path, *, once: bool) -> int:
    """Hand over and take in until told to stop; one round prints what it did and tells whether core banking answered.

    Raises:
        RuleBroken: The settings are wrong.
    """
    core = core_of(settings)
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    with closing(Store(database)) as store:
        if once:
            done = one_round(store, institution_id, core, now)
            sys.stdout.write(json.dumps(done) + "\n")
            return 0 if done["answered"] else 1
        write_json_lines("info")
        go_on(store, institution_id, core, stop)
    return 0


def go_on(store: Store, institution_id: str, core: CoreBanking, stop: Event) -> None:
    """Do round after round until *stop* is set; while the database is away, wait for it.

    A round that breaks off loses nothing: what was claimed is handed over again under the same key when the claim has
    run out, and a payment that was not kept is told again.
    """
    about = {"institution": institution_id}
    while not stop.is_set():
        try:
            done = one_round(store, institution_id, core, now)
            LOG.info("gateway %s", json.dumps(done), extra=about)
        except OUTAGES as outage:
            if not is_passing(outage):
                raise
            LOG.warning("database", exc_info=outage, extra=about)
        stop.wait(_PAUSE_SECONDS)


def one_round(store: Store, institution_id: str, core: CoreBanking, clock: Clock) -> dict[str, int]:
    """Return how many messages went out, how many payments were booked or lie dead, and whether core banking answered."""
    delivered = deliver(store, institution_id, core, clock)
    counted, answered = Counter(booked=0, dead=0), 1
    try:
        take_payments(store, institution_id, core, clock, counted)
    except CoreAway as away:
        # Its sentence is the gateway's own; what a core banking system says in a refusal may name people.
        LOG.warning("core banking is away: %s", away.text.en, extra={"institution": institution_id})
        answered = 0
    except CoreRefused as refused:
        LOG.warning("core banking", exc_info=refused, extra={"institution": institution_id})
        answered = 0
    return {"delivered": delivered, **counted, "answered": answered}


def core_of(settings: Path) -> CoreBanking:
    """Return the adapter that a settings file describes.

    Raises:
        RuleBroken: It cannot be read, or something is missing in it.
    """
    try:
        told = tomllib.loads(settings.read_text("utf-8"))["core"]
        if told["adapter"] == "files":
            return FileDrop(Path(told["folder"]))
        password = Path(told["password_file"]).read_text("utf-8").strip()
        if told["adapter"] == "http":
            return PlainPort(Line(told["url"], {"Authorization": f"Bearer {password}"}))
        if told["adapter"] == "fineract":
            known = headers(told["tenant"], told["user"], password)
            return Fineract(Line(told["url"], known), _mapped(told))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise RuleBroken(_BAD.fill(file=settings, what=f"{type(wrong).__name__} {wrong}"[:80])) from None
    raise RuleBroken(_BAD.fill(file=settings, what="adapter"))


def _mapped(told: dict[str, Any]) -> Mapped:
    kinds, strategy = dict(told.get("collateral", {})), str(told.get("strategy", Mapped.strategy))
    return Mapped(int(told["office"]), dict(told["products"]), kinds, strategy)
