"""Where a paper is, in the officer's words."""

from app.attachments.lane import Moving
from app.attachments.papers import Paper
from models.text import Text


def whereabouts(paper: Paper, moving: Moving | None) -> Text:
    """Return where the contents of a paper are: here, on their way, or at head office."""
    record, file = paper.record, paper.file
    if record.removed_on:
        return Text("已移除：{why}", "Removed: {why}").fill(why=record.removed_because)
    if moving and moving.sha256 == record.sha256:
        way = Text("上传中 {percent}%", "Sending {percent} %")
        if not moving.up:
            way = Text("取回中 {percent}%", "Fetching {percent} %")
        return way.fill(percent=moving.percent)
    if file and file.refused:
        return Text("需处理：{zh}", "Needs you: {en}").fill(zh=file.zh, en=file.en)
    if record.received_at:
        return Text("总行、本机", "Head office, here") if paper.here else Text("总行", "Head office")
    if paper.here:
        return Text("本机，待上传", "Here, to be sent")
    return Text("待{who}上传", "{who} has to send it").fill(who=record.added_by)


def tone_of(paper: Paper) -> str:
    """Return the ink of where a paper is."""
    if paper.record.removed_on:
        return "quiet"
    if paper.file and paper.file.refused:
        return "problem"
    return "on_good" if paper.record.received_at else "on_warn"
