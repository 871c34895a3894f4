"""What the people who support the program need to see: outbox, diary and errors, without what was typed."""

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import error_log
from app.audit_trail import note
from app.clock import now
from app.database import HEAD
from app.disk import writing
from app.memory import remembered
from app.sync.diary import DIARY
from app.tables import Waiting
from app.workstation import Workstation
from models.compliance.actions import EXPORT


def write_support_file(workstation: Workstation, file: Path) -> int:
    """Write how sync stands to *file* as JSON and return how many operations it names; the export is noted.

    Values of fields, amounts and names are left out; the sentences of head office stay as they were said.

    Raises:
        DiskTrouble: The file cannot be written.
    """
    with workstation.database.session() as session:
        rows = session.scalars(select(Waiting).where(Waiting.state != "accepted").order_by(Waiting.sequence))
        outbox = [_outline(row) for row in rows]
        rounds = remembered(session, DIARY) or []
    body = {
        "written_at": now().isoformat(),
        "officer": workstation.actor.login,
        "branch": workstation.actor.branch_id,
        "centre": workstation.centre.address,
        "clock_behind_seconds": workstation.centre.skew.total_seconds(),
        "program": version("heitu"),
        "store": HEAD,
        "system": platform.platform(),
        "outbox": outbox,
        "rounds": rounds,
        "errors": error_log.last(workstation.database.path.parent),
    }
    with writing(file):
        file.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")
    note(workstation.database, workstation.actor, EXPORT, file.name, rows=len(outbox))
    return len(outbox)


def _outline(row: Waiting) -> dict[str, Any]:
    named = row.body["arguments"] if row.type == "command" else row.body
    return {
        "sequence": row.sequence,
        "op": str(row.op),
        "type": row.type,
        "kind": row.record_kind,
        "record": str(row.record_id),
        "step": row.body.get("step", "") if row.type == "command" else "",
        "fields": sorted(named),
        "base": row.base,
        "state": row.state,
        "attempts": row.attempts,
        "made_at": row.made_at.isoformat(),
        "zh": row.zh,
        "en": row.en,
    }
