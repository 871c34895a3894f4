"""The index of a file and the slip of its transfer 卷内目录及移交清单 (D27)."""

from typing import ClassVar

from models.documents.servicing import FileIndexTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class FileIndex(Document[FileIndexTerms]):
    """What lies in a file, in order, and who handed it to whom."""

    key: ClassVar = "file_index"
    title: ClassVar = Text("信贷档案卷内目录及移交清单", "Index of a file")
    code: ClassVar = "D27"
    template: ClassVar = "file_index"
    copies: ClassVar = 1
    copies_split: ClassVar = "档案室留存"
    terms: ClassVar = FileIndexTerms
    required: ClassVar = frozenset(
        {"case_number", "box", "volume", "pages", "keep_years", "giver", "archivist", "handed"}
    )
    signers: ClassVar = (("移交人", "giver"), ("档案员", "archivist"))
    listings: ClassVar = {
        "papers": Listing(
            [
                Column("文件名称", 0.4),
                Column("日期", 0.17, "center"),
                Column("页数", 0.11, "center"),
                Column("原件或者复印件", 0.16, "center"),
                Column("备注", 0.16),
            ]
        ),
    }
