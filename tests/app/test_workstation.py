"""Logging in: by the centre, or without it by what it said last."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from app.clock import follow, now, today
from app.config import Settings, read_settings
from app.database import Database, StoreLocked
from app.keys import KEY_BYTES, SERVICE, NoKeyring, key_from_passphrase
from app.memory import remember, remembered
from app.profile import PROFILE
from app.sync.client import CentreUnreachable, LoginRefused
from app.sync.states import LAST_ROUND
from app.workstation import Workstation, log_in
from models.approval.roles import Role
from models.compliance.audit import AuditEntry, verify
from models.errors import NotAllowed, RuleBroken
from models.text import Text
from tests.app.places import PASSWORD, CentreProcess
from tests.app.secret_service import run_with_keyring
from tests.app.sync.desks import settings
from tests.factories import BRANCH, INSTITUTION

PASSPHRASE = "a long passphrase"  # noqa: S105 - a test's
NOWHERE = "http://127.0.0.1:9"


class _Ask:
    """The officer at the question for a passphrase."""

    def __init__(self, answer: str = PASSPHRASE) -> None:
        self.answer = answer
        self.asked: list[bool] = []

    def __call__(self, why: Text, new: bool) -> str:
        assert why.zh
        assert why.en
        self.asked.append(new)
        return self.answer


def _enter(
    place: Settings, password: str = PASSWORD, login: str = "wangjun", ask: _Ask | None = None
) -> Workstation:
    return log_in(place, login, password, ask or _Ask())


@pytest.fixture
def known(tmp_path: Path, centre: CentreProcess) -> Settings:
    """A computer on which wangjun was in contact a moment ago, and whose centre is now away."""
    _enter(settings(tmp_path, centre.address)).close()
    return settings(tmp_path, NOWHERE)


def _in_store(place: Settings, work: Callable[[Any], Any]) -> Any:
    home = place.home_of("wangjun")
    database = Database(home / "store.db", key_from_passphrase(home, PASSPHRASE))
    done = database.run(work)
    database.close()
    return done


def test_the_centre_lets_an_officer_in(tmp_path: Path, centre: CentreProcess) -> None:
    ask = _Ask()
    desk = _enter(settings(tmp_path, centre.address), ask=ask)
    actor = desk.actor
    assert desk.online
    assert (actor.name, set(actor.roles)) == ("王军", {Role.LOAN_OFFICER})
    assert (actor.institution_id, actor.branch_id, actor.branch_name) == (INSTITUTION, BRANCH, "测试支行")
    assert ask.asked == [True]
    assert desk.rounds.run().received > 0
    with desk.database.session() as session:
        assert verify(session, INSTITUTION) == 1
    desk.close()


def test_a_known_officer_works_offline_with_the_same_password(known: Settings) -> None:
    ask = _Ask()
    desk = _enter(known, ask=ask)
    assert not desk.online
    assert (desk.actor.login, set(desk.actor.roles)) == ("wangjun", {Role.LOAN_OFFICER})
    assert desk.actor.branch_name == "测试支行"
    assert not desk.actor.at_head_office
    assert ask.asked == [False]
    with pytest.raises(CentreUnreachable):
        desk.rounds.run()
    with desk.database.session() as session:
        assert verify(session, INSTITUTION) == 2
    desk.close()


def test_what_an_older_release_kept_opens_the_offline_door(known: Settings) -> None:
    profile = _in_store(known, lambda session: remembered(session, PROFILE))
    del profile["branch_name"], profile["at_head_office"]
    _in_store(known, partial(remember, name=PROFILE, value=profile))
    desk = _enter(known)
    assert (desk.actor.branch_id, desk.actor.branch_name) == (BRANCH, "")
    desk.close()


@pytest.mark.parametrize("password", ["heitu-demo ", "Heitu-demo", "x"])
def test_a_wrong_password_is_refused_offline(known: Settings, password: str) -> None:
    with pytest.raises(LoginRefused, match="登录名或密码不正确"):
        _enter(known, password)


def test_a_wrong_password_is_refused_online_and_makes_no_store(tmp_path: Path, centre: CentreProcess) -> None:
    place = settings(tmp_path, centre.address)
    with pytest.raises(LoginRefused):
        _enter(place, "wrong", login="lixue")
    assert not place.home_of("lixue").exists()


def test_offline_work_ends_after_72_hours(known: Settings) -> None:
    profile = _in_store(known, lambda session: remembered(session, PROFILE))
    for hours, allowed in ((71, True), (73, False)):
        older = {**profile, "contact": (now() - timedelta(hours=hours)).isoformat()}
        _in_store(known, partial(remember, name=PROFILE, value=older))
        if allowed:
            _enter(known).close()
        else:
            with pytest.raises(NotAllowed, match="72小时"):
                _enter(known)


def _noted(place: Settings) -> list[tuple[str, dict[str, Any]]]:
    def work(session: Any) -> list[tuple[str, dict[str, Any]]]:
        entries = session.query(AuditEntry).order_by(AuditEntry.sequence)
        return [(entry.action, entry.detail) for entry in entries]

    noted: list[tuple[str, dict[str, Any]]] = _in_store(place, work)
    return noted


def test_refused_offline_log_ins_are_noted(known: Settings) -> None:
    with pytest.raises(LoginRefused):
        _enter(known, "wrong")
    profile = _in_store(known, lambda session: remembered(session, PROFILE))
    older = {**profile, "contact": (now() - timedelta(hours=73)).isoformat()}
    _in_store(known, partial(remember, name=PROFILE, value=older))
    with pytest.raises(NotAllowed):
        _enter(known)
    assert [action for action, _detail in _noted(known)] == [
        "store.open",
        "log_in.failed",
        "log_in_offline.refused",
    ]
    assert _noted(known)[2][1]["why"] == "lease"


@pytest.mark.parametrize(("back", "allowed"), [(timedelta(days=1), False), (timedelta(seconds=60), True)])
def test_a_clock_that_was_set_back_opens_no_offline_door(
    known: Settings, monkeypatch: pytest.MonkeyPatch, back: timedelta, allowed: bool
) -> None:
    real = now
    for module in ("app.entrance", "app.audit_trail"):
        monkeypatch.setattr(f"{module}.now", lambda: real() - back)
    if allowed:
        _enter(known).close()
        return
    for _ in range(2):  # The refusal is noted under the wrong clock, and helps nobody in.
        with pytest.raises(NotAllowed, match="请校准电脑时间"):
            _enter(known)
    monkeypatch.undo()
    assert [detail.get("why") for _action, detail in _noted(known)] == [None, "clock", "clock"]
    _enter(known).close()


def test_work_noted_under_a_later_clock_counts_like_a_contact(
    known: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = now
    for module in ("app.entrance", "app.audit_trail"):
        monkeypatch.setattr(f"{module}.now", lambda: real() + timedelta(hours=50))
    _enter(known).close()
    monkeypatch.undo()
    with pytest.raises(NotAllowed, match="早于本机最后一次记录"):
        _enter(known)


def test_a_clock_that_differs_from_the_centres_is_said_and_noted(
    tmp_path: Path, centre: CentreProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = settings(tmp_path, centre.address)
    desk = _enter(place)
    assert desk.clock_off == timedelta()
    desk.close()
    real = now
    monkeypatch.setattr("app.sync.client.now", lambda: real() - timedelta(minutes=10))
    desk = _enter(place)
    assert round(desk.clock_off / timedelta(minutes=1)) == 10
    desk.close()
    offline = _enter(settings(tmp_path, NOWHERE))
    assert round(offline.clock_off / timedelta(minutes=1)) == 10
    offline.close()
    assert [action for action, _detail in _noted(place)] == [
        "store.open",
        "store.open",
        "clock.skew",
        "log_in_offline",
    ]


def test_the_business_day_is_head_offices_whatever_this_clock_says(
    tmp_path: Path, centre: CentreProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, real = today(), now
    for module in ("app.sync.client", "app.clock", "app.entrance", "app.audit_trail"):
        monkeypatch.setattr(f"{module}.now", lambda: real() + timedelta(days=1))
    assert today() == day + timedelta(days=1)
    _enter(settings(tmp_path, centre.address)).close()
    assert today() == day
    follow(timedelta())
    _enter(settings(tmp_path, NOWHERE)).close()
    assert today() == day


def test_a_round_counts_as_contact(known: Settings) -> None:
    profile = _in_store(known, lambda session: remembered(session, PROFILE))
    long_ago = (now() - timedelta(hours=200)).isoformat()
    _in_store(known, lambda session: remember(session, PROFILE, {**profile, "contact": long_ago}))
    _in_store(known, lambda session: remember(session, LAST_ROUND, now().isoformat()))
    entered = _enter(known)
    assert not entered.online
    entered.close()


def test_the_first_log_in_needs_the_centre(tmp_path: Path) -> None:
    place = settings(tmp_path, NOWHERE)
    with pytest.raises(CentreUnreachable, match="首次在这台电脑登录须连接总行") as refusal:
        _enter(place)
    assert "first log-in" in refusal.value.text.en
    assert not place.home_of("wangjun").exists()


def test_a_wrong_passphrase_does_not_open_the_store(known: Settings, centre: CentreProcess) -> None:
    for address in (known.centre, centre.address):
        with pytest.raises(StoreLocked):
            _enter(settings(known.data, address), ask=_Ask("another passphrase"))


def test_nothing_secret_lies_in_any_file(known: Settings) -> None:
    home = known.home_of("wangjun")
    key = key_from_passphrase(home, PASSPHRASE)
    for file in known.data.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for secret in (key, key.hex().encode(), PASSPHRASE.encode(), PASSWORD.encode(), b"argon2"):
            assert secret not in content, file.name


def test_too_many_wrong_passwords_do_not_open_the_offline_door(tmp_path: Path, centre: CentreProcess) -> None:
    place = settings(tmp_path, centre.address)
    _enter(place, login="wuhao").close()
    for _ in range(6):
        with pytest.raises(LoginRefused):
            _enter(place, "wrong", login="wuhao")
    with pytest.raises(LoginRefused):
        _enter(place, login="wuhao")


@pytest.mark.parametrize("login", ["", "../wangjun", "wang jun", "a/b", "con.", "."])
def test_a_name_that_could_be_a_path_is_refused(known: Settings, login: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        _enter(known, login=login)
    assert refusal.value.field == "login"


def test_an_empty_password_is_not_sent(known: Settings) -> None:
    with pytest.raises(RuleBroken) as refusal:
        _enter(known, "")
    assert refusal.value.field == "password"


AGAIN = """
import json, sys
from pathlib import Path
from app.config import Settings
from app.workstation import log_in

