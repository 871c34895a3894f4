"""The log of errors: lines that can be read again, without values, and never too many."""

import json
from pathlib import Path

from app import error_log


def an_error(message: str) -> Exception:
    try:
        try:
            raise KeyError(message)  # noqa: TRY301 - what another error came from
        except KeyError as cause:
            raise ValueError(message) from cause
    except ValueError as error:
        return error


def test_kinds_and_frames_are_kept_and_values_are_not(tmp_path: Path) -> None:
    error_log.note(tmp_path / "new", an_error("张德福"))
    (line,) = error_log.last(tmp_path / "new")
    assert line["error"] == "builtins.ValueError < builtins.KeyError"
    assert line["frames"][-1].endswith(" an_error")
    assert "张德福" not in (tmp_path / "new" / error_log.NAME).read_text("utf-8")


def test_half_a_line_is_passed_over_and_the_oldest_go(tmp_path: Path) -> None:
    file = tmp_path / error_log.NAME
    file.write_text('{"at": "2026', "utf-8")
    assert error_log.last(tmp_path) == []
    file.write_text("".join(json.dumps({"at": str(n)}) + "\n" for n in range(60)), "utf-8")
    assert [line["at"] for line in error_log.last(tmp_path)] == [str(n) for n in range(10, 60)]
    for _ in range(2):
        file.write_bytes(bytes(600 * 1024))
        error_log.note(tmp_path, an_error("x"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["errors.log", "errors.log.1"]
    assert len(error_log.last(tmp_path)) == 1


def test_where_nothing_can_be_written_nothing_more_goes_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    error_log.note(tmp_path / "file" / "below", an_error("x"))
    assert error_log.last(tmp_path / "file" / "below") == []
