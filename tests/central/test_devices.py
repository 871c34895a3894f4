"""The bank's computers: let in with a code, known by their key, put out at once."""

import secrets
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central import admin, auth, devices
from central.demo import INSTITUTION, PASSWORD
from central.tables import Institution
from models.compliance.audit import AuditEntry, Doing, verify
from models.sync.proof import to_sign
from tests.central.bank import Bank


class Computer:
    """A computer with a key of its own."""

    def __init__(self, bank: Bank, name: str = "") -> None:
        self._bank, self.name = bank, name
        self._key = Ed25519PrivateKey.generate()
        self.public = self._key.public_key().public_bytes_raw().hex()

    def challenge(self) -> str:
        answer = self._bank.client.post("/v1/challenge", json={"institution": self._bank.institution})
        given: str = answer.json()["challenge"]
        return given

    def proof(self, purpose: str, subject: str, challenge: str = "") -> dict[str, str]:
        challenge = challenge or self.challenge()
        signature = self._key.sign(to_sign(purpose, challenge, subject)).hex()
        return {"device": self.name, "challenge": challenge, "signature": signature}

    def enrol(self, code: str) -> Any:
        form = {"institution": self._bank.institution, "code": code, "public_key": self.public}
        answer = self._bank.client.post(
            "/v1/devices", json={**form, "proof": self.proof("enrol", self.public)}
        )
        if answer.status_code == 201:
            self.name = answer.json()["device"]
        return answer

    def log_in(self, login: str = "wangjun", **proof: Any) -> Any:
        form = {"institution": self._bank.institution, "login": login, "password": PASSWORD, "device": "lies"}
        shown = proof.get("proof") or self.proof("log-in", login)
        return self._bank.client.post("/v1/log-in", json={**form, "proof": shown})

    def refresh(self, token: str) -> Any:
        form = {"refresh": token, "proof": self.proof("refresh", token)}
        return self._bank.client.post("/v1/refresh", json=form)


def code_for(bank: Bank, device: str) -> str:
    with bank.store.writing() as session:
        by = Doing(admin.BY, "device.code", f"device {device}", bank.clock())
        return devices.new_code(session, bank.institution, device, by)


@pytest.fixture
def strict(bank: Bank) -> Bank:
    with bank.store.writing() as session:
        session.get_one(Institution, INSTITUTION).devices_required = True
    return bank


@pytest.fixture
def computer(strict: Bank) -> Computer:
    made = Computer(strict)
    assert made.enrol(code_for(strict, "PC01")).status_code == 201
    return made


def test_a_computer_is_let_in_with_a_code_and_known_by_its_key(strict: Bank, computer: Computer) -> None:
    answer = computer.log_in()
    assert answer.status_code == 200
    access = {"Authorization": f"Bearer {answer.json()['access']}"}
    assert strict.client.get("/v1/digest", headers=access).status_code == 200
    assert computer.refresh(answer.json()["refresh"]).status_code == 200
    with strict.store.reading() as session:
        noted = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert [(each.action, each.device) for each in noted][-3:] == [
            ("device.code", ""),
            ("device.enrol", "PC01"),
            ("log_in", "PC01"),
        ]
        assert verify(session, INSTITUTION)


def test_an_unknown_computer_is_told_what_to_do(strict: Bank) -> None:
    unproven = strict.log_in("wangjun")
    unknown = Computer(strict, "PC09").log_in()
    for answer in (unproven, unknown):
        assert answer.status_code == 403
        assert answer.json()["need"] == "enrolment"
        assert "索取一次性登记码" in answer.json()["zh"]
    # Guessing from a strange computer does not lock anybody out.
    for _ in range(6):
        strict.log_in("wangjun", "wrong")
    known = Computer(strict)
    known.enrol(code_for(strict, "PC01"))
    assert known.log_in().status_code == 200


def test_a_code_is_used_once(strict: Bank) -> None:
    code = code_for(strict, "PC01")
    assert Computer(strict).enrol(code.lower().replace("-", " ")).status_code == 201
    refused = Computer(strict).enrol(code)
    assert refused.status_code == 403
    assert "登记码不正确" in refused.json()["zh"]


def test_a_computer_that_did_not_hear_its_name_hears_it_again(strict: Bank) -> None:
    code, computer = code_for(strict, "PC01"), Computer(strict)
    computer.enrol(code)
    computer.name = ""
    again = computer.enrol(code)
    assert (again.status_code, again.json()) == (201, {"device": "PC01"})
    assert computer.log_in().status_code == 200
    with strict.store.writing() as session:
        enrolled = session.query(AuditEntry).where(AuditEntry.action == "device.enrol").all()
        assert [each.device for each in enrolled] == ["PC01"]
        devices.revoke(session, INSTITUTION, "PC01", Doing(admin.BY, "device.revoke", "PC01", strict.clock()))
    computer.name = ""
    assert computer.enrol(code).status_code == 403


def test_nobody_hears_the_name_of_a_computer_whose_key_they_lack(strict: Bank, computer: Computer) -> None:
    thief, code = Computer(strict), code_for(strict, "PC02")
    form = {"institution": INSTITUTION, "code": code[:-4] + "2222", "public_key": computer.public}
    for _ in range(5):
        shown = thief.proof("enrol", computer.public)
        assert strict.client.post("/v1/devices", json={**form, "proof": shown}).status_code == 403
    # Each of them was a try at the code of somebody else.
    assert thief.enrol(code).status_code == 403