place = Settings(Path(sys.argv[1]), sys.argv[2], "23990100")
desk = log_in(place, "wangjun", "heitu-demo", lambda why, new: 1 / 0)
if sys.argv[3:]:
    desk.centre._http.base_url = sys.argv[3]
    report = desk.rounds.run()
    first, second = desk.rounds.compare()
print(json.dumps([desk.online, bool(sys.argv[3:]) and first == second]))
desk.close()
"""


def test_with_a_keyring_nobody_asks_and_sync_goes_on_when_the_network_is_back(
    tmp_path: Path, centre: CentreProcess
) -> None:
    data = str(tmp_path / "heitu")
    assert json.loads(run_with_keyring(tmp_path, AGAIN, data, centre.address)) == [True, False]
    assert json.loads(run_with_keyring(tmp_path, AGAIN, data, NOWHERE, centre.address)) == [False, True]
    assert json.loads(run_with_keyring(tmp_path, AGAIN, data, NOWHERE, centre.address)) == [False, True]


class _Ring(KeyringBackend):
    """A keyring that is there from one log-in to the next, and not before."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def ring() -> Iterator[_Ring]:
    before = keyring.get_keyring()
    yield _Ring()
    keyring.set_keyring(before)


def test_a_keyring_that_appears_later_locks_nobody_out(
    tmp_path: Path, centre: CentreProcess, ring: _Ring
) -> None:
    place, ask = settings(tmp_path, centre.address), _Ask()
    _enter(place, ask=ask).close()
    keyring.set_keyring(ring)
    _enter(place, ask=ask).close()
    # An earlier release has left a key there that opens nothing.
    ring.set_password(SERVICE, f"store {INSTITUTION}/wangjun", bytes(KEY_BYTES).hex())
    _enter(place, ask=ask).close()
    assert ask.asked == [True, False, False]


