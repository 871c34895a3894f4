"""Two banks in one database, alike in every identity: nothing of one comes to the other, and nothing is changed there."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc import jwt
from sqlalchemy import select

from central import admin, auth, tokens
from central.api.files import PART as PART_TYPE
from central.demo import BRANCH, HEAD_OFFICE, INSTITUTION
from central.files.objects import Folder
from central.store import Store
from central.tables import stored_metadata
from models.compliance.audit import START, AuditEntry
from models.compliance.sealed import seal
from models.identity import new_id
from models.sync.operations import Answer, Command, Facts, Operation
from tests.central.bank import CASE, FARMER, OTHER_BRANCH, Bank, id_number
from tests.central.files.sender import TUS, Sender, hash_of, lying_in, packed, record_of, scan
from tests.central.test_devices import Computer, code_for
from tests.factories import NOW

THEIRS = "23990200"
OURS_MARK, THEIR_MARK = "甲行", "乙行"
BRANCHES = (BRANCH, OTHER_BRANCH, HEAD_OFFICE)
EVERYBODY = ("wangjun", "zhoufang", "weiguo", "xuqing", "mali")
SAME, ONLY_THEIRS, UNSENT = scan(1000, 1), scan(1000, 2), scan(1000, 3)
CHAIN = str(new_id())
KINDS = ("farmer", "loan_case", "attachment", "number_block", "limit", "authority_grant")
_OPS = [new_id() for _ in range(9)]
_IDS = [new_id() for _ in range(9)]
FARMER_ID, CASE_ID, PAPER_ID, BLOCK_ID, THEIR_FARMER, THEIR_CASE, THEIR_PAPER, THEIR_UNSENT, THEIR_LIMIT = (
    _IDS
)
Request = Callable[["Visit"], Iterable[Any]]


def file(place: int, kind: str, values: Mapping[str, Any]) -> Facts:
    """Return the operation that creates a record, the same in whichever bank it is sent to."""
    changes = {name: (None, value) for name, value in values.items()}
    return Facts(_OPS[place], kind, _IDS[place], 0, changes)


def populate(bank: Bank, mark: str, *, whole: bool) -> None:
    """Give a bank its customer, case, paper and numbers; the *whole* of one has more that the other has not."""
    files = [
        file(0, "farmer", {**FARMER, "full_name": f"{mark}张德福", "id_number": id_number(1)}),
        file(1, "loan_case", {**CASE, "applicant_id": str(FARMER_ID), "purpose": f"{mark}购买种子"}),
        file(2, "attachment", record_of(SAME, FARMER_ID, title=f"{mark}身份证.pdf")),
    ]
    if whole:
        files += [
            file(4, "farmer", {**FARMER, "full_name": f"{mark}李贵", "id_number": id_number(2)}),
            file(5, "loan_case", {**CASE, "applicant_id": str(THEIR_FARMER), "purpose": f"{mark}购买农机"}),
            file(6, "attachment", record_of(ONLY_THEIRS, THEIR_FARMER, title=f"{mark}户口簿.pdf")),
            file(7, "attachment", record_of(UNSENT, THEIR_FARMER, title=f"{mark}营业执照.pdf")),
        ]
    answers = bank.post("wangjun", *files).json()["answers"]
    assert {each["status"] for each in answers} == {"accepted"}, answers
    Sender(bank).send(SAME)
    numbers = {"series": "contract", "year": 2026, "count": 5}
    assert bank.ask("zhoufang", Command(_OPS[3], "reserve_numbers", BLOCK_ID, numbers)).status == "accepted"
    if whole:
        Sender(bank).send(ONLY_THEIRS)
        told = {"sort": "programme", "title": f"{mark}丰谷项目", "ceiling": 1, "document": "一号"}
        days = {"opens_on": "2026-03-10", "closes_on": "2026-12-31"}
        limit = Command(_OPS[8], "open_limit", THEIR_LIMIT, {**told, **days})
        assert bank.ask("sunlei", limit).status == "accepted"
        show_trail(bank, mark, 2)


def show_trail(bank: Bank, mark: str, length: int) -> Any:
    entries: list[AuditEntry] = []
    for place in range(1, length + 1):
        said = {
            "officer": "wangjun",
            "action": "print",
            "subject": f"{mark}{place}",
            "device": "",
            "detail": {},
        }
        previous = entries[-1].digest if entries else START
        entry = AuditEntry(
            institution_id=bank.institution, sequence=place, at=NOW, previous=previous, digest="", **said
        )
        entry.digest = entry.expected()
        entries.append(entry)
    body = {"chain": CHAIN, "entries": [seal(each) for each in entries], "instead_of": ""}
    return bank.client.post("/v1/trail", json=body, headers=bank.headers("wangjun"))


def held(store: Store, institution: str) -> dict[str, list[str]]:
    """Return every row that the database has of a bank."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in connection.execute(select(table).where(table.c.institution_id == institution))
            )
            for table in stored_metadata().sorted_tables
        }


