"""Signs the file of a document with a key of the bank (PAdES), and says whether a signature still holds.

The key is a PKCS #12 file that the bank supplies. A signature changes nothing of the pages: it is appended.
The library is an extra (``heitu[signing]``); a bank that signs on paper alone does not need it.

Source:
    ETSI EN 319 142-1 (PAdES); 电子签名法, articles 13 and 14.
"""

from dataclasses import dataclass
from io import BytesIO

from models.errors import RuleBroken
from models.text import Text

FIELD = "BankSeal"
NO_LIBRARY = Text(
    "本机没有安装电子签章组件（heitu[signing]），请联系管理员。",
    "The part for electronic signatures (heitu[signing]) is not installed here; ask the administrator.",
)
UNREADABLE = Text("这不是可以读取的PDF文件。", "That is no PDF that can be read.")
WRONG_KEY = Text(
    "签章证书无法打开，请核对证书文件和口令。", "The key cannot be opened; check the file and its passphrase."
)


@dataclass(frozen=True)
class Seal:
    """A signature that a file bears.

    Attributes:
        signer: The subject of the certificate.
        whole: Whether nothing of what was signed has changed since.
        covers_file: Whether it covers the whole file.
    """

    signer: str
    whole: bool
    covers_file: bool


def seal(pdf: bytes, key: bytes, passphrase: str, *, reason: str, place: str) -> bytes:
    """Return *pdf* with the bank's signature appended.

    Args:
        pdf: The file.
        key: A PKCS #12 file with the private key and its certificate.
        passphrase: Of the key.
        reason: Why it is signed, as the signature says it.
        place: Where.

    Raises:
        RuleBroken: The key cannot be opened, or the library is not installed.
    """
    try:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - an extra
        from pyhanko.sign import fields, signers  # noqa: PLC0415 - likewise
    except ImportError:
        raise RuleBroken(NO_LIBRARY) from None
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=passphrase.encode())
    except (ValueError, TypeError):
        raise RuleBroken(WRONG_KEY) from None
    if signer is None:
        raise RuleBroken(WRONG_KEY)
    said = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=place,
    )
    signed: BytesIO = signers.PdfSigner(said, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return signed.getvalue()


def seals(pdf: bytes) -> list[Seal]:
    """Return the signatures of a file, in order; whether the signer is trusted is for the bank's own list to say.

    Raises:
        RuleBroken: The library is not installed, or the file cannot be read.
    """
    try:
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - an extra
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra
        from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - likewise
        from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - likewise
    except ImportError:
        raise RuleBroken(NO_LIBRARY) from None
    try:
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except (PdfError, ValueError):
        raise RuleBroken(UNREADABLE) from None
    found = []
    for each in embedded:
        status = validate_pdf_signature(each)
        covers = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        found.append(
            Seal(each.signer_cert.subject.human_friendly, bool(status.intact and status.valid), covers)
        )
    return found
