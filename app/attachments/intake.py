"""Taking a file in: what it is is told by its contents, and what does not belong into a loan file stays outside."""

import unicodedata
import warnings
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from app.attachments.metadata import silenced, taken_on
from app.attachments.taken import Taken
from models.documents.attachment import LONGEST_TITLE, NOT_TAKEN, PROOFS_OF_PLACE, limits
from models.documents.media import DOCX, HEAD, IMAGES, PDF, XLSX, is_heic, media_types
from models.errors import RuleBroken
from models.text import Text

_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_CONTENTS = "[Content_Types].xml"
_LOCKED = 0x1
_MIB = 2**20
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def read_file(path: Path, today: date) -> bytes:
    """Return the contents of a file on this computer.

    Raises:
        RuleBroken: It cannot be read, or is larger than allowed.
    """
    most: int = limits(today)["largest_mib"]
    try:
        if path.is_dir():
            raise RuleBroken(Text("请选择文件，不是文件夹。", "Choose files, not a folder."))
        if path.stat().st_size > most * _MIB:
            raise RuleBroken(_TOO_LARGE.fill(name=_title(path.name), most=most))
        return path.read_bytes()
    except OSError:
        raise RuleBroken(
            Text("“{name}”无法读取。", "“{name}” cannot be read.").fill(name=_title(path.name))
        ) from None


_TOO_LARGE = Text(
    "“{name}”超过{most}MB，请压缩或分开扫描后再添加。",
    "“{name}” is above {most} MB; shrink it or scan it in parts.",
)


def take_in(name: str, content: bytes, paper: str, today: date, *, images_only: bool = False) -> Taken:
    """Return a file as it may be put on file.

    A picture that proves a visit keeps the place where it was taken; every other one loses it (PIPL 6, 28: no
    more than is needed, whereabouts are sensitive).

    Args:
        name: What the file is called; it decides nothing.
        content: Its bytes.
        paper: Which kind of paper it is to be.
        today: The day whose limits hold.
        images_only: Whether only a picture will do.

    Raises:
        RuleBroken: It is empty, too large, of a kind that is not taken, locked, damaged, or a trap.
    """
    title, rules = _title(name), limits(today)
    if not content:
        raise RuleBroken(Text("“{name}”是空文件。", "“{name}” is empty.").fill(name=title))
    if len(content) > rules["largest_mib"] * _MIB:
        raise RuleBroken(_TOO_LARGE.fill(name=title, most=rules["largest_mib"]))
    found = media_types(content[:HEAD])
    if is_heic(content[:HEAD]):
        raise RuleBroken(_HEIC.fill(name=title))
    if not found or (images_only and not found & IMAGES):
        raise RuleBroken(_named(title, _PICTURE if images_only else NOT_TAKEN))
    if found & IMAGES:
        (media_type,) = found
        return _picture(title, content, media_type, paper, rules["largest_megapixels"])
    if found == {PDF}:
        return Taken(paper, title, content, PDF, _pages(title, content))
    return Taken(paper, title, content, _office(title, content, rules["largest_unfolded_mib"] * _MIB))


_PICTURE = Text("照片须为JPG或PNG格式。", "A photograph is a JPG or PNG file.")
_HEIC = Text(
    "“{name}”是手机的高效图片格式，请在手机相机设置中选“兼容性最佳”后重拍，或导出为JPG。",
    "“{name}” is in the high-efficiency format of a phone; choose “most compatible” there, or export it as JPG.",
)
_DAMAGED = Text(
    "“{name}”已损坏或不完整，请重新扫描或拍摄。", "“{name}” is damaged or cut off; scan or take it again."
)


def _named(title: str, text: Text) -> Text:
    return Text("“{name}”：{why}", "“{name}”: {why}").fill(name=title, why=text)


def _picture(title: str, content: bytes, media_type: str, paper: str, most: int) -> Taken:
    try:
        with warnings.catch_warnings(), _opened(content, media_type) as picture:
            if picture.width * picture.height > most * 1_000_000:
                raise RuleBroken(_TOO_MANY.fill(name=title, most=most))
            on = taken_on(picture)
            # A picture at an eighth of its size shows whether it is whole, and takes little memory.
            picture.draft("L", (picture.width // 8, picture.height // 8))
            picture.load()
        kept = content if paper in PROOFS_OF_PLACE else silenced(content, media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RuleBroken(_TOO_MANY.fill(name=title, most=most)) from None
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError):
        raise RuleBroken(_DAMAGED.fill(name=title)) from None
    return Taken(paper, title, kept, media_type, taken_on=on)


def _opened(content: bytes, media_type: str) -> Image.Image:
    """Return a picture of which only the head has been read."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(BytesIO(content), formats=[_FORMATS[media_type]])


_TOO_MANY = Text(
    "“{name}”的像素超过{most}百万，请用较低的分辨率。",
    "“{name}” has more than {most} megapixels; use a lower resolution.",
)


def _pages(title: str, content: bytes) -> int:
    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        acts = not locked and _acts(reader)
        pages = 0 if locked else len(reader.pages)
    except Exception:  # noqa: BLE001 - a hostile file may break its reader in any way
        raise RuleBroken(_DAMAGED.fill(name=title)) from None
    if locked:
        raise RuleBroken(_LOCKED_TEXT.fill(name=title))
    if acts:
        raise RuleBroken(_ACTIVE.fill(name=title))
    if not pages:
        raise RuleBroken(_DAMAGED.fill(name=title))
    return pages


def _acts(reader: PdfReader) -> bool:
    """Tell whether a document does something when it is opened; scans and e-invoices do not."""
    root = reader.root_object
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    names = root.get("/Names")
    named = names.get_object() if names is not None else {}
    runs = isinstance(opening, dict) and opening.get("/S") in {
        "/JavaScript",
        "/Launch",
        "/URI",
        "/SubmitForm",
    }
    return runs or "/AA" in root or "/JavaScript" in named


_LOCKED_TEXT = Text(
    "“{name}”有打开密码，请先去掉密码。", "“{name}” needs a password to open; remove it first."
)
_ACTIVE = Text(
    "“{name}”带有自动运行的脚本，不能收存；请打印成PDF后再添加。",
    "“{name}” runs scripts when it is opened and is not kept; print it to a PDF and add that.",
)


def _office(title: str, content: bytes, most: int) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inside = archive.infolist()
            names = {each.filename for each in inside}
            kinds = [media for part, media in _PARTS.items() if part in names]
            whole = _CONTENTS in names and len(kinds) == 1
            locked = any(each.flag_bits & _LOCKED for each in inside)
            if not whole or locked:
                raise RuleBroken(_named(title, NOT_TAKEN))
            if sum(each.file_size for each in inside) > most:
                raise RuleBroken(_TOO_LARGE.fill(name=title, most=most // _MIB))
            types = archive.open(_CONTENTS).read(_MIB)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RuleBroken(_DAMAGED.fill(name=title)) from None
    if b"macroEnabled" in types or any("vbaProject" in name for name in names):
        raise RuleBroken(_MACROS.fill(name=title))
    return kinds[0]


_MACROS = Text(
    "“{name}”带有宏，不能收存；请另存为不带宏的文件。",
    "“{name}” has macros and is not kept; save it without them.",
)


def _title(name: str) -> str:
    """Return the last part of a name without invisible signs, short enough for a record."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C"
    )
    return plain.strip()[-LONGEST_TITLE:] or "资料"