class Visit:
    """An officer of one bank who asks for everything, and for what only the other bank has."""

    def __init__(self, bank: Bank, their_upload: str, their_code: str) -> None:
        self.bank, self.their_upload, self.their_code = bank, their_upload, their_code

    def everybody(self, method: str, path: str, **more: Any) -> Iterator[Any]:
        """Yield what each part in the bank is answered."""
        for login in EVERYBODY:
            headers = {**self.bank.headers(login), **more.get("headers", {})}
            yield self.bank.client.request(method, path, **{**more, "headers": headers})

    def each_branch(self, path: str) -> Iterator[Any]:
        for branch in BRANCHES:
            yield from self.everybody("GET", f"{path}branch={branch}")


def _plain(method: str, path: str, visit: Visit) -> Iterable[Any]:
    return [visit.bank.client.request(method, path)]


def _challenge(visit: Visit) -> Iterable[Any]:
    return [visit.bank.client.post("/v1/challenge", json={"institution": INSTITUTION})]


def _enrol(visit: Visit) -> Iterable[Any]:
    refused = Computer(visit.bank).enrol(visit.their_code)
    assert refused.status_code == 403
    return [refused, Computer(visit.bank).enrol(code_for(visit.bank, "PC01"))]


def _log_in(visit: Visit) -> Iterable[Any]:
    return [visit.bank.log_in(login) for login in EVERYBODY]


def _refresh(visit: Visit) -> Iterable[Any]:
    token = visit.bank.log_in("wangjun").json()["refresh"]
    return [visit.bank.client.post("/v1/refresh", json={"refresh": token})]


def _operations(visit: Visit) -> Iterable[Any]:
    """Send what is to be done to records of the same identity, and to those that only the other bank has."""
    bank = visit.bank
    seen = {"base": 1, "village": ("测试县向阳村", "测试县红星村")}
    assert bank.change("wangjun", "farmer", FARMER_ID, **seen).status == "accepted"
    assert bank.change("wangjun", "farmer", THEIR_FARMER, **seen).status == "refused"
    linked = {"applicant_id": str(THEIR_FARMER)}
    strange: list[Operation] = [
        Facts(
            new_id(),
            "loan_case",
            new_id(),
            0,
            {name: (None, each) for name, each in {**CASE, **linked}.items()},
        ),
        Facts(new_id(), "attachment", THEIR_PAPER, 1, {"title": ("", "x")}),
        Command(new_id(), "submit", THEIR_CASE, {}),
    ]
    yield bank.post("wangjun", *strange)
    for login, step, subject, told in (
        ("wangjun", "submit", CASE_ID, {}),
        ("weiguo", "transfer_farmer", THEIR_FARMER, {"officer": "qianduo", "comment": "迁居"}),
        ("weiguo", "suspend_limit", THEIR_LIMIT, {"comment": "停"}),
        ("mali", "close_block", BLOCK_ID, {"comment": "电脑遗失"}),
        ("weiguo", "transfer_farmer", FARMER_ID, {"officer": "qianduo", "comment": "迁居"}),
    ):
        response = bank.post(login, Command(new_id(), step, subject, told))
        (answer,) = map(Answer.read, response.json()["answers"])
        if subject in {THEIR_FARMER, THEIR_LIMIT}:
            assert answer.status == "refused"
        yield response
    # The same identity of an operation was used by the other bank for its own.
    used = Facts(_OPS[4], "farmer", new_id(), 0, {"full_name": (None, f"{OURS_MARK}李贵")})
    yield (response := bank.post("wangjun", used))
    assert response.json()["answers"][0]["status"] == "accepted"


