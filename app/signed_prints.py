"""Printing a file that bears the bank's electronic signature: only while the signature holds."""

from app.audit_trail import note
from app.database import Database
from app.print_desk import Printer
from models.approval.roles import Actor
from models.compliance.actions import PRINT
from models.errors import RuleBroken
from models.text import Text
from printing import sealing


def put_out(database: Database, actor: Actor, name: str, pdf: bytes, printer: Printer) -> Text:
    """Print a signed file and return who signed it.

    Raises:
        RuleBroken: It is no PDF, bears no signature, or was changed after it was signed.
        LendingError: The printer did not put it out.
    """
    signers = _signers(pdf)
    printer.put_out(pdf, name)
    note(
        database, actor, PRINT, f"file {name}"[:200], document=name, number="/", signed_by="、".join(signers)
    )
    return Text("已打印，签章有效：{who}。", "Printed; the signature holds: {who}.").fill(
        who="、".join(signers)
    )


def _signers(pdf: bytes) -> list[str]:
    found = sealing.seals(pdf)
    if not found:
        raise RuleBroken(
            Text(
                "文件没有电子签章，请在“打印”中正式打印。", "The file bears no signature; print it formally."
            )
        )
    if not all(each.whole for each in found) or not found[-1].covers_file:
        raise RuleBroken(
            Text(
                "签章后文件已被改动，不能打印。",
                "The file was changed after it was signed; it is not printed.",
            )
        )
    return [each.signer for each in found]
