"""A signature of the bank holds, is seen by a second program, and breaks with one changed byte."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

import printing
from models.errors import RuleBroken
from models.sample.papers import TERMS
from models.sample.papers.contracts import NUMBER
from printing.sealing import seal, seals

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PASSPHRASE = "a key of the tests"  # noqa: S105 - of a key that lives as long as a test
BANK = "测试县农村商业银行合同专用章"


@pytest.fixture(scope="module")
def key() -> bytes:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, BANK)])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2046))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"seal", private, certificate, None, BestAvailableEncryption(PASSPHRASE.encode())
    )


@pytest.fixture(scope="module")
def signed(key: bytes) -> bytes:
    drawn = printing.render("loan_contract", TERMS["loan_contract"], number=NUMBER, copy=None, draft=False)
    return seal(drawn.pdf, key, PASSPHRASE, reason="合同用印", place="测试县")


def test_the_signature_holds_and_names_the_bank(signed: bytes) -> None:
    (found,) = seals(signed)
    assert BANK in found.signer
    assert found.whole
    assert found.covers_file


def test_one_changed_byte_breaks_it(signed: bytes) -> None:
    changed = bytearray(signed)
    changed[2000] ^= 1
    assert not any(each.whole for each in seals(bytes(changed)))


def test_what_was_signed_is_the_file_of_record(signed: bytes) -> None:
    drawn = printing.render("loan_contract", TERMS["loan_contract"], number=NUMBER, copy=None, draft=False)
    assert signed.startswith(drawn.pdf)


def test_a_second_program_sees_it(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    answer = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)
    assert "ETSI.CAdES.detached" in answer.stdout
    assert "Signature Validation: Signature is Valid." in answer.stdout
    assert "Total document signed" in answer.stdout


@pytest.mark.parametrize("wrong", ["", "another"])
def test_a_wrong_passphrase_is_refused(key: bytes, wrong: str) -> None:
    with pytest.raises(RuleBroken, match="口令"):
        seal(b"%PDF-1.4", key, wrong, reason="x", place="y")


def test_a_file_that_is_no_key_is_refused() -> None:
    with pytest.raises(RuleBroken, match="证书"):
        seal(b"%PDF-1.4", b"not a key", PASSPHRASE, reason="x", place="y")