def _records(visit: Visit) -> Iterable[Any]:
    for branch in BRANCHES:
        for kind in KINDS:
            form = {"branch": branch, "kind": kind, "ids": [str(each) for each in _IDS]}
            yield from visit.everybody("POST", "/v1/records", json=form)


def _digest(visit: Visit) -> Iterable[Any]:
    yield from visit.each_branch("/v1/digest?")
    yield from visit.each_branch("/v1/digest?kind=farmer&")


def _have(visit: Visit) -> Iterable[Any]:
    form = {"hashes": [hash_of(each) for each in (SAME, ONLY_THEIRS, UNSENT)]}
    yield from visit.everybody("POST", "/v1/files/have", json=form)


def _begin(visit: Visit) -> Iterable[Any]:
    for login in EVERYBODY:
        for content in (SAME, ONLY_THEIRS, UNSENT):
            yield Sender(visit.bank, login).begin(hash_of(content), len(content))


def _upload(method: str, visit: Visit) -> Iterable[Any]:
    told = {"Content-Type": PART_TYPE, "Upload-Offset": "0", "Upload-Checksum": f"sha256 {packed(bytes(32))}"}
    for answer in visit.everybody(method, visit.their_upload, headers={**TUS, **told}):
        assert answer.status_code == 404
        yield answer


def _contents(visit: Visit) -> Iterable[Any]:
    for content, status in ((SAME, 200), (ONLY_THEIRS, 404), (UNSENT, 404)):
        answer = Sender(visit.bank).read(content)
        assert answer.status_code == status
        yield answer


READING: Mapping[tuple[str, str], Request] = {
    ("GET", "/v1/numbers"): lambda visit: visit.everybody("GET", "/v1/numbers?year=2026"),
    ("GET", "/v1/changes"): lambda visit: visit.each_branch("/v1/changes?limit=5000&"),
    ("GET", "/v1/picture"): lambda visit: visit.each_branch("/v1/picture?"),
    ("POST", "/v1/records"): _records,
    ("GET", "/v1/digest"): _digest,
    ("POST", "/v1/files/have"): _have,
}
"""What gives records and leaves everything as it is."""
ROUTES: Mapping[tuple[str, str], Request] = {
    **READING,
    ("GET", "/openapi.json"): partial(_plain, "GET", "/openapi.json"),
    ("HEAD", "/openapi.json"): partial(_plain, "HEAD", "/openapi.json"),
    ("GET", "/health"): partial(_plain, "GET", "/health"),
    ("GET", "/ready"): partial(_plain, "GET", "/ready"),
    ("POST", "/v1/challenge"): _challenge,
    ("POST", "/v1/devices"): _enrol,
    ("POST", "/v1/log-in"): _log_in,
    ("POST", "/v1/refresh"): _refresh,
    ("POST", "/v1/operations"): _operations,
    ("POST", "/v1/trail"): lambda visit: [show_trail(visit.bank, OURS_MARK, 1)],
    ("GET", "/v1/audit"): lambda visit: visit.everybody("GET", "/v1/audit?limit=500"),
    ("GET", "/v1/audit/same-device"): lambda visit: visit.everybody("GET", "/v1/audit/same-device"),
    ("GET", "/v1/audit/verification"): lambda visit: visit.everybody("GET", "/v1/audit/verification"),
    ("OPTIONS", "/v1/files"): lambda visit: visit.everybody("OPTIONS", "/v1/files"),
    ("POST", "/v1/files"): _begin,
    ("HEAD", "/v1/files/uploads/{upload_id}"): partial(_upload, "HEAD"),
    ("PATCH", "/v1/files/uploads/{upload_id}"): partial(_upload, "PATCH"),
    ("DELETE", "/v1/files/uploads/{upload_id}"): partial(_upload, "DELETE"),
    ("GET", "/v1/files/{sha256}"): _contents,
}
"""How each address is asked; ``test_no_address_is_forgotten`` wants one line for every new one."""