def test_a_keyring_that_is_away_for_once_makes_nobody_set_a_passphrase(
    tmp_path: Path, centre: CentreProcess, ring: _Ring
) -> None:
    place, ask, away = settings(tmp_path, centre.address), _Ask(), keyring.get_keyring()
    keyring.set_keyring(ring)
    _enter(place, ask=ask).close()
    keyring.set_keyring(away)
    for address in (centre.address, NOWHERE):
        with pytest.raises(NoKeyring, match="请先解锁系统密钥环"):
            _enter(settings(tmp_path, address), ask=ask)
    assert not (place.home_of("wangjun") / "salt").exists()
    keyring.set_keyring(ring)
    # An earlier release made them set one: its salt does not stand in the way of the key that opens the store.
    (place.home_of("wangjun") / "salt").write_bytes(bytes(16))
    _enter(place, ask=ask).close()
    assert ask.asked == []


def test_a_keyring_that_has_lost_the_key_is_given_no_new_one(
    tmp_path: Path, centre: CentreProcess, ring: _Ring
) -> None:
    place = settings(tmp_path, centre.address)
    keyring.set_keyring(ring)
    _enter(place).close()
    ring.kept.clear()
    with pytest.raises(StoreLocked, match="没有本机数据的密钥"):
        _enter(place)
    assert (SERVICE, f"store {INSTITUTION}/wangjun") not in ring.kept


def test_settings_come_from_the_file_and_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEITU_DATA", str(tmp_path))
    monkeypatch.delenv("HEITU_CENTRE", raising=False)
    (tmp_path / "settings.toml").write_text('centre = "https://centre.bank"\ninstitution = "1"\n', "utf-8")
    assert read_settings() == Settings(tmp_path, "https://centre.bank", "1")
    monkeypatch.setenv("HEITU_CENTRE", "https://other.bank")
    assert read_settings().centre == "https://other.bank"
    assert read_settings().authority is None
    monkeypatch.setenv("HEITU_CA", "bank.pem")
    assert read_settings().authority == tmp_path / "bank.pem"
    monkeypatch.setenv("HEITU_CA", "/etc/bank.pem")
    assert read_settings().authority == Path("/etc/bank.pem")


@pytest.mark.parametrize("content", [b"centre = ", b"\xff\xfe", b"centre = 3\n", b'centre = ["x"]\n'])
def test_a_broken_settings_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("HEITU_DATA", str(tmp_path))
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(RuleBroken, match=r"settings\.toml"):
        read_settings()
