"""A real print through a real CUPS server into a sink that counts the paper."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

import pypdf
import pytest

import printing
from app import spool
from models.sample.papers import TERMS
from models.sample.papers.contracts import NUMBER
from tests.app.print_server import PPD, QUEUE, Sink, print_server


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    folder = tmp_path_factory.mktemp("cups")
    for above in (folder, *folder.parents):
        if above == Path(gettempdir()):
            break
        above.chmod(0o755)  # The server's own user must reach it.
    with print_server(folder) as running:
        yield running


def test_the_queue_is_found(sink: Sink) -> None:
    assert QUEUE in spool.printers()
    assert sink.port
    assert PPD


def test_a_contract_comes_out_whole_on_a4(sink: Sink) -> None:
    drawn = printing.render("loan_contract", TERMS["loan_contract"], number=NUMBER, copy=None, draft=False)
    before = len(sink.pdfs())
    spool.Queue(QUEUE).put_out(drawn.pdf, "借款合同 1/3")
    (printed,) = sink.pdfs()[before:]
    reader = pypdf.PdfReader(BytesIO(printed))
    assert len(reader.pages) == drawn.pages
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_a_queue_that_is_gone_says_so(sink: Sink) -> None:
    del sink
    with pytest.raises(spool.PrinterFailed, match="没有接受打印任务"):
        spool.Queue("NO-SUCH").put_out(b"%PDF-1.4", "x")


def test_a_printer_that_stands_still_is_not_waited_for_for_ever(sink: Sink) -> None:
    del sink
    subprocess.run(["cupsdisable", QUEUE], check=True)
    try:
        drawn = printing.render("loan_note", TERMS["loan_note"], number=NUMBER, copy=None, draft=False)
        with pytest.raises(spool.PrinterFailed, match="没有按时出纸"):
            spool.Queue(QUEUE, wait=1.0).put_out(drawn.pdf, "x")
        assert not subprocess.run(
            ["lpstat", "-W", "not-completed", "-o"], capture_output=True, check=True
        ).stdout
    finally:
        subprocess.run(["cupsenable", QUEUE], check=True)


TRAYS = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TRAYS.PPD"
*Manufacturer: "Heitu"
*Product: "(Trays)"
*ModelName: "Trays"
*ShortNickName: "Trays"
*NickName: "Trays"
*PSVersion: "(3010.000) 0"
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize/Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Region: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*OpenUI *InputSlot/Source: PickOne
*DefaultInputSlot: Auto
*InputSlot Auto/Automatic: ""
*InputSlot Tray1/Plain paper: ""
*InputSlot Tray2/Contract paper: ""
*CloseUI: *InputSlot
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
"""


def test_a_copy_is_taken_from_the_chosen_tray(sink: Sink, tmp_path: Path) -> None:
    ppd = tmp_path / "trays.ppd"
    ppd.write_text(TRAYS)
    where = f"socket://127.0.0.1:{sink.port}"
    subprocess.run(["lpadmin", "-p", "TRAYS", "-E", "-v", where, "-P", ppd], check=True, capture_output=True)
    assert spool.trays("TRAYS") == ["Auto", "Tray1", "Tray2"]
    assert spool.trays(QUEUE) == []
    drawn = printing.render("loan_note", TERMS["loan_note"], number=NUMBER, copy=None, draft=False)
    before = len(sink.pdfs())
    spool.Queue("TRAYS", "Tray2").put_out(drawn.pdf, "借据")
    assert len(sink.pdfs()) == before + 1
    assert "InputSlot=Tray2" in sink.log()
