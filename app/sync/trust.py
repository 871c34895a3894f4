"""Whom this computer takes for head office: what the system's authorities vouch for, or the bank's own alone."""

import ssl
from pathlib import Path

from models.errors import RuleBroken
from models.text import Text

UNREADABLE = Text(
    "总行证书文件{file}无法读取，请核对设置中的 ca，或联系系统管理员。",
    "The certificate file {file} cannot be read; check “ca” in the settings, or ask the administrator.",
)
UNTRUSTED = Text(
    "总行服务器的证书不可信（{why}），没有发送任何内容。请核对总行地址和设置中的 ca，或联系系统管理员。",
    "The server's certificate is not trusted ({why}); nothing was sent. Check the address of head office and “ca” in the "
    "settings, or ask the administrator.",
)


def trusting(authority: Path | None) -> ssl.SSLContext | bool:
    """Return how servers are verified.

    Args:
        authority: The bank's own, as PEM; whoever it does not vouch for is nobody, whatever the system says. Nothing
            if the system's authorities are believed.

    Raises:
        RuleBroken: The file cannot be read.
    """
    if authority is None:
        return True
    try:
        return ssl.create_default_context(cafile=authority)
    except OSError:  # What OpenSSL does not understand is one as well.
        raise RuleBroken(UNREADABLE.fill(file=authority)) from None


def distrust_in(error: BaseException) -> Text | None:
    """Return why a server was not trusted, if that is what an error came from."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UNTRUSTED.fill(why=cause.verify_message)
        cause = cause.__cause__ or cause.__context__
    return None
