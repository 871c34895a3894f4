"""What the disk of this computer refuses, in sentences: it is full, or a file on it is out of reach."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import LendingError
from models.text import Text

FULL = Text(
    "这台电脑的磁盘已满，刚才的操作没有保存。请不要关闭窗口，已输入的内容还在；清理磁盘后重试。",
    "The disk of this computer is full and nothing was saved. Leave the window open, what was typed is still there; free "
    "some space and try again.",
)
OUT_OF_REACH = Text(
    "读写本机数据文件时出错（磁盘故障、文件被占用或没有权限），刚才的操作没有保存；请重试，仍不行请联系系统管理员。",
    "The files of this program cannot be read or written (a bad disk, another program, or no permission) and nothing "
    "was saved. Try again; if it stays so, call the administrator.",
)
NOT_WRITTEN = Text(
    "无法写入“{file}”：{why}。如该文件正在别的程序中打开，请先关闭；或另选位置。",
    "“{file}” cannot be written: {why}. Close it where another program has it open, or choose another place.",
)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskTrouble(LendingError):
    """The disk does not take or give what is kept on it; nothing was changed."""


@contextmanager
def writing(file: Path | None = None) -> Iterator[None]:
    """Say in a sentence what the disk refuses meanwhile.

    Args:
        file: Which the officer has asked for; the program's own have no name for them.

    Raises:
        DiskTrouble: It is full, or the file is out of reach.
    """
    try:
        yield
    except OSError as error:
        why = NOT_WRITTEN.fill(file=file.name, why=error.strerror or "—") if file else OUT_OF_REACH
        raise DiskTrouble(FULL if error.errno in _FULL else why) from error
