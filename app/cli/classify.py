"""``heitu classify``: the five-tier classification of a loan note, with its reasons."""

import argparse
import json

from models.lending.classification import NoteFacts, Tier, classify
from models.lending.reading import parse_day, parse_rate, parse_whole
from models.text import Text

NAME = "classify"
HELP = Text("五级分类及理由", "The five-tier classification of a note and its reasons")
_SIGNS = (
    ("technical-delay", "操作或技术原因造成的逾期"),
    ("purpose-changed", "未经同意改变用途"),
    ("repaid-by-new-loan", "借新还旧（不含合规续贷）"),
    ("debt-bad-elsewhere", "非零售债务人其他债务不良"),
    ("credit-impaired", "已发生信用减值"),
    ("evades-debt", "逃废债务"),
    ("bankrupt", "破产清算"),
    ("extended", "已展期"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--today", required=True, metavar="DATE", help="分类日 / day of classification")
    parser.add_argument("--days-overdue", default="0", metavar="DAYS", help="逾期天数 / days overdue")
    parser.add_argument(
        "--expected-loss", default="0", metavar="PERCENT", help="预期损失率%% / expected loss"
    )
    parser.add_argument("--restructured-on", metavar="DATE", help="重组合同日 / day of restructuring")
    parser.add_argument("--previous", default="PASS", choices=[tier.name for tier in Tier], help="上次分类")
    parser.add_argument("--clean-since", metavar="DATE", help="正常还款起始日 / paid in full since")
    for name, meaning in _SIGNS:
        parser.add_argument(f"--{name}", action="store_true", help=meaning)
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the tier and its reasons.

    Raises:
        RuleBroken: A value is out of range.
    """
    restructured, clean = arguments.restructured_on, arguments.clean_since
    facts = NoteFacts(
        days_overdue=parse_whole(arguments.days_overdue, field="days_overdue"),
        expected_loss=parse_rate(arguments.expected_loss, field="expected_loss"),
        restructured_on=parse_day(restructured, field="restructured_on") if restructured else None,
        previous=Tier[arguments.previous],
        clean_since=parse_day(clean, field="clean_since") if clean else None,
        **{name.replace("-", "_"): getattr(arguments, name.replace("-", "_")) for name, _ in _SIGNS},
    )
    found = classify(facts, parse_day(arguments.today, field="today"))
    if arguments.json:
        data = {
            "tier": found.tier.name,
            "label": found.tier.label._asdict(),
            "reasons": [
                {"code": reason.code, "tier": reason.tier.name, "text": reason.text._asdict()}
                for reason in found.reasons
            ],
            "parameters_since": found.parameters_since.isoformat(),
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    print(f"{found.tier.label.zh} {found.tier.label.en}")
    for reason in found.reasons:
        print(f"  {reason.tier.label.zh}: {reason.text.zh} / {reason.text.en}")
    return 0
