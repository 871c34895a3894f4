"""What an officer types in lines before a print becomes the rows of a paper; a line nobody can read is left out."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from models.documents.application import Answer, IncomeCheck, Risk
from models.documents.undertakings import Vote
from models.errors import RuleBroken
from models.money import parse_yuan


def answers(typed: str) -> Iterator[Answer]:
    """Yield the questions with their answers, one pair a line, parted by the question mark."""
    for line in typed.splitlines():
        question, mark, answer = line.partition("？")
        if mark and answer.strip():
            yield Answer(f"{question.strip()}？", answer.strip())


def votes(typed: str) -> Iterator[Vote]:
    """Yield the votes, one a line: name, share in percent, vote."""
    for line in typed.splitlines():
        words = line.replace("%", " ").split()
        try:
            name, share, vote = words
            yield Vote(name, Decimal(share), vote)
        except (ValueError, InvalidOperation):
            continue


def incomes(typed: str) -> Iterator[IncomeCheck]:
    """Yield the incomes, one a line: what it is, yuan as stated, yuan as verified, the evidence."""
    for line in typed.splitlines():
        try:
            item, stated, verified, evidence = line.split(maxsplit=3)
            yield IncomeCheck(item, parse_yuan(stated), parse_yuan(verified), evidence)
        except (ValueError, RuleBroken):
            continue


def risks(typed: str) -> Iterator[Risk]:
    """Yield the risks, one a line: the risk, and after a semicolon what is done about it."""
    for line in typed.splitlines():
        risk, mark, answer = line.replace(";", "；").partition("；")
        if mark and risk.strip() and answer.strip():
            yield Risk(risk.strip(), answer.strip())
