"""Menus, head counts, and who does not eat today."""

from services.cafeteria.meals.allergens import ALLERGENS
from services.cafeteria.meals.dishes import Dish, find_main_dishes
from services.cafeteria.meals.head_count import (
    HeadCount,
    count_heads,
    eaters_by_slot,
    freeze_head_count,
)
from services.cafeteria.meals.meal_days import MealDayView, error_of, find_meal_day, list_meal_days
from services.cafeteria.meals.menus import (
    MenuDayPlan,
    MenuFate,
    MenuPlan,
    MenuView,
    find_menu,
    list_menus,
    menus_as_text,
    plan_menu,
    remove_menu,
    save_menu,
)
from services.cafeteria.meals.opt_outs import (
    LunchDay,
    destroy_opt_outs,
    find_lunch_day,
    has_opted_out,
    list_lunch_days,
    opt_in,
    opt_out,
)
from services.cafeteria.meals.portions import MOST_PORTIONS, Portions, count_portions, is_countable
from services.cafeteria.meals.reading import ReadMenu, read_menu_sheets, read_menu_text
from services.cafeteria.meals.reminding import remind_eaters
from services.cafeteria.meals.uptake import HeadError

__all__ = [
    "ALLERGENS",
    "MOST_PORTIONS",
    "Dish",
    "HeadCount",
    "HeadError",
    "LunchDay",
    "MealDayView",
    "MenuDayPlan",
    "MenuFate",
    "MenuPlan",
    "MenuView",
    "Portions",
    "ReadMenu",
    "count_heads",
    "count_portions",
    "destroy_opt_outs",
    "eaters_by_slot",
    "error_of",
    "find_lunch_day",
    "find_main_dishes",
    "find_meal_day",
    "find_menu",
    "freeze_head_count",
    "has_opted_out",
    "is_countable",
    "list_lunch_days",
    "list_meal_days",
    "list_menus",
    "menus_as_text",
    "opt_in",
    "opt_out",
    "plan_menu",
    "read_menu_sheets",
    "read_menu_text",
    "remind_eaters",
    "remove_menu",
    "save_menu",
]
