"""Who may talk to the centre."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from central import admin, auth, tokens
from central.demo import INSTITUTION, PASSWORD
from central.files.objects import Folder
from central.store import Store
from central.tables import Institution
from models.compliance.audit import AuditEntry
from models.days import business_day
from models.identity import new_id
from models.parameters import parameters
from tests.central.bank import Bank, Clock

WRONG = "wrong-password"


def test_a_log_in_gives_tokens_and_says_who(bank: Bank) -> None:
    answer = bank.log_in("zhoufang").json()
    again = bank.client.post("/v1/refresh", json={"refresh": answer["refresh"]}).json()
    assert (
        answer["officer"]
        == again["officer"]
        == {
            "login": "zhoufang",
            "name": "周芳",
            "roles": ["contract_clerk", "registrar"],
            "institution_id": INSTITUTION,
            "branch_id": "2399010001",
            "branch_name": "测试支行",
            "branches": ["2399010001", "2399010000"],
            "at_head_office": False,
        }
    )
    assert answer["expires_in"] == 900


@pytest.mark.parametrize(("login", "password"), [("wangjun", WRONG), ("nobody", PASSWORD)])
def test_a_wrong_log_in_does_not_say_what_is_wrong(bank: Bank, login: str, password: str) -> None:
    response = bank.log_in(login, password)
    assert response.status_code == 401
    assert response.json()["zh"] == "机构、登录名或密码不正确，请核对后重试。"


def test_five_failures_lock_for_a_while(bank: Bank) -> None:
    for _ in range(5):
        assert bank.log_in("wangjun", WRONG).status_code == 401
    locked = bank.log_in("wangjun")
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "900")
    assert "请15分钟后再试" in locked.json()["zh"]
    assert bank.log_in("lixue").status_code == 200
    bank.clock.move(minutes=15)
    assert bank.log_in("wangjun").status_code == 200


def test_a_right_password_forgets_the_failures(bank: Bank) -> None:
    for _ in range(2):
        for _ in range(4):
            bank.log_in("wangjun", WRONG)
        assert bank.log_in("wangjun").status_code == 200


def refresh(bank: Bank, token: str) -> tuple[int, str, str]:
    response = bank.client.post("/v1/refresh", json={"refresh": token})
    body = response.json()
    return response.status_code, body.get("access", ""), body.get("refresh", "")


def status_of(bank: Bank, access: str) -> int:
    headers = {"Authorization": f"Bearer {access}"}
    return bank.client.get("/v1/digest", headers=headers).status_code


def reused(bank: Bank) -> int:
    with bank.store.reading() as session:
        return session.query(AuditEntry).where(AuditEntry.action == "refresh.reused").count()


def test_a_refresh_token_used_twice_ends_the_log_in(bank: Bank) -> None:
    first = bank.log_in("wangjun").json()["refresh"]
    second = refresh(bank, first)[2]
    status, access, third = refresh(bank, second)
    assert (status, status_of(bank, access)) == (200, 200)
    assert refresh(bank, first)[0] == 401
    assert refresh(bank, third)[0] == 401
    assert status_of(bank, access) == 401
    assert reused(bank) == 1


def test_a_refresh_token_is_exchanged_again_until_an_answer_is_heard(bank: Bank) -> None:
    token = bank.log_in("wangjun").json()["refresh"]
    for _ in range(3):
        heard = refresh(bank, token)
    assert (heard[0], status_of(bank, heard[1])) == (200, 200)
    assert refresh(bank, heard[2])[0] == 200
    assert reused(bank) == 0


def test_whoever_shows_a_token_that_its_owner_never_heard_of_has_copied_it(bank: Bank) -> None:
    owners = bank.log_in("wangjun").json()["refresh"]
    copied = refresh(bank, owners)[2]
    status, access, _next = refresh(bank, owners)
    assert (status, status_of(bank, access)) == (200, 200)
    assert refresh(bank, copied)[0] == 401
    assert status_of(bank, access) == 401
    assert reused(bank) == 1


def test_an_answer_that_was_lost_does_not_lengthen_a_log_in(bank: Bank) -> None:
    token = bank.log_in("wangjun").json()["refresh"]
    refresh(bank, token)
    bank.clock.move(hours=parameters("security", business_day(bank.clock()))["refresh_hours"])
    assert refresh(bank, token)[0] == 401
    assert reused(bank) == 0


def test_tokens_expire(bank: Bank) -> None:
    answer = bank.log_in("wangjun").json()
    bank.clock.move(minutes=15)
    assert status_of(bank, answer["access"]) == 401
    assert refresh(bank, answer["refresh"])[0] == 200
    again = bank.log_in("wangjun").json()
    bank.clock.move(hours=72)
    assert refresh(bank, again["refresh"])[0] == 401


def _written(kid: str) -> str:
    head = json.dumps({"alg": "HS256", "kid": kid}).encode()
    return base64.urlsafe_b64encode(head).decode().rstrip("=")


def test_forged_tokens_are_refused(bank: Bank) -> None:
    access = bank.log_in("wangjun").json()["access"]
    head, body, signature = access.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "sunlei"}).encode()).decode().rstrip("=")
    nothing = base64.urlsafe_b64encode(b'{"alg":"none","kid":"23990100"}').decode().rstrip("=")
    stranger = tokens.key_of(tokens.new_key())
    mine = tokens.Claims(INSTITUTION, "wangjun", new_id())
    forged = [
        f"{head}.{other}.{signature}",
        f"{nothing}.{body}.",
        f"{head}.{body}.AAAA",
        tokens.sign(stranger, mine, bank.clock(), bank.clock() - bank.clock()),
        "x",
        "a.b.c",
        "é.é.é",
        *(f"{_written(kid)}.{body}.AAAA" for kid in ("\ud800", "\0", "x" * 500, "")),
    ]
    statuses = {token: status_of(bank, token) for token in forged if token.isascii()}
    assert set(statuses.values()) == {401}


def test_a_signed_token_of_an_ended_log_in_is_refused(bank: Bank) -> None:
    access = bank.log_in("wangjun").json()["access"]
    with bank.store.writing() as session:
        admin.end_log_ins(session, INSTITUTION, "wangjun")
    assert status_of(bank, access) == 401


def test_a_new_password_replaces_the_old_one(bank: Bank) -> None:
    access = bank.log_in("wangjun").json()["access"]
    with bank.store.writing() as session:
        admin.reset_password(session, INSTITUTION, "wangjun", "another-one", bank.clock())
    assert status_of(bank, access) == 401
    assert bank.log_in("wangjun").status_code == 401
    assert bank.log_in("wangjun", "another-one").status_code == 200


def test_a_new_password_ends_a_log_in_that_is_just_being_renewed(
    postgresql: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = Bank(postgresql, Folder(tmp_path / "files"))
    token = bank.log_in("wangjun").json()["refresh"]
    entered, go_on, named = Event(), Event(), auth.actor_named

    def slowly(*told: Any) -> Any:
        entered.set()
        go_on.wait(10)
        return named(*told)

    def reset() -> None:
        with bank.store.writing() as session:
            admin.reset_password(session, INSTITUTION, "wangjun", "another-password", bank.clock())

    with ThreadPoolExecutor(2) as pool:
        with monkeypatch.context() as slow:
            slow.setattr(auth, "actor_named", slowly)
            renewing = pool.submit(auth.refresh, bank.store, token, "", bank.clock())
            assert entered.wait(10)
            resetting = pool.submit(reset)
            # It waits for the one that is under way, or it would be over by now.
            assert wait([resetting], timeout=1).not_done
            go_on.set()
            given = renewing.result(timeout=20)
        resetting.result(timeout=20)
    assert status_of(bank, given["access"]) == 401
    assert refresh(bank, given["refresh"])[0] == 401


def test_log_ins_stand_in_the_trail(bank: Bank) -> None:
    bank.log_in("wangjun", WRONG)
    bank.log_in("wangjun")
    with bank.store.reading() as session:
        trail = [each.action for each in session.query(AuditEntry).order_by(AuditEntry.sequence)]
    assert trail[-2:] == ["log_in.failed", "log_in"]


def test_the_key_may_come_from_a_file(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    access = bank.log_in("wangjun").json()["access"]
    (tmp_path / "key").write_text("k" * 40, encoding="ascii")
    monkeypatch.setenv(tokens.KEY_FILE, str(tmp_path / "key"))
    assert status_of(bank, access) == 401
    assert status_of(bank, bank.log_in("wangjun").json()["access"]) == 200
    (tmp_path / "key").write_text("short", encoding="ascii")
    with pytest.raises(ValueError, match="at least 32"):
        tokens.key_of("x")


@pytest.mark.parametrize(
    "form",
    [
        {"institution": "'; DROP", "login": "x", "password": "y"},
        {"institution": INSTITUTION, "login": "x\x00", "password": "y"},
        {"institution": INSTITUTION, "login": "x", "password": "y" * 201},
        {"institution": INSTITUTION, "login": "x", "password": ""},
        {"institution": INSTITUTION},
    ],
)
def test_a_log_in_of_another_form_is_refused(bank: Bank, form: dict[str, str]) -> None:
    assert bank.client.post("/v1/log-in", json=form).status_code == 422


def test_every_bank_signs_with_its_own_key(store: Store) -> None:
    with store.writing() as session:
        admin.create_institution(session, "1", "甲")
        admin.create_institution(session, "2", "乙")
    with store.reading() as session:
        keys = {each.signing_key for each in session.query(Institution)}
    assert len(keys) == 2
    assert Clock()().tzinfo is not None
