"""What tests of all rooms share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models import records
from models.base import Base
from models.compliance import audit

# Tests never need a screen, however they are started.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TABLES = (records.RECORDS, audit.AuditEntry)  # Importing them fills the metadata.


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session over the tables of the records, in a plain file."""
    engine = create_engine(f"sqlite:///{tmp_path}/records.db")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
