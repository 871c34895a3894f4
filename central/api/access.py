"""Addresses of the log-in, and of the devices from which it is made."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from central import auth, devices
from central.api.asking import NAME, PLAIN, WITHOUT_LOG_IN, HasCentre

router = APIRouter(tags=["access"], dependencies=[WITHOUT_LOG_IN])
_INSTITUTION = Field(pattern=r"^[0-9]{1,12}$", examples=["23990100"])
_HEX = r"^[0-9a-f]+$"


class ProofForm(BaseModel):
    """A device shows its key: it signs a challenge that it was given a moment ago."""

    device: str = Field(default="", pattern=r"^[0-9A-Za-z_-]*$", max_length=40, examples=["2399010001-PC03"])
    challenge: str = Field(pattern=r"^[0-9A-Za-z._-]+$", max_length=600)
    signature: str = Field(pattern=_HEX, min_length=128, max_length=128)

    def read(self) -> devices.Proof:
        """Return the proof."""
        return devices.Proof(self.device, self.challenge, self.signature)


class LogInForm(BaseModel):
    """What a log-in needs."""

    model_config = ConfigDict(extra="ignore")

    institution: str = _INSTITUTION
    login: str = Field(pattern=NAME, max_length=40, examples=["wangjun"])
    password: str = Field(min_length=1, max_length=200, examples=["heitu-demo"])
    device: str = Field(default="", max_length=100, pattern=PLAIN, description="without a proof of the key")
    proof: ProofForm | None = None


class RefreshForm(BaseModel):
    """The refresh token that is exchanged."""

    refresh: str = Field(pattern=r"^[0-9]{1,12}\.[0-9A-Za-z_-]+$", max_length=100)
    proof: ProofForm | None = None


class ChallengeForm(BaseModel):
    """Who wants to be challenged."""

    institution: str = _INSTITUTION


class Challenge(BaseModel):
    """What a device must sign, and for how many seconds it holds."""

    challenge: str
    expires_in: int


class EnrolmentForm(BaseModel):
    """A computer asks to be known: with the administrator's code and the public key that it made."""

    institution: str = _INSTITUTION
    code: str = Field(min_length=1, max_length=40, pattern=PLAIN, examples=["7K3M-WQ2A-9XHT-4RBE"])
    public_key: str = Field(pattern=_HEX, min_length=64, max_length=64)
    proof: ProofForm


class Enrolled(BaseModel):
    """Under which name a computer is known."""

    device: str


class OfficerAnswer(BaseModel):
    """Who logged in."""

    login: str
    name: str
    roles: list[str]
    institution_id: str
    branch_id: str
    branch_name: str = Field(description="empty where the officer's branch was never set up")
    branches: list[str]
    at_head_office: bool = Field(description="whether the officer's branch is the head office")


class Tokens(BaseModel):
    """The tokens of a log-in; the refresh token can be exchanged once."""

    access: str
    refresh: str
    expires_in: int
    officer: OfficerAnswer
    epoch: str = Field(description="another one after the centre was restored from a backup")
    server_time: datetime


@router.post("/v1/challenge", response_model=Challenge)
def challenge(form: ChallengeForm, centre: HasCentre) -> dict[str, object]:
    """Give what a device signs to show its key, whatever its clock says."""
    return devices.challenge(centre.store, form.institution, centre.clock())


@router.post("/v1/devices", response_model=Enrolled, status_code=HTTPStatus.CREATED)
def enrol(form: EnrolmentForm, centre: HasCentre) -> dict[str, str]:
    """Let a computer in under the name that the administrator gave with the code; the code is used up."""
    moment = centre.clock()
    return devices.enrol(
        centre.store, form.institution, form.code, form.public_key, form.proof.read(), moment
    )


@router.post("/v1/log-in", response_model=Tokens)
def log_in(form: LogInForm, centre: HasCentre) -> dict[str, Any]:
    """Give tokens to an officer who knows the password, at a computer that the bank knows."""
    device = _speaker(centre, form.institution, form.device, form.proof, ("log-in", form.login))
    asked = auth.LogIn(form.institution, form.login, form.password, device)
    return auth.log_in(centre.store, asked, centre.clock())


@router.post("/v1/refresh", response_model=Tokens)
def refresh(form: RefreshForm, centre: HasCentre) -> dict[str, Any]:
    """Exchange a refresh token, once, at the computer that it was given to."""
    institution = form.refresh.partition(".")[0]
    device = _speaker(centre, institution, "", form.proof, ("refresh", form.refresh))
    return auth.refresh(centre.store, form.refresh, device, centre.clock())


def _speaker(
    centre: HasCentre, institution: str, claimed: str, proof: ProofForm | None, said: tuple[str, str]
) -> str:
    with centre.store.reading() as session:
        shown = proof.read() if proof else None
        return devices.device_of(session, institution, claimed, shown, said, centre.clock())
