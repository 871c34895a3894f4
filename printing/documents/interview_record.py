"""The record of interview and signing in person 面谈面签记录 (D18)."""

from typing import ClassVar

from models.documents.application import InterviewTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class InterviewRecord(Document[InterviewTerms]):
    """Who was asked what, by whom, where, and what was answered."""

    key: ClassVar = "interview_record"
    title: ClassVar = Text("面谈面签记录", "Record of interview")
    code: ClassVar = "D18"
    template: ClassVar = "interview_record"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = InterviewTerms
    required: ClassVar = frozenset({"held", "place", "present", "identity", "photos"})
    signers: ClassVar = (("被询问人", "borrower"), ("询问人", "first_officer"), ("记录人", "second_officer"))
    listings: ClassVar = {
        "answers": Listing([Column("问", 0.42), Column("答", 0.58)]),
    }
