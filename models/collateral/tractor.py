"""Tractors and combine harvesters 拖拉机、联合收割机."""

from models.collateral.vehicle import Vehicle
from models.text import Text


class Tractor(Vehicle):
    """A tractor or harvester with a plate of the farm machinery authority."""

    key = "tractor"
    registry = Text("农业农村部门农机安全监理机构", "Farm machinery authority")
