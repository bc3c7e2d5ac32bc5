"""The library of manuals that every local government can start with, and made ones for trials of size."""

from services.manuals.starter.generator import MadeManual, make_manuals
from services.manuals.starter.library import LibraryManual, list_library
from services.manuals.starter.load import Arrival, Loaded, load_arrivals, load_library
from services.manuals.starter.places import Places, load_places
from services.manuals.starter.rates import RATES, StarterRate

__all__ = [
    "RATES",
    "Arrival",
    "LibraryManual",
    "Loaded",
    "MadeManual",
    "Places",
    "StarterRate",
    "list_library",
    "load_arrivals",
    "load_library",
    "load_places",
    "make_manuals",
]