def test_a_code_is_short_lived(strict: Bank) -> None:
    code = code_for(strict, "PC01")
    strict.clock.move(minutes=30)
    assert Computer(strict).enrol(code).status_code == 403


def test_wrong_codes_are_counted(strict: Bank) -> None:
    code = code_for(strict, "PC01")
    for _ in range(5):
        assert Computer(strict).enrol(code[:-4] + "2222").status_code == 403
    assert Computer(strict).enrol(code).status_code == 403
    assert Computer(strict).enrol(code_for(strict, "PC01")).status_code == 201


def test_a_code_does_not_help_without_the_key(strict: Bank) -> None:
    code = code_for(strict, "PC01")
    thief, owner = Computer(strict), Computer(strict)
    form = {"institution": INSTITUTION, "code": code, "public_key": owner.public}
    stolen = strict.client.post("/v1/devices", json={**form, "proof": thief.proof("enrol", owner.public)})
    assert stolen.status_code == 403
    assert owner.enrol(code).status_code == 201


def test_a_proof_is_for_one_purpose_one_person_and_now(strict: Bank, computer: Computer) -> None:
    thief = Computer(strict, "PC01")
    challenge = computer.challenge()
    wrong = [
        thief.proof("log-in", "wangjun"),
        computer.proof("refresh", "wangjun"),
        computer.proof("log-in", "sunlei"),
        {**computer.proof("log-in", "wangjun"), "challenge": challenge},
        {**computer.proof("log-in", "wangjun"), "signature": secrets.token_hex(64)},
    ]
    assert {computer.log_in(proof=proof).status_code for proof in wrong} == {403}
    old = computer.proof("log-in", "wangjun")
    forged = computer.proof("log-in", "wangjun", "a.b.c")
    access = computer.log_in().json()["access"]
    token = computer.proof("log-in", "wangjun", access)
    strict.clock.move(seconds=121)
    assert {computer.log_in(proof=proof).status_code for proof in (old, forged, token)} == {422}
    assert computer.log_in().status_code == 200


def test_a_refresh_token_works_at_its_own_computer_alone(strict: Bank, computer: Computer) -> None:
    other = Computer(strict)
    other.enrol(code_for(strict, "PC02"))
    token = computer.log_in().json()["refresh"]
    assert strict.client.post("/v1/refresh", json={"refresh": token}).status_code == 403
    assert other.refresh(token).status_code == 401
    assert computer.refresh(token).status_code == 200


def test_a_revoked_computer_is_out_at_once_and_may_come_back_with_a_code(
    strict: Bank, computer: Computer
) -> None:
    answer = computer.log_in().json()
    headers = {"Authorization": f"Bearer {answer['access']}"}
    with strict.store.writing() as session:
        devices.revoke(
            session, INSTITUTION, "PC01", Doing(admin.BY, "device.revoke", "device PC01", strict.clock())
        )
    assert strict.client.get("/v1/digest", headers=headers).status_code == 401
    for refused in (computer.refresh(answer["refresh"]), computer.log_in()):
        assert refused.status_code == 403
        assert "已被停用" in refused.json()["zh"]
    assert computer.enrol(code_for(strict, "PC01")).status_code == 201
    assert computer.log_in().status_code == 200


def test_a_new_key_under_an_old_name_ends_the_old_one(strict: Bank, computer: Computer) -> None:
    access = {"Authorization": f"Bearer {computer.log_in().json()['access']}"}
    assert Computer(strict).enrol(code_for(strict, "PC01")).status_code == 201
    assert strict.client.get("/v1/digest", headers=access).status_code == 401
    assert computer.log_in().status_code == 403


def test_nobody_borrows_the_name_of_an_enrolled_computer(bank: Bank) -> None:
    assert Computer(bank).enrol(code_for(bank, "PC01")).status_code == 201
    assert bank.log_in("wangjun", device="PC01").status_code == 403
    assert bank.log_in("wangjun", device="PC02").status_code == 200


def test_a_computer_that_is_revoked_while_it_logs_in_stays_out(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer, matches = Computer(bank), auth._matches
    assert computer.enrol(code_for(bank, "PC-1")).status_code == 201

    def slowly(stored: str, password: str) -> bool:
        with bank.store.writing() as session:
            by = Doing(admin.BY, "device.revoke", "device PC-1", bank.clock())
            devices.revoke(session, bank.institution, "PC-1", by)
        return matches(stored, password)

    monkeypatch.setattr(auth, "_matches", slowly)
    assert computer.log_in().status_code == 401


def test_no_two_codes_that_wait_begin_alike(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("AAAA" + "B" * 12 + "AAAA" + "C" * 12 + "D" * 16)
    monkeypatch.setattr(secrets, "choice", lambda _letters: next(letters))
    first, second = code_for(bank, "PC-1"), code_for(bank, "PC-2")
    assert (first[:4], second[:4]) == ("AAAA", "DDDD")
    assert Computer(bank).enrol(second).status_code == 201


def test_a_log_in_of_an_enrolled_computer_goes_on_with_its_key_alone(bank: Bank) -> None:
    computer = Computer(bank)
    computer.enrol(code_for(bank, "PC01"))
    token = computer.log_in().json()["refresh"]
    assert bank.client.post("/v1/refresh", json={"refresh": token}).status_code == 401
    assert computer.refresh(token).status_code == 200
