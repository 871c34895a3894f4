"""The root of every record that travels between workstation and centre."""

from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.errors import NotFound
from models.identity import new_id
from models.text import Text


class Base(DeclarativeBase):
    """What both sides of the wire store in the same shape."""


class Record(Base):
    """One synced record.

    The institution leads every key, so that the same tables can be spread over a cluster by it.

    Attributes:
        institution_id: The bank.
        id: Made offline, sorts by time.
        branch_id: The branch whose officers see it.
        version: Counted by the centre; 0 means that the centre does not have it yet.
    """

    __abstract__ = True

    kind: ClassVar[str]
    label: ClassVar[Text]

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    branch_id: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(default=0, server_default="0")

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        """Name the table after the kind."""
        return cls.kind

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Index what is looked up within a branch."""
        return (Index(f"ix_{cls.kind}_branch", "institution_id", "branch_id", "id"),)

    def __init__(self, **values: Any) -> None:
        if "id" not in values:
            values["id"] = new_id()
        super().__init__(**values)


R = TypeVar("R", bound=Record)


def fill_defaults(record: Record) -> None:
    """Write into *record* what the store would write for values that were never set."""
    for name, value in _defaults(type(record)).items():
        if getattr(record, name) is None:
            setattr(record, name, {} if value is dict else value)


@cache
def _defaults(record: type[Record]) -> dict[str, Any]:
    columns = [column for column in record.__table__.columns if not column.nullable and column.default]
    return {
        column.key: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else dict
        for column in columns
        if column.key != "id"
    }


def find(session: Session, record: type[R], institution_id: str, record_id: UUID) -> R:
    """Return the record of that identity.

    Raises:
        NotFound: There is none.
    """
    found = session.get(record, (institution_id, record_id))
    if found is None:
        raise NotFound(
            Text("本机没有这条{label}记录（{id}）。", "There is no such {label} here ({id}).").fill(
                label=record.label, id=record_id
            )
        )
    return found
