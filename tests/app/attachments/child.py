"""A workstation in a process of its own that carries its files until it is killed: python child.py FOLDER ADDRESS."""

import sys
from pathlib import Path

from app.attachments.courier import Courier
from app.attachments.lane import Lane
from app.jobs import Job
from tests.app.sync.desks import open_desk


def say(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


desk = open_desk(Path(sys.argv[1]), sys.argv[2], "wangjun")
Lane(desk.database, Courier(desk.centre), desk.actor).run(Job(say))
