"""Head office is who the bank's authority vouches for, and nobody else, whatever answers in its place."""

from contextlib import closing
from pathlib import Path

import pytest

from app.attachments.courier import Courier
from app.sync.client import Centre, CentreUnreachable
from app.sync.trust import UNREADABLE
from models.errors import RuleBroken
from tests.app.places import PASSWORD, CentreProcess
from tests.app.sync.tls import HOST, Authority, ending_tls
from tests.factories import INSTITUTION


@pytest.fixture
def bank(tmp_path: Path) -> Authority:
    return Authority.found(tmp_path, "bank")


def test_the_banks_own_authority_is_believed_for_records_and_papers(
    centre: CentreProcess, bank: Authority, tmp_path: Path
) -> None:
    with (
        ending_tls(centre.address, bank.vouch(tmp_path, HOST)) as address,
        closing(Centre(address, "test", authority=bank.file)) as ours,
        closing(Courier(ours)) as courier,
    ):
        assert ours.log_in(INSTITUTION, "wangjun", PASSWORD).actor.login == "wangjun"
        assert ours.ask("GET", "/v1/changes?branch=2399010001&since=0&limit=1")["changes"] is not None
        assert courier.have([]) == set()


@pytest.mark.parametrize("days", [1, -1])
@pytest.mark.parametrize("whose", ["bank", "stranger", "system"])
def test_whoever_is_not_vouched_for_hears_no_password(
    centre: CentreProcess, bank: Authority, tmp_path: Path, whose: str, days: int
) -> None:
    signs = Authority.found(tmp_path, "stranger") if whose == "stranger" else bank
    authority = None if whose == "system" else bank.file
    with (
        ending_tls(centre.address, signs.vouch(tmp_path, HOST, days=days)) as address,
        closing(Centre(address, "test", authority=authority)) as ours,
    ):
        if (whose, days) == ("bank", 1):
            assert ours.log_in(INSTITUTION, "wangjun", PASSWORD)
            return
        with pytest.raises(CentreUnreachable, match="证书不可信"):
            ours.log_in(INSTITUTION, "wangjun", PASSWORD)
        with closing(Courier(ours)) as courier, pytest.raises(CentreUnreachable, match="证书不可信"):
            courier.have([])


def test_a_certificate_of_another_address_is_none(
    centre: CentreProcess, bank: Authority, tmp_path: Path
) -> None:
    with (
        ending_tls(centre.address, bank.vouch(tmp_path, "127.0.0.2")) as address,
        closing(Centre(address, "test", authority=bank.file)) as ours,
        pytest.raises(CentreUnreachable, match="证书不可信"),
    ):
        ours.log_in(INSTITUTION, "wangjun", PASSWORD)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_certificate_file_that_is_none_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RuleBroken) as refused:
        Centre("https://centre.bank", "test", authority=file)
    assert refused.value.text == UNREADABLE.fill(file=file)
