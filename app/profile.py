"""Who works here by head office's last word, as the store remembers it for a log-in without a connection."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.memory import remember, remembered
from models.approval.roles import Actor, Role

PROFILE = "profile"


def described(actor: Actor) -> dict[str, Any]:
    """Return what the profile says of somebody."""
    return {
        "login": actor.login,
        "name": actor.name,
        "roles": sorted(actor.roles),
        "institution_id": actor.institution_id,
        "branch_id": actor.branch_id,
        "branches": list(actor.scope),
        "branch_name": actor.branch_name,
        "at_head_office": actor.at_head_office,
    }


def actor_of(profile: Mapping[str, Any]) -> Actor:
    """Return of whom a profile speaks; those of earlier releases say less."""
    return Actor(
        profile["login"],
        profile["name"],
        frozenset(Role(role) for role in profile["roles"]),
        profile["institution_id"],
        profile["branch_id"],
        tuple(profile.get("branches", ())),
        branch_name=profile.get("branch_name", ""),
        at_head_office=profile.get("at_head_office", False),
    )


def learn(session: Session, actor: Actor) -> None:
    """Keep what head office says of the officer by now; before the first log-in there is no profile to keep it in."""
    profile = remembered(session, PROFILE)
    told = {**(profile or {}), **described(actor)}
    if profile and told != profile:
        remember(session, PROFILE, told)
