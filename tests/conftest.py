"""What tests of all rooms share."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import app.clock
from models import records
from models.base import Base
from models.compliance import audit
from tests.app.places import CentreProcess
from tests.factories import INSTITUTION

# Tests never need a screen, however they are started.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
TABLES = (records.RECORDS, audit.AuditEntry)  # Importing them fills the metadata.


@pytest.fixture(scope="session", autouse=True)
def _no_keyring() -> None:
    """Tests never touch the keyring of whoever runs them; those about keyrings bring their own."""
    keyring.set_keyring(fail.Keyring())


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    """What a test learns of head office's clock is forgotten with it."""
    yield
    app.clock.follow(timedelta())


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[CentreProcess]:
    """A centre that lets in no computer it does not know."""
    centre = CentreProcess(tmp_path / "central.db")
    centre.operate("device", "require", "--institution", INSTITUTION)
    yield centre
    centre.stop()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session over the tables of the records, in a plain file."""
    engine = create_engine(f"sqlite:///{tmp_path}/records.db")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
