"""Access tokens: short-lived, signed, and believed only together with what the database says."""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jws import extract_compact

ALGORITHM = "HS256"
KEY_FILE = "HEITU_CENTRAL_KEY_FILE"
_SHORTEST_KEY = 32
_CHALLENGE = "challenge"
_INSTITUTION = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Claims:
    """What an access token says.

    Attributes:
        institution_id: The bank.
        login: Who.
        family: The log-in that it goes back to.
    """

    institution_id: str
    login: str
    family: UUID


def new_key() -> str:
    """Return a new signing key."""
    return secrets.token_hex(32)


def key_of(stored: str) -> OctKey:
    """Return the signing key: that of the file named in the environment, or the stored one.

    Raises:
        ValueError: The file holds fewer than 32 characters.
    """
    path = os.environ.get(KEY_FILE)
    secret = Path(path).read_text(encoding="ascii").strip() if path else stored
    if len(secret) < _SHORTEST_KEY:
        message = f"the file named by {KEY_FILE} must hold at least {_SHORTEST_KEY} characters"
        raise ValueError(message)
    return OctKey.import_key(secret.encode())


def sign(key: OctKey, claims: Claims, at: datetime, lasting: timedelta) -> str:
    """Return an access token that holds from *at* on."""
    body = {
        "inst": claims.institution_id,
        "sub": claims.login,
        "fam": str(claims.family),
        "iat": int(at.timestamp()),
        "exp": int((at + lasting).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM, "kid": claims.institution_id}, body, key)


def new_challenge(key: OctKey, institution_id: str, at: datetime, lasting: timedelta) -> str:
    """Return something that a device must sign to show that its key is at hand now."""
    body = {"inst": institution_id, "use": _CHALLENGE, "jti": secrets.token_hex(16)}
    expires = {"exp": int((at + lasting).timestamp())}
    return jwt.encode({"alg": ALGORITHM, "kid": institution_id}, {**body, **expires}, key)


def is_challenge(token: str, key: OctKey, institution_id: str, at: datetime) -> bool:
    """Tell whether *token* is a challenge of this bank that still holds."""
    try:
        body = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        named = (body["use"], body["inst"]) == (_CHALLENGE, institution_id)
        return named and at.timestamp() < int(body["exp"])
    except (JoseError, KeyError, ValueError, TypeError):
        return False


def institution_named(token: str) -> str:
    """Return the bank whose key must have signed *token*, or nothing; it is not believed yet."""
    try:
        named = str(extract_compact(token.encode()).headers()["kid"])
    except (JoseError, KeyError, ValueError, TypeError, RecursionError):
        return ""
    return named if _INSTITUTION.fullmatch(named) else ""


def read(token: str, key: OctKey, at: datetime) -> Claims | None:
    """Return what *token* says, or nothing where its signature or its time is wrong."""
    try:
        body = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        if not int(body["iat"]) - 60 <= at.timestamp() < int(body["exp"]):
            return None
        return Claims(str(body["inst"]), str(body["sub"]), UUID(body["fam"]))
    except (JoseError, KeyError, ValueError, TypeError):
        return None
