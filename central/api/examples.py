"""Examples of what is asked and answered, for the description of the API; everybody in them is made up."""

from typing import Any

_FARMER = "01968f3a-5c00-7d21-9a3e-2399000000a1"
_CASE = "01968f3a-5c00-7d21-9a3e-2399000000b2"
_FACTS, _STEP = "01968f3a-5c00-7d21-9a3e-2399000000c3", "01968f3a-5c00-7d21-9a3e-2399000000d4"
_AT = "2026-03-10T01:00:00+00:00"
_MARK = "5d41402abc4b2a76b9719d911017c592"
_TALLY = f"1:{_MARK}"
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

OPERATIONS: dict[str, Any] = {
    "operations": [
        {
            "type": "facts",
            "op": _FACTS,
            "kind": "farmer",
            "id": _FARMER,
            "base": 0,
            "changes": {
                "full_name": [None, "张德福"],
                "phone": [None, "19900000001"],
                "yearly_income": [None, 9_000_000],
            },
        },
        {
            "type": "command",
            "op": _STEP,
            "step": "submit",
            "subject": _CASE,
            "arguments": {},
        },
    ]
}
ANSWERS = {
    "answers": [
        {"op": _FACTS, "status": "accepted", "zh": "", "en": "", "details": {"version": 1}},
        {
            "op": _STEP,
            "status": "refused",
            "zh": "“提交”还差1项条件。",
            "en": "“Submit” lacks 1 conditions.",
            "details": {
                "missing": [
                    {"code": "purpose", "zh": "请填写用途。", "en": "Give the purpose.", "place": "loan_case"}
                ]
            },
        },
    ]
}
DEPARTURE = {"seq": 41, "kind": "farmer", "id": _FARMER, "gone": True}
_GROUP = {"full_name": "向阳村联保小组", "agreement": "LB-2026-001", "agreed_on": "2026-03-01"}
RECORDS = {
    "changes": [
        {"seq": 40, "kind": "guarantee_group", "id": _FARMER, "version": 1, "mark": _MARK, "values": _GROUP}
    ]
}
CHANGES = {
    "changes": [*RECORDS["changes"], DEPARTURE],
    "next": 41,
    "more": False,
    "tallies": {"farmer": _TALLY},
}
PICTURE = {
    "place": 41,
    "count": 120,
    "parts": [{"kind": "farmer", "fields": ["full_name"], "rows": [[_FARMER, 3, _MARK, "张德福"]]}],
    "next": ["farmer", _FARMER],
}
DIGEST = {"tallies": {"farmer": _TALLY}, "head": 41}
TRAIL = {"length": 7, "digest": _DIGEST}
_STEP_TAKEN = {"at": _AT, "officer": "wangjun", "name": "王军", "action": "case.submit"}
AUDIT = {
    "entries": [
        {
            **_STEP_TAKEN,
            "sequence": 128,
            "subject": f"loan_case {_CASE}",
            "device": "2399010001-PC03",
            "detail": {"before": "DRAFT", "state": "INVESTIGATING"},
            "digest": _DIGEST,
        }
    ],
    "next": 128,
}
SAME_DEVICE = {
    "cases": [
        {
            "subject": f"loan_case {_CASE}",
            "device": "2399010001-PC03",
            "parts": [
                {**_STEP_TAKEN, "sequence": 128, "duty": "survey"},
                {
                    **_STEP_TAKEN,
                    "sequence": 131,
                    "officer": "zhaomin",
                    "name": "赵敏",
                    "action": "case.pass_review",
                    "duty": "review",
                },
            ],
        }
    ],
    "next": 131,
}
VERIFICATION = {
    "entries": 210_000,
    "next": 10_000,
    "findings": [{"zh": "审计记录缺少第3条。", "en": "Audit entry 3 is missing."}],
}
NUMBERS = {
    "year": 2026,
    "last": 120,
    "contracts": 110,
    "void": 3,
    "held": 6,
    "missing": [57],
    "missing_in_all": 1,
    "doubled": [],
    "next": 57,
    "balanced": False,
}
