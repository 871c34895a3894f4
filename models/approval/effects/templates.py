"""What the orders on templates write: a version that waits, and its release by a second person."""

from typing import TYPE_CHECKING

from models.documents.template_text import TemplateText
from models.errors import NotAllowed, RuleBroken
from models.text import Text

if TYPE_CHECKING:
    from models.approval.order import Ordering


def submit_template(order: "Ordering") -> None:
    """Keep a version of a template until somebody else releases it.

    Raises:
        RuleBroken: Something is missing.
    """
    told = order.told("name", "version_name", "effective", "approval", "source")
    order.make(TemplateText, written_by=order.actor.login, released_by="", **told)


def release_template(order: "Ordering") -> None:
    """Release a version from its day on; from then on it is never changed.

    Raises:
        NotAllowed: Who wrote it may not release it.
        RuleBroken: It was released already, or its day is past.
    """
    version = order.record(TemplateText)
    if version.written_by == order.actor.login:
        raise NotAllowed(
            Text("起草人不能发布自己起草的模板，请由第二人发布。", "Who wrote a template may not release it.")
        )
    if version.released_by:
        raise RuleBroken(Text("该版本已经发布。", "The version is released already."))
    if version.effective is None or version.effective < order.today:
        raise RuleBroken(
            Text("启用日期不能早于今天。", "The day from which it holds may not be past."), field="effective"
        )
    version.released_by = order.actor.login