def addresses(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if included := getattr(route, "original_router", None):
            yield from addresses(included.routes)
        else:
            yield from ((method, route.path) for method in route.methods)


@pytest.fixture
def ours(store: Store, tmp_path: Path) -> Bank:
    bank = Bank(store, Folder(tmp_path / "files"), mark=OURS_MARK)
    populate(bank, OURS_MARK, whole=False)
    return bank


def other_bank(ours: Bank, tmp_path: Path) -> Bank:
    """Return a second bank in the database and the folder of the first."""
    return Bank(ours.store, Folder(tmp_path / "files"), THEIRS, mark=THEIR_MARK)


def test_no_address_is_forgotten(ours: Bank) -> None:
    app = ours.client.app
    assert isinstance(app, FastAPI)
    assert set(addresses(app.routes)) == set(ROUTES)


def test_nothing_of_another_bank_comes_back_or_is_changed(ours: Bank, tmp_path: Path) -> None:
    visit = Visit(ours, "", "")
    alone = {address: [each.text for each in ask(visit)] for address, ask in READING.items()}
    assert any(OURS_MARK in text for text in alone["GET", "/v1/changes"])
    theirs = other_bank(ours, tmp_path)
    populate(theirs, THEIR_MARK, whole=True)
    visit.their_upload = Sender(theirs).begin(hash_of(UNSENT), len(UNSENT)).headers["Location"]
    visit.their_code = code_for(theirs, "PC01")
    assert {address: [each.text for each in ask(visit)] for address, ask in READING.items()} == alone
    before, lying = (
        held(ours.store, THEIRS),
        [each for each in lying_in(tmp_path / "files") if THEIRS in each],
    )
    assert all(before[name] for name in ("farmer", "upload", "workstation_trail", "device", "audit_entry"))
    escaped = json.dumps(THEIR_MARK)[1:-1]
    for address, ask in ROUTES.items():
        for answer in ask(visit):
            said = f"{answer.headers} {answer.content.decode(errors='replace')}"
            assert answer.status_code < 500, address
            assert not any(word in said for word in (THEIR_MARK, escaped, THEIRS)), (address, said)
    assert held(ours.store, THEIRS) == before
    assert [each for each in lying_in(tmp_path / "files") if THEIRS in each] == lying
    assert Sender(theirs).read(ONLY_THEIRS).content == ONLY_THEIRS


@pytest.fixture(params=["of each bank", "of one file"])
def keys(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens are signed with a key of each bank's own, or with one that all share."""
    if request.param == "of one file":
        (tmp_path / "key").write_text("k" * 40, encoding="ascii")
        monkeypatch.setenv(tokens.KEY_FILE, str(tmp_path / "key"))


@pytest.mark.usefixtures("keys")
def test_no_token_of_a_bank_is_taken_for_another(ours: Bank, tmp_path: Path) -> None:
    theirs = other_bank(ours, tmp_path)
    with ours.store.writing() as session:
        admin.reset_password(session, THEIRS, "wangjun", "another-password", ours.clock())
        signing = auth.key_of(session, INSTITUTION)
    given = ours.log_in("wangjun").json()
    claims = tokens.read(given["access"], signing, ours.clock())
    assert claims
    body = jwt.decode(given["access"], signing).claims
    forged = [
        jwt.encode({"alg": tokens.ALGORITHM, "kid": kid}, {**body, "inst": inst}, signing)
        for kid, inst in ((THEIRS, THEIRS), (THEIRS, INSTITUTION), (INSTITUTION, THEIRS))
    ]
    forged.append(tokens.new_challenge(signing, THEIRS, ours.clock(), timedelta(minutes=2)))
    assert [status_of(ours, each) for each in (given["access"], *forged)] == [200, 401, 401, 401, 401]
    moved = THEIRS + given["refresh"].removeprefix(INSTITUTION)
    assert ours.client.post("/v1/refresh", json={"refresh": moved}).status_code == 401
    assert theirs.log_in("wangjun").status_code == 401
    assert theirs.log_in("wangjun", "another-password").status_code == 200


def status_of(bank: Bank, access: str) -> int:
    headers = {"Authorization": f"Bearer {access}"}
    return int(bank.client.get("/v1/digest", headers=headers).status_code)


@pytest.mark.usefixtures("keys")
def test_no_computer_of_a_bank_speaks_for_one_of_another(ours: Bank, tmp_path: Path) -> None:
    theirs = other_bank(ours, tmp_path)
    here, there = Computer(ours), Computer(theirs)
    for computer, bank in ((here, ours), (there, theirs)):
        assert computer.enrol(code_for(bank, "PC01")).status_code == 201
    strange = here.proof("log-in", "wangjun", there.challenge())
    assert there.log_in(proof=strange).status_code == 403
    assert there.log_in(proof=there.proof("log-in", "wangjun", here.challenge())).status_code == 422
    assert there.log_in().status_code == 200
