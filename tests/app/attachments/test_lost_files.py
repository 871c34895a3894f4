"""Contents that head office has lost come back from a workstation that has them."""

from pathlib import Path

from app.attachments import papers
from central import inspection
from central.files.objects import Folder
from central.files.uploads import whole_name
from central.inspection import Proof
from tests.app.attachments.desk import Desk, large
from tests.app.places import CentreProcess
from tests.app.sync.desks import settle
from tests.factories import INSTITUTION


def test_what_head_office_has_lost_comes_back_from_whoever_has_a_copy(
    centre: CentreProcess, tmp_path: Path
) -> None:
    wangjun = Desk(tmp_path / "pc1", centre.address)
    lixue = Desk(tmp_path / "pc2", centre.address, "lixue")
    customer, content = wangjun.customer(), large(1)
    wangjun.file(customer, content)
    wangjun.file(wangjun.customer(), large(1))
    for desk in (wangjun, lixue):
        desk.round()
        desk.lane.run()
    lixue.round()
    paper = lixue.folder(customer).papers[0].record
    settle(lixue.desk, lambda session: papers.fetch(session, paper))
    lies_at = centre.files_lie_in / whole_name(INSTITUTION, paper.sha256)
    lies_at.rename(tmp_path / "lost")
    assert lixue.lane.run().fetched == 0
    assert "请通知总行管理员核验资料" in lixue.file_state(paper.sha256).zh
    (tmp_path / "lost").rename(lies_at)
    lixue.lane.hurry()
    assert lixue.lane.run().fetched == 1

    lies_at.unlink()
    proof = Proof(Folder(centre.files_lie_in), ask_again=True)
    assert inspection.verify(centre.database_url, as_json=False, proof=proof) == 1
    lixue.round()
    assert lixue.folder(customer).arrived == 0
    assert lixue.lane.run().sent == 1
    assert lies_at.read_bytes() == content
    for desk in (wangjun, lixue):
        desk.round()
        assert (desk.folder(customer).arrived, desk.lane.run().sent) == (1, 0)
        desk.close()
