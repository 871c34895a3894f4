"""One round of sync: what waits goes out, what is new comes in, and both sides compare."""

import threading

from sqlalchemy.orm import Session

from app.attachments.keeping import forget_strays
from app.audit_trail import next_showing, note, show_from, shown
from app.clock import now, today
from app.database import Database
from app.jobs import Job
from app.memory import remember
from app.number_supply import top_up
from app.profile import learn
from app.sync import known
from app.sync.awaited import forget_taken
from app.sync.client import STRANGE, Centre, CentreUnreachable, LoginRefused
from app.sync.intake import let_go, sweep
from app.sync.pull import CURSOR, PICTURE, Pull
from app.sync.push import Push, unblock
from app.sync.repair import Repair
from app.sync.report import Report
from app.sync.states import LAST_ROUND
from models.approval.roles import Actor
from models.compliance.actions import REPAIRED
from models.records import RECORDS
from models.sync.digest import Tally

MANY = 500


class Rounds:
    """Runs rounds one at a time over one store and one centre.

    Attributes:
        actor: Who works here, by the centre's last word.
    """

    def __init__(self, database: Database, centre: Centre, actor: Actor) -> None:
        self._database = database
        self._centre = centre
        self.actor = actor
        self._one = threading.Lock()

    def run(self, job: Job | None = None, report: Report | None = None) -> Report:
        """Push until nothing waits, pull until nothing is new, compare, and show what was noted on this computer.

        Args:
            job: Is told how far it is.
            report: Is kept up to date, so that it tells what was done before a stop.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped; what was not answered stays in the outbox.
            Cancelled: Somebody stopped it between two steps.
        """
        job, report = job or Job(), report or Report()
        with self._one:
            self._database.run(lambda session: top_up(session, self.actor, today()))
            self._push(job, report)
            try:
                self._pull(job, report)
            except LoginRefused:
                if not self._has_moved():
                    raise
                self._pull(job, report)
            forget_strays(self._database, self.actor.institution_id)
            while self._show_trail():
                job.step(report.received, report.received + 1)
            if report.received >= MANY:
                self._database.tune()
            self._database.run(lambda session: remember(session, LAST_ROUND, now().isoformat()))
        return report

    def compare(self, job: Job | None = None) -> tuple[str, str]:
        """Return the digests of this store, read from its records, and of the centre at the same place.

        What is not as the centre sent it is read again by the next round.

        Args:
            job: Is told how far it is.

        Raises:
            CentreUnreachable, LoginRefused: The centre did not say.
            Cancelled: Somebody stopped it.
        """
        job = job or Job()
        with self._one:
            ours, theirs, report = Tally(), Tally(), Report()
            for branch_id in self.actor.scope:
                counted = self._pull_of(branch_id).run(job, report)
                self._repair(branch_id).distrust_changed(job)
                with self._database.session() as session:
                    mine = known.tallies(session, branch_id)
                for kind in RECORDS:
                    ours = ours.plus(mine.get(kind, Tally()))
                    theirs = theirs.plus(counted.get(kind, Tally()))
        return ours.write(), theirs.write()

    def _push(self, job: Job, report: Report) -> None:
        self._database.run(unblock)
        Push(self._database, self._centre, self.actor.institution_id).run(job, report)

    def _pull(self, job: Job, report: Report) -> None:
        self.actor = self._centre.actor or self.actor
        self._database.run(self._follow_officer)
        for branch_id in self.actor.scope:
            theirs = self._pull_of(branch_id).run(job, report)
            repaired = self._repair(branch_id).run(theirs)
            if repaired:
                report.repaired += sum(repaired.values())
                note(self._database, self.actor, REPAIRED, f"branch {branch_id}", **repaired)
        self._database.run(forget_taken)

    def _follow_officer(self, session: Session) -> None:
        """Let go of what came from branches that are not the officer's any more, as far as nothing waits.

        In the same transaction their new branch and parts become those of the next log-in without a connection.
        """
        learn(session, self.actor)
        known.meet_release(session)
        for branch_id in known.branches(session) - set(self.actor.scope):
            let_go(session, self._home(branch_id), known.come_from(session, branch_id))
            remember(session, f"{CURSOR} {branch_id}", None)
            remember(session, f"{PICTURE} {branch_id}", None)
        sweep(session, self.actor.institution_id)

    def _has_moved(self) -> bool:
        """Tell whether the officer sees other branches by now: a refusal has renewed the log-in, which says so."""
        return self._centre.actor is not None and self._centre.actor.scope != self.actor.scope

    def _pull_of(self, branch_id: str) -> Pull:
        return Pull(self._database, self._centre, self._home(branch_id))

    def _repair(self, branch_id: str) -> Repair:
        return Repair(self._database, self._centre, self._home(branch_id))

    def _home(self, branch_id: str) -> tuple[str, str]:
        return self.actor.institution_id, branch_id

    def _show_trail(self) -> bool:
        """Show the next part of what was noted on this computer, and tell whether there is more to show."""
        showing = self._database.run(lambda session: next_showing(session, self.actor.institution_id))
        if showing is None:
            return False
        known = self._centre.show_trail(showing.chain, showing.entries)
        if known != showing.end:
            bank = self.actor.institution_id
            if self._database.run(lambda session: show_from(session, bank, showing, known)):
                return True
            known = self._centre.show_trail(showing.chain, showing.entries, instead_of=known[1])
        if known != showing.end:
            raise CentreUnreachable(STRANGE)
        self._database.run(lambda session: shown(session, showing))
        return showing.more
