"""The demonstration: an organisation that does not exist, with a season of true evidences."""

from services.demo.catalogue import ORGANISATION
from services.demo.kitchen import DemoKitchen
from services.demo.load import DemoSummary, is_loaded, load_demo
from services.demo.organisation import ACCOUNTS, PASSWORD, Account
from services.demo.play import Stage

__all__ = [
    "ACCOUNTS",
    "ORGANISATION",
    "PASSWORD",
    "Account",
    "DemoKitchen",
    "DemoSummary",
    "Stage",
    "is_loaded",
    "load_demo",
]
