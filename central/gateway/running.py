"""Running the gateway: round after round, until told to stop."""

import json
import signal
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

from central.clock import Clock, now
from central.gateway.delivery import deliver
from central.gateway.files import FileDrop
from central.gateway.fineract import Fineract, Mapped, headers
from central.gateway.payments import take_payments
from central.gateway.port import CoreAway, CoreBanking
from central.gateway.web import Line, PlainPort
from central.logs import LOG, write_json_lines
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
        while not stop.is_set():
            done = one_round(store, institution_id, core, now)
            LOG.info("gateway %s", json.dumps(done), extra={"institution": institution_id})
            stop.wait(_PAUSE_SECONDS)
    return 0


def one_round(store: Store, institution_id: str, core: CoreBanking, clock: Clock) -> dict[str, int]:
    """Return how many messages went out, how many payments were booked or lie dead, and whether core banking answered."""
    delivered = deliver(store, institution_id, core, clock)
    try:
        booked, dead = take_payments(store, institution_id, core, clock)
    except CoreAway:
        return {"delivered": delivered, "booked": 0, "dead": 0, "answered": 0}
    return {"delivered": delivered, "booked": booked, "dead": dead, "answered": 1}


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
    return Mapped(int(told["office"]), dict(told["products"]), dict(told.get("collateral", {})))
