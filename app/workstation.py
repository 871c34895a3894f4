"""A workstation at work: one officer, their open store, and the way to the centre.

This module loads neither SQLAlchemy nor the network: the window is painted before they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from app.config import Settings
from app.database import Database
from models.errors import LendingError
from models.text import Text

if TYPE_CHECKING:
    from app.attachments.lane import Lane
    from app.jobs import Job
    from app.sync.client import Centre
    from app.sync.report import Report
    from app.sync.round import Rounds
    from models.approval.roles import Actor

DARK = "dark"

AskPassphrase = Callable[[Text, bool], str]


@dataclass
class Workstation:
    """What the window and the commands work with.

    Attributes:
        actor: Who works here.
        database: Their store.
        centre: The connection.
        rounds: Sync over both.
        online: Whether the centre itself let them in.
        dark: Whether they like the window dark.
    """

    actor: "Actor"
    database: Database
    centre: "Centre"
    rounds: "Rounds"
    online: bool
    dark: bool = False

    @property
    def clock_off(self) -> timedelta:
        """By how much this computer's clock is behind the centre's; nothing while it is within the tolerance."""
        from app.clock import today, tolerance  # noqa: PLC0415 - see the module

        skew = self.centre.skew
        return skew if abs(skew) > tolerance(today()) else timedelta()

    @cached_property
    def lane(self) -> "Lane":
        """The lane of files, which has a connection of its own."""
        from app.attachments.courier import Courier  # noqa: PLC0415 - see the module
        from app.attachments.lane import Lane  # noqa: PLC0415 - likewise

        return Lane(self.database, Courier(self.centre), self.actor)

    def sync(self, job: "Job | None" = None) -> "Report":
        """Run a round of sync and note it in the diary.

        Raises:
            CentreUnreachable, LoginRefused, Cancelled: See ``Rounds.run``.
        """
        from app.sync.diary import noted_round  # noqa: PLC0415 - see the module

        return noted_round(self.rounds, self.database, job)

    def unlock(self, password: str) -> None:
        """Let the officer back to a window that was locked; see ``app.entrance.unlock``.

        Raises:
            LoginRefused: The password is wrong.
        """
        from app.entrance import unlock  # noqa: PLC0415 - see the module

        unlock(self.database, self.actor, password)

    def close(self) -> None:
        """Close the store and the connections."""
        if "lane" in vars(self):
            self.lane.close()
        self.centre.close()
        self.database.close()


def enrol(settings: Settings, code: str) -> str:
    """Return the name of this computer after head office took it in; see ``app.device.enrol``."""
    from app.device import enrol as enrol_device  # noqa: PLC0415 - see the module

    return enrol_device(settings, code)


def needs_enrolment(error: LendingError) -> bool:
    """Tell whether somebody was refused because the centre does not know this computer."""
    from app.sync.client import NotEnrolled  # noqa: PLC0415 - see the module

    return isinstance(error, NotEnrolled)


def is_offline(error: LendingError) -> bool:
    """Tell whether something was not done because the centre cannot be reached."""
    from app.sync.client import CentreUnreachable  # noqa: PLC0415 - see the module

    return isinstance(error, CentreUnreachable)


def log_in(settings: Settings, login: str, password: str, ask_passphrase: AskPassphrase) -> Workstation:
    """Return the workstation of an officer, let in by the centre or, without it, by what it said last.

    Args:
        settings: Where things are.
        login: The officer's name.
        password: Checked by the centre; offline, against the hash kept in the encrypted store.
        ask_passphrase: Asked where there is no keyring; told why, and whether the passphrase is new.

    Raises:
        LoginRefused: The centre does not accept them.
        NotEnrolled: The centre does not know this computer; ``enrol`` it first.
        NotAllowed: Offline, and the password is wrong, or the last contact is too long ago.
        CentreUnreachable: Offline, and this computer has never been in contact for them.
        NoKeyring: The key of the store is in the keyring, which does not open.
        StoreLocked: The key does not open the store, or is not in the keyring any more.
        StoreNewer: A newer release has written it.
        DiskTrouble: The disk is full, or the store is out of reach.
    """
    from app.entrance import enter  # noqa: PLC0415 - see the module: the log-in window is painted first

    return enter(settings, login, password, ask_passphrase)
