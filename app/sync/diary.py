"""The diary of rounds: when each ran, for how long, what it moved, and why it stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.clock import now
from app.lists import Column, Filter, Listing, in_words
from app.memory import remember, remembered
from app.sync.report import Report
from models.days import in_china
from models.errors import LendingError
from models.text import Language, Text

if TYPE_CHECKING:
    from app.database import Database
    from app.jobs import Job
    from app.sync.round import Rounds

DIARY = "rounds"
KEPT = 200
COUNTED = ("sent", "accepted", "refused", "conflicts", "received", "repaired")


def noted_round(rounds: "Rounds", database: "Database", job: "Job | None" = None) -> Report:
    """Run a round and note it, however it ends.

    Raises:
        CentreUnreachable, LoginRefused, Cancelled: See ``Rounds.run``.
    """
    report = Report()
    with _noted(database, report):
        rounds.run(job, report)
    return report


def last_round(database: "Database") -> tuple[datetime, Text] | None:
    """Return when the last round began and how it ended, if there was one."""
    with database.session() as session:
        entries = remembered(session, DIARY) or []
    return (datetime.fromisoformat(entries[-1]["began"]), Text(*entries[-1]["why"])) if entries else None


@contextmanager
def _noted(database: "Database", report: Report) -> Iterator[None]:
    """Note what a round has done by its end, be it a stop half way."""
    entry: dict[str, Any] = {"began": now().isoformat()}
    began, why = monotonic(), Text("完成", "Complete")
    try:
        yield
    except LendingError as stopped:
        why = stopped.text
        raise
    except BaseException:
        why = Text("中断", "Stopped")
        raise
    finally:
        entry |= {name: getattr(report, name) for name in COUNTED}
        entry |= {"seconds": round(monotonic() - began, 1), "why": list(why)}
        database.run(
            lambda session: remember(session, DIARY, [*(remembered(session, DIARY) or []), entry][-KEPT:])
        )


def _moment(packed: Any, _language: Language) -> str:
    return f"{in_china(datetime.fromisoformat(packed)):%m-%d %H:%M:%S}"


def _figure(key: str, label: Text) -> Column:
    return Column(key, label, f"json_extract(r.value, '$.{key}')", figure=True, width=8)


ROUNDS = Listing(
    "setting t, json_each(t.value) r",
    "r.key",
    (
        Column("began", Text("开始时间", "Began"), "json_extract(r.value, '$.began')", _moment, width=14),
        _figure("seconds", Text("用时（秒）", "Seconds")),
        _figure("sent", Text("发出", "Sent")),
        _figure("accepted", Text("受理", "Accepted")),
        _figure("refused", Text("退回", "Refused")),
        _figure("conflicts", Text("冲突", "Conflicts")),
        _figure("received", Text("收到", "Received")),
        _figure("repaired", Text("修复", "Repaired")),
        Column("why", Text("结果", "Result"), "json_extract(r.value, '$.why')", in_words, width=40),
    ),
    Filter("t.name = ?", (DIARY,)),
)
