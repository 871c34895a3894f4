"""What each kind of collateral is called, in the order in which an officer chooses: a table that loads nothing.

Lists and filters read it before the records are loaded; the kinds take their names from it.
"""

from models.text import Text

KIND_LABELS = {
    "farmland_right": Text("农村土地经营权", "Farmland operation right"),
    "house": Text("住宅", "House"),
    "building": Text("商业、工业用房", "Building"),
    "construction_land": Text("建设用地使用权", "Building land"),
    "farm_house": Text("农民住房（宅基地）", "Farm house"),
    "machinery": Text("机器设备、农机具", "Machinery"),
    "livestock": Text("畜禽活体", "Livestock"),
    "stock": Text("粮食、存货", "Stock"),
    "greenhouse": Text("温室大棚等农业设施", "Greenhouse"),
    "floating_charge": Text("动产浮动抵押", "Floating charge"),
    "vehicle": Text("机动车", "Motor vehicle"),
    "tractor": Text("拖拉机、联合收割机", "Tractor or harvester"),
    "receivable": Text("应收账款", "Accounts receivable"),
    "revenue_right": Text("收益权", "Revenue right"),
    "advertising_right": Text("广告权（合同应收款）", "Advertising right"),
    "patent": Text("专利权", "Patent"),
    "trademark": Text("注册商标专用权", "Trademark"),
    "copyright": Text("著作权", "Copyright"),
    "equity": Text("非上市公司股权", "Equity"),
    "deposit_slip": Text("存单", "Deposit slip"),
    "warehouse_receipt": Text("仓单", "Warehouse receipt"),
    "margin_account": Text("保证金", "Margin account"),
}
