"""Orders about paper: templates, numbers reserved beforehand, pre-numbered blank forms."""

from collections.abc import Callable, Mapping

from models.approval.effects import blank_forms, numbers
from models.approval.effects.templates import release_template, submit_template
from models.approval.order import COMMENT, Order, Ordering
from models.approval.roles import Role
from models.documents.blank_forms import FORM, FormCount, FormMove
from models.documents.number_block import NumberBlock
from models.documents.template_text import LONGEST, TemplateText
from models.kinds import COUNT, DAY, Kind, text
from models.text import Text

KEEPERS = frozenset({Role.BRANCH_MANAGER, Role.ARCHIVIST})
HOLDERS = frozenset({Role.CONTRACT_CLERK, Role.DISBURSER})
SERIALS: Mapping[str, Kind] = {"form": FORM, "first": COUNT, "last": COUNT}


def _move(
    key: str,
    label: Text,
    roles: frozenset[Role],
    effect: Callable[[Ordering], None],
    more: Mapping[str, Kind],
) -> Order:
    """Return the order that moves blank forms."""
    return Order(
        key=key,
        label=label,
        roles=roles,
        about=FormMove,
        new=True,
        bank_wide=False,
        arguments={**SERIALS, **more},
        effect=effect,
    )


ORDERS = (
    Order(
        key="submit_template",
        label=Text("提交模板版本", "Submit a template"),
        roles=frozenset({Role.CONTRACT_CLERK}),
        about=TemplateText,
        new=True,
        arguments={
            "name": text(40),
            "version_name": text(20),
            "effective": DAY,
            "approval": text(60),
            "source": text(LONGEST, lines=True),
        },
        effect=submit_template,
    ),
    Order(
        key="release_template",
        label=Text("发布模板版本", "Release a template"),
        roles=frozenset({Role.BRANCH_MANAGER, Role.PRESIDENT}),
        about=TemplateText,
        new=False,
        arguments={},
        effect=release_template,
    ),
    Order(
        key="reserve_numbers",
        label=Text("预留编号", "Reserve numbers"),
        roles=frozenset({Role.CONTRACT_CLERK}),
        about=NumberBlock,
        new=True,
        bank_wide=False,
        arguments={"series": text(24), "year": COUNT, "count": COUNT},
        effect=numbers.reserve_numbers,
    ),
    Order(
        key="close_block",
        label=Text("交回号段", "Give the block back"),
        roles=frozenset({Role.CONTRACT_CLERK, Role.ADMINISTRATOR}),
        about=NumberBlock,
        new=False,
        arguments=COMMENT,
        effect=numbers.close_block,
    ),
    Order(
        key="void_number",
        label=Text("编号作废", "Void a number"),
        roles=frozenset({Role.CONTRACT_CLERK, Role.ADMINISTRATOR}),
        about=NumberBlock,
        new=False,
        arguments={"number": text(40), **COMMENT},
        effect=numbers.void_number,
    ),
    _move("receive_forms", Text("领入凭证", "Receive forms"), KEEPERS, blank_forms.receive_forms, {}),
    _move(
        "hand_out_forms",
        Text("发放凭证", "Hand out forms"),
        KEEPERS,
        blank_forms.hand_out_forms,
        {"holder": text(40)},
    ),
    _move("return_forms", Text("收回凭证", "Take forms back"), KEEPERS, blank_forms.return_forms, {}),
    _move(
        "use_form", Text("登记使用", "Record the use"), HOLDERS, blank_forms.use_form, {"number": text(40)}
    ),
    _move("spoil_forms", Text("凭证作废", "Spoil forms"), HOLDERS, blank_forms.spoil_forms, COMMENT),
    Order(
        key="count_forms",
        label=Text("清点凭证", "Count the forms"),
        roles=KEEPERS | HOLDERS,
        about=FormCount,
        new=True,
        bank_wide=False,
        arguments={"form": FORM, "found": COUNT, "note": text(200)},
        effect=blank_forms.count_forms,
    ),
    Order(
        key="confirm_count",
        label=Text("复点确认", "Confirm the count"),
        roles=KEEPERS | HOLDERS,
        about=FormCount,
        new=False,
        arguments={},
        effect=blank_forms.confirm_count,
    ),
)
