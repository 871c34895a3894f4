"""What officers type in the tour. Everybody and everything here is made up."""

from datetime import date, timedelta

DEBTOR_CODE = "91239901MAT000018P"


def farmer(today: date) -> dict[str, str]:
    """Return what intake adds to an imported farmer's file."""
    day = today.isoformat()
    return {
        "identity_checked_on": day,
        "bureau_consent_on": day,
        "privacy_consent_on": day,
        "lists_checked_on": day,
    }


def firm(today: date, code: str, account: str) -> dict[str, str]:
    """Return a firm's file."""
    day = today.isoformat()
    return {
        "full_name": "测试县黑土粮食加工有限公司",
        "credit_code": code,
        "form": "company",
        "legal_representative": "周𬭎",
        "founded_on": "2019-05-20",
        "registered_capital": "5000000.00",
        "address": "黑龙江省测试县工业园区粮食路8号",
        "phone": "19900000066",
        "industry": "谷物磨制",
        "staff": "36",
        "yearly_sales": "12600000.00",
        "total_assets": "9800000.00",
        "total_liabilities": "3100000.00",
        "tax_grade": "A级",
        "account": account,
        "identity_checked_on": day,
        "bureau_consent_on": day,
        "resolution_on": day,
        "lists_checked_on": day,
    }


def request(name: str) -> dict[str, str]:
    """Return what is asked for."""
    if name == "farmer":
        return {
            "amount": "100000.00",
            "months": "12",
            "rate": "4.35",
            "purpose": "购买种子、化肥，支付土地流转费",
            "method": "EPI",
            "payment_mode": "self",
            "repayment_source": "秋粮销售收入和生产者补贴",
        }
    return {
        "amount": "450000.00",
        "months": "12",
        "rate": "4.60",
        "purpose": "收购原粮",
        "method": "IO-Q",
        "payment_mode": "entrusted",
        "payee_name": "测试县丰收粮食收购专业合作社",
        "payee_account": "239901000000005678",
        "repayment_source": "大米销售回款，回款专户监管",
    }


def security(name: str, today: date, due: date) -> tuple[str, dict[str, str], dict[str, str], dict[str, str]]:
    """Return the kind, the object, the facts and the valuation of a loan's collateral."""
    if name == "farmer":
        return (
            "farmland_right",
            {"description": "东岗村南大地承包地"},
            {
                "owner_case": "contractor",
                "certificate": "黑(2016)测试县农村土地承包经营权证第000123号",
                "issuer_name": "测试县测试镇东岗村村民委员会",
                "contract_code": "239901100201000017J",
                "parcel_code": "2399011002010000123",
                "parcel_name": "南大地",
                "area": "98.60",
                "contract_end": (due + timedelta(days=900)).isoformat(),
                "yearly_rent": "620.00",
                "remaining_years": "3",
                "crop_value": "65000.00",
            },
            {"valuer": "李雪", "basis": "年租金×面积×年限＋地上作物"},
        )
    return (
        "receivable",
        {"description": "对黑土米业集团的大米货款"},
        {
            "debtor_name": "黑土米业集团（测试）有限公司",
            "debtor_code": DEBTOR_CODE,
            "contract_number": "HTMY-2026-0831",
            "contract_on": "2026-08-31",
            "invoice_number": "26239900000000000018",
            "amount": "680000.00",
            "paid": "20000.00",
            "due_on": (due - timedelta(days=20)).isoformat(),
            "status": "confirmed",
            "confirmed_on": today.isoformat(),
            "collection_account": "239901000000009999",
        },
        {"valuer": "王军", "basis": "账款余额，中征平台债务人已确认"},
    )


def survey(today: date) -> dict[str, str]:
    """Return the findings of the two investigators."""
    return {
        "visited_on": today.isoformat(),
        "visited_place": "测试县测试镇东岗村",
        "survey": "双人实地走访，核对证件、权证和经营情况。经营稳定，收入来源可靠，用途真实，担保足值，建议按申请条件发放。",
    }


def evidence(name: str, today: date) -> dict[str, str]:
    """Return the dated proofs that follow approval."""
    day = today.isoformat()
    if name == "farmer":
        return {"filed_on": day}
    return {"noticed_on": day, "searched_on": day, "search_number": "02399000000000000123"}


def registration(name: str) -> str:
    """Return the number that the registry gave."""
    return "黑(2026)测试县不动产证明第0000567号" if name == "farmer" else "02399000000000000321"
