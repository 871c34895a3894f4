"""What the entries of an audit trail are about, in the words of an auditor."""

from collections.abc import Mapping

from models.approval.orders import ORDERS
from models.approval.steps import STEPS
from models.text import Text

REFUSED = "refused"
READ, VERIFIED, REPORTED = "audit.read", "audit.verify", "audit.same_device"
TRAIL_BEGUN, TRAIL_BROKEN = "trail.begun", "trail.broken"
LOG_IN_FAILED, OFFLINE, OFFLINE_REFUSED = "log_in.failed", "log_in_offline", "log_in_offline.refused"
STORE_OPENED, CLOCK_SKEW = "store.open", "clock.skew"
UNMASK, PRINT, DRAFT, EXPORT, IMPORT, OVERRIDE = "unmask", "print", "draft", "export", "import", "override"
REPAYMENTS = "repayments"
FILE_STORED, FILE_REFUSED = "file.stored", "file.refused"
FILE_READ, FILE_LOST = "file.read", "file.lost"
REPAIRED = "sync.repair"
SENT_AGAIN = "sent_again"
NOTED_THERE = "trail.entry"

LOCAL = frozenset(
    {
        REFUSED,
        STORE_OPENED,
        LOG_IN_FAILED,
        OFFLINE,
        OFFLINE_REFUSED,
        CLOCK_SKEW,
        UNMASK,
        PRINT,
        DRAFT,
        EXPORT,
        IMPORT,
        REPAYMENTS,
        OVERRIDE,
        REPAIRED,
        SENT_AGAIN,
    }
)
"""What a workstation notes by itself; whatever else it claims to have noted is kept under another name."""

_LABELS = {
    "log_in": Text("登录", "Log-in"),
    LOG_IN_FAILED: Text("登录失败", "Failed log-in"),
    OFFLINE: Text("离线登录", "Offline log-in"),
    OFFLINE_REFUSED: Text("离线登录被拒", "Offline log-in refused"),
    "refresh.reused": Text("登录凭证被重复使用", "Log-in token used twice"),
    STORE_OPENED: Text("打开本机数据", "Store opened"),
    CLOCK_SKEW: Text("电脑时钟偏差", "Clock differs"),
    "officer.create": Text("新增员工", "New officer"),
    "officer.move": Text("员工调动", "Officer moved"),
    "password.reset": Text("重置密码", "Password reset"),
    "institution.create": Text("新增机构", "New institution"),
    "branch.create": Text("新增支行", "New branch"),
    "officer.roles": Text("调整岗位", "Roles changed"),
    "officer.lock": Text("停用登录", "Log-in locked"),
    "officer.unlock": Text("恢复登录", "Log-in unlocked"),
    "centre.restored": Text("总行数据已恢复", "Centre restored"),
    SENT_AGAIN: Text("总行恢复后重新上报", "Sent again after a restore"),
    "gateway.use": Text("启停核心系统接口", "Gateway used"),
    "gateway.retry": Text("重发核心系统消息", "Message retried"),
    "device.code": Text("发放设备登记码", "Device code issued"),
    "device.enrol": Text("登记设备", "Device enrolled"),
    "device.revoke": Text("停用设备", "Device revoked"),
    "device.require": Text("设备登记要求", "Enrolment required"),
    "facts.create": Text("建立资料", "Record created"),
    "facts.change": Text("修改资料", "Record changed"),
    REFUSED: Text("操作被拒", "Refused"),
    UNMASK: Text("查看完整号码", "Full numbers shown"),
    PRINT: Text("正式打印", "Formal print"),
    DRAFT: Text("生成样稿", "Draft drawn"),
    EXPORT: Text("导出", "Export"),
    IMPORT: Text("导入", "Import"),
    REPAYMENTS: Text("导入还款流水", "Repayments booked"),
    REPAIRED: Text("与总行核对后重新领取", "Read again after comparing"),
    OVERRIDE: Text("坚持本机的值", "Head office's value overridden"),
    FILE_STORED: Text("收存资料文件", "File stored"),
    FILE_REFUSED: Text("拒收资料文件", "File refused"),
    FILE_READ: Text("读取资料文件", "File read"),
    FILE_LOST: Text("资料文件缺失，已请重传", "File lost, asked for again"),
    READ: Text("查阅审计记录", "Trail read"),
    VERIFIED: Text("核验审计链", "Trail verified"),
    REPORTED: Text("查阅同机不相容岗位", "Same-device report read"),
    TRAIL_BEGUN: Text("本机审计链开始", "Workstation trail begun"),
    NOTED_THERE: Text("本机其他记录", "Noted at the workstation"),
    TRAIL_BROKEN: Text("本机审计链断裂", "Workstation trail broken"),
}

ACTIONS: Mapping[str, Text] = {
    **_LABELS,
    **{f"case.{step.key}": step.label for step in STEPS.values()},
    **{f"order.{order.key}": order.label for order in ORDERS.values()},
}
"""Every action, by the name under which it is stored."""


def say_action(action: str) -> Text:
    """Return what *action* is called; one that this program does not know keeps its name."""
    return ACTIONS.get(action, Text(action, action))
