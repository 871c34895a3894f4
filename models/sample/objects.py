"""Made-up objects of every further kind of collateral, each worth a wanted amount."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.collateral.base import Kind, kinds
from models.parameters import parameters
from models.sample import numbers, words

_HUNDRED = Decimal(100)
_LIFE = timedelta(days=3650)
_ONE_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Wish:
    """What an object is to be.

    Attributes:
        number: Its place in the sample, from which its codes follow.
        day: When it is taken.
        value: What it is to be worth, in fen.
        owner: Who gives it.
    """

    number: int
    day: date
    value: int
    owner: str

    @property
    def later(self) -> date:
        """A day long after the loan."""
        return self.day + _LIFE

    @property
    def account(self) -> str:
        """An account of its own."""
        return numbers.account(700_000 + self.number)


def object_of(key: str, number: int, day: date, *, secured: int, owner: str) -> Kind:
    """Return an object of the kind *key* whose value carries *secured* fen at the least cap of its kind."""
    caps = parameters("collateral", day)["cap_percent"]
    least = min(cap for name, cap in caps.items() if name.startswith(key))
    value = -(-secured * 100 // least) // 100_000 * 100_000 + 200_000
    return kinds()[key](**_MAKERS[key](Wish(number, day, value, owner)))


def _real_property(wish: Wish) -> dict[str, Any]:
    serial = wish.number % 100_000
    return {
        "certificate": f"黑({wish.day.year - 2})测试县不动产权第{wish.number % 10_000_000:07d}号",
        "unit_number": f"239901100201GB{serial:05d}F{wish.number % 100_000_000:08d}",
        "location": f"测试县测试镇中央街{wish.number % 900 + 1}号",
        "land_nature": "granted",
        "area": _HUNDRED,
        "use": "商业服务",
        "ends_on": wish.later,
        "lease": "none",
        "unit_price": wish.value // 100,
    }


def _house(wish: Wish) -> dict[str, Any]:
    return {**_real_property(wish), "use": "住宅", "structure": "钢筋混凝土", "floor": "3／6"}


def _building(wish: Wish) -> dict[str, Any]:
    return {**_real_property(wish), "structure": "钢结构", "parcel_area": Decimal(800)}


def _construction_land(wish: Wish) -> dict[str, Any]:
    unit = f"239901100201GB{wish.number % 100_000:05d}W00000000"
    paid = wish.day - _ONE_YEAR
    return {**_real_property(wish), "use": "工业用地", "unit_number": unit, "price_paid_on": paid}


def _farm_house(wish: Wish) -> dict[str, Any]:
    unit = f"239901100201JC{wish.number % 100_000:05d}F00010001"
    return {
        **_house(wish),
        "unit_number": unit,
        "land_nature": "collective",
        "other_residence": "测试县测试镇中央街2号",
    }


def _movable(wish: Wish) -> dict[str, Any]:
    return {
        "kept_at": "测试县测试镇东岗村场院",
        "insurer": f"测试农业保险公司，保单TB{wish.number:08d}",
        "insured_until": wish.later,
    }


def _machinery(wish: Wish) -> dict[str, Any]:
    return {
        **_movable(wish),
        "model": "谷物烘干机 5HX-300",
        "serial": f"HX{wish.number:08d}",
        "count": 1,
        "price": wish.value,
        "condition": _HUNDRED,
    }


def _livestock(wish: Wish) -> dict[str, Any]:
    return {
        **_movable(wish),
        "species": "cattle",
        "heads": 100,
        "ear_tags": f"2399{wish.number:08d}001—100",
        "head_price": wish.value // 100,
    }


def _stock(wish: Wish) -> dict[str, Any]:
    return {
        **_movable(wish),
        "goods": "玉米，二等",
        "quantity": _HUNDRED,
        "keeper": "测试县粮食监管有限公司",
        "ton_price": wish.value // 100,
    }


def _greenhouse(wish: Wish) -> dict[str, Any]:
    return {
        **_movable(wish),
        "filing": f"测设农备〔{wish.day.year}〕{wish.number % 1000}号",
        "area": _HUNDRED,
        "land_until": wish.later,
        "unit_price": wish.value // 100,
    }


def _floating_charge(wish: Wish) -> dict[str, Any]:
    scope = "现有的以及将有的生产设备、原材料、半成品、产品"
    return {**_movable(wish), "giver": "enterprise", "scope": scope, "least_value": wish.value}


def _vehicle(wish: Wish) -> dict[str, Any]:
    return {
        **_movable(wish),
        "plate": f"黑T{wish.number % 100_000:05d}",
        "certificate": f"2399{wish.number:08d}",
        "model": "东方红 LX2204",
        "frame": f"LFDH2399{wish.number:09d}",
        "engine": f"YC{wish.number:08d}",
        "price": wish.value,
        "condition": _HUNDRED,
    }


def _tractor(wish: Wish) -> dict[str, Any]:
    return {**_vehicle(wish), "plate": f"黑99-{wish.number % 100_000:05d}"}


def _revenue(wish: Wish) -> dict[str, Any]:
    return {
        "permit": f"测试县发改〔{wish.day.year - 1}〕{wish.number % 1000}号",
        "permit_until": wish.later,
        "payers": "国网测试县供电公司",
        "special_account": wish.account,
        "yearly_net": wish.value // 4,
        "years": Decimal(4),
    }


def _revenue_right(wish: Wish) -> dict[str, Any]:
    return {**_revenue(wish), "service": "solar"}


def _advertising_right(wish: Wish) -> dict[str, Any]:
    return {**_revenue(wish), "payers": "广告发布客户", "basis": "contracts", "sites": "中央街灯箱40块"}


def _intellectual_property(wish: Wish) -> dict[str, Any]:
    return {
        "registered_owner": wish.owner,
        "filed_on": wish.day - _ONE_YEAR,
        "expires_on": wish.later,
        "appraised": wish.value,
    }


def _patent(wish: Wish) -> dict[str, Any]:
    return {
        **_intellectual_property(wish),
        "number": numbers.patent(wish.day.year - 1, wish.number),
        "title": "一种玉米播种机",
        "type": "utility",
        "granted_on": wish.day - timedelta(days=30),
        "claims": 8,
        "fee_paid_until": wish.day + _ONE_YEAR,
    }


def _trademark(wish: Wish) -> dict[str, Any]:
    return {
        **_intellectual_property(wish),
        "number": f"第{wish.number % 10_000_000 + 90_000_000}号",
        "name": "黑土测",
        "goods_class": 30,
        "goods": "米；玉米粉；谷类制品",
        "with_similar": True,
    }


def _copyright(wish: Wish) -> dict[str, Any]:
    return {
        **_intellectual_property(wish),
        "number": f"{wish.day.year - 1}SR{wish.number % 10_000_000:07d}",
        "name": "粮食烘干控制软件 V1.0",
        "developed": "独立开发",
    }


def _equity(wish: Wish) -> dict[str, Any]:
    return {
        "company": words.BUYERS[wish.number % len(words.BUYERS)],
        "company_code": numbers.credit_code("91", 90_000 + wish.number % len(words.BUYERS)),
        "subscribed": wish.value,
        "paid_in": wish.value,
        "percent": Decimal(20),
        "dividend_account": wish.account,
        "net_assets": wish.value * 5,
    }


def _deposit_slip(wish: Wish) -> dict[str, Any]:
    return {
        "bank": "黑土农村商业银行测试支行",
        "number": f"CD2399{wish.number:08d}",
        "face": wish.value,
        "matures_on": wish.day + _ONE_YEAR,
    }


def _warehouse_receipt(wish: Wish) -> dict[str, Any]:
    return {
        "keeper": "测试县粮食储备库有限公司",
        "number": f"CK2399{wish.number:08d}",
        "goods": "水稻，二等",
        "quantity": _HUNDRED,
        "stored_until": wish.later,
        "ton_price": wish.value // 100,
    }


def _margin_account(wish: Wish) -> dict[str, Any]:
    return {"account": wish.account, "amount": wish.value}


_MAKERS: Mapping[str, Callable[[Wish], dict[str, Any]]] = {
    "house": _house,
    "building": _building,
    "construction_land": _construction_land,
    "farm_house": _farm_house,
    "machinery": _machinery,
    "livestock": _livestock,
    "stock": _stock,
    "greenhouse": _greenhouse,
    "floating_charge": _floating_charge,
    "vehicle": _vehicle,
    "tractor": _tractor,
    "revenue_right": _revenue_right,
    "advertising_right": _advertising_right,
    "patent": _patent,
    "trademark": _trademark,
    "copyright": _copyright,
    "equity": _equity,
    "deposit_slip": _deposit_slip,
    "warehouse_receipt": _warehouse_receipt,
    "margin_account": _margin_account,
}
FIRM_KINDS = tuple(key for key in _MAKERS if key != "farm_house")
"""What firms of the sample give besides receivables: everything the law lets secure."""
