"""List the sample company's regular supplier invoices."""

from flows.financial_reporting.sample.parties import Supplier
from flows.financial_reporting.sample.plan import Overhead

FAIR_MONTHS = (3, 6, 10)

FREIGHT = Supplier("Atlantic Forwarding")
LAW_FIRM = Supplier("Considine Roche Solicitors")
FAIR_ORGANISER = Supplier("Messe Nordsee GmbH", 14, 0)
BUILDING_SERVICES = Supplier("Munster Building Services")
FIRMWARE_HOUSE = Supplier("Kernelworks Oy", 30, 0)

OVERHEADS = (
    Overhead("5300", "Operations", 27_000, FREIGHT, "Outbound freight and customs clearance", 24),
    Overhead(
        "5300",
        "Operations",
        14_000,
        Supplier("Celtic Parcel Express", 14),
        "Parcels and express deliveries",
        27,
    ),
    Overhead("5600", "Operations", 25_500, Supplier("Bandon Toolmakers"), "Housings machined to drawing", 19),
    Overhead(
        "6140",
        "Administration",
        3_800,
        Supplier("Harbour Recruitment"),
        "Recruitment and safety training",
        16,
    ),
    Overhead(
        "6210",
        "Operations",
        18_500,
        Supplier("Ballycurreen Estates", 10),
        "Production hall, rent",
        2,
        spread=0,
    ),
    Overhead("6210", "Administration", 7_200, Supplier("Ballycurreen Estates", 10), "Offices, rent", 2, spread=0),
    Overhead("6220", "Administration", 6_000, Supplier("Owenabue Gas and Water", 21, 9), "Heating and water", 11),
    Overhead("6230", "Operations", 6_400, BUILDING_SERVICES, "Planned maintenance of production lines", 17),
    Overhead(
        "6240",
        "Administration",
        3_400,
        Supplier("Clearview Facilities", 21),
        "Cleaning and night security",
        28,
    ),
    Overhead("6310", "Marketing", 12_500, Supplier("Halfmoon Media"), "Trade press and search advertising", 13),
    Overhead("6310", "Marketing", 8_000, Supplier("Studio Grianan"), "Application notes and product films", 20),
    Overhead("6320", "Marketing", 14_000, FAIR_ORGANISER, "Stand rent and stand services", 6, FAIR_MONTHS, spread=0),
    Overhead("6510", "Research", 16_500, Supplier("Celbridge Scientific"), "Prototype parts and reagents", 9),
    Overhead("6520", "Research", 15_000, FIRMWARE_HOUSE, "Firmware development, monthly milestone", 21),
    Overhead(
        "6610",
        "Research",
        5_200,
        Supplier("Fielding Design Tools BV", 30, 0),
        "Design and simulation licences",
        3,
    ),
    Overhead(
        "6610",
        "Administration",
        7_000,
        Supplier("Lagan Cloud Services"),
        "Office, ERP and backup licences",
        4,
    ),
    Overhead("6620", "Administration", 2_500, Supplier("Southwest Telecom", 14), "Telephone and data lines", 8),
    Overhead("6640", "Administration", 3_600, LAW_FIRM, "Legal advice", 23),
    Overhead("6650", "Administration", 2_200, Supplier("Paper and Post"), "Office supplies and postage", 15),
)

TRAVEL = (
    ("Sales", 4_600, "Flights and hotels, visits to distributors"),
    ("Sales", 3_900, "Hire cars, fuel and subsistence of the field team"),
    ("Marketing", 2_300, "Travel to customer events"),
    ("Research", 1_800, "Travel to field trials"),
    ("Administration", 1_100, "Travel to auditors and bank"),
)
"""Company card statements of an average month of 2024: department, amount, text."""
