"""List the sample company's customers and suppliers: every name is made up."""

from dataclasses import dataclass
from datetime import date

TRADE_RECEIVABLES = {"": "1121", "USD": "1122", "GBP": "1123"}
TRADE_PAYABLES = {"": "2110", "USD": "2112"}


@dataclass(frozen=True)
class Customer:
    """A customer: `region` is its revenue account for instruments, `habit` the days it pays late."""

    name: str
    region: str
    terms: int
    habit: int
    currency: str = ""
    stopped_paying: date = date.max
    """From this issue date on its invoices stay open."""

    @property
    def vat_rate(self) -> int:
        """Return the percent of VAT on its invoices: only deliveries within Ireland carry it."""
        return 23 if self.region == "4110" else 0


@dataclass(frozen=True)
class Supplier:
    """A supplier: only suppliers in Ireland charge VAT that can be recovered."""

    name: str
    terms: int = 30
    vat_rate: int = 23
    currency: str = ""


CUSTOMERS = (
    Customer("Kilbrack University Hospital", "4110", 30, 9),
    Customer("Lee Valley Water Services", "4110", 30, 4),
    Customer("Ardmore Dairies", "4110", 30, 2),
    Customer("Carrigdubh Biologics", "4110", 45, 0),
    Customer("Slievenamon Brewing", "4110", 30, 12),
    Customer("Inishgort Aquaculture", "4110", 30, 15, stopped_paying=date(2026, 4, 20)),
    Customer("Wasserverband Rheinaue", "4120", 30, 1),
    Customer("Labotech Handels GmbH", "4120", 45, 6),
    Customer("Chimie du Vercors SA", "4120", 45, 14),
    Customer("Nordfjell Miljolab AS", "4120", 30, 3),
    Customer("Aguas del Jalon SL", "4120", 60, 18),
    Customer("Oosterdijk Procestechniek BV", "4120", 30, 5),
    Customer("Tatra Analytika sro", "4120", 30, 8),
    Customer("Great Basin Water Lab Inc", "4130", 45, 5, "USD"),
    Customer("Chesapeake Process Controls LLC", "4130", 30, 10, "USD"),
    Customer("Tamarack Biopharma Inc", "4130", 45, 0, "USD"),
    Customer("Pennine Analytical Ltd", "4130", 30, 6, "GBP"),
    Customer("Fenwick Marsh Water plc", "4130", 45, 3, "GBP"),
)

MATERIAL_SUPPLIERS = (
    Supplier("Shannonside Precision Glass"),
    Supplier("Blackwater Electronics Assembly"),
    Supplier("Elbtal Sensortechnik GmbH", 45, 0),
    Supplier("Membranes Lozere SARL", 45, 0),
    Supplier("Brabant Connectors BV", 30, 0),
    Supplier("Silver Creek Semiconductors Inc", 30, 0, "USD"),
    Supplier("Ohio Reference Electrodes LLC", 45, 0, "USD"),
)

PRODUCTS = {
    "4110": (("AquaSense DO-300 dissolved oxygen probe", 1900), ("BW-900 bench analyser", 8400)),
    "4120": (
        ("AquaSense pH-210 transmitter", 1400),
        ("BW-900 bench analyser", 8600),
        ("Turbidity cell T-40", 2300),
    ),
    "4130": (("AquaSense pH-210 transmitter", 1500), ("BW-950 multi-channel analyser", 11800)),
    "4210": (("Field service and repair, hours", 118),),
    "4310": (("Electrode and buffer solution sets", 145), ("Sensor caps and membranes", 62)),
}
"""What is sold under each revenue account, with a list price about which invoices vary."""
