"""Addresses of the log-in."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from central import auth
from central.api.asking import NAME, PLAIN, WITHOUT_LOG_IN, HasCentre

router = APIRouter(tags=["access"], dependencies=[WITHOUT_LOG_IN])


class LogInForm(BaseModel):
    """What a log-in needs."""

    model_config = ConfigDict(extra="ignore")

    institution: str = Field(pattern=r"^[0-9]{1,12}$")
    login: str = Field(pattern=NAME, max_length=40)
    password: str = Field(min_length=1, max_length=200)
    device: str = Field(default="", max_length=100, pattern=PLAIN)


class RefreshForm(BaseModel):
    """The refresh token that is exchanged."""

    refresh: str = Field(pattern=r"^[0-9]{1,12}\.[0-9A-Za-z_-]+$", max_length=100)


class OfficerAnswer(BaseModel):
    """Who logged in."""

    login: str
    name: str
    roles: list[str]
    institution_id: str
    branch_id: str
    branches: list[str]


class Tokens(BaseModel):
    """The tokens of a log-in; the refresh token can be exchanged once."""

    access: str
    refresh: str
    expires_in: int
    officer: OfficerAnswer
    server_time: datetime


@router.post("/v1/log-in", response_model=Tokens)
def log_in(form: LogInForm, centre: HasCentre) -> dict[str, Any]:
    """Give tokens to an officer who knows the password."""
    asked = auth.LogIn(form.institution, form.login, form.password, form.device)
    return auth.log_in(centre.store, asked, centre.clock())


@router.post("/v1/refresh", response_model=Tokens)
def refresh(form: RefreshForm, centre: HasCentre) -> dict[str, Any]:
    """Exchange a refresh token, once."""
    return auth.refresh(centre.store, form.refresh, centre.clock())
