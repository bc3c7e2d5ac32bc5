"""Cafeteria: how crowded it is, when to go, who eats when, and for how many to cook."""

from services.cafeteria.cafeterias import (
    CafeteriaPlan,
    CafeteriaView,
    add_closure,
    change_cafeteria,
    close_cafeteria,
    create_cafeteria,
    get_cafeteria,
    is_serving_day,
    list_cafeterias,
    list_closures,
    list_serving_days,
    remove_closure,
)
from services.cafeteria.levels import LEVELS, Bounds, Level

__all__ = [
    "LEVELS",
    "Bounds",
    "CafeteriaPlan",
    "CafeteriaView",
    "Level",
    "add_closure",
    "change_cafeteria",
    "close_cafeteria",
    "create_cafeteria",
    "get_cafeteria",
    "is_serving_day",
    "list_cafeterias",
    "list_closures",
    "list_serving_days",
    "remove_closure",
]
