"""Date arithmetic for agents."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from tasks.calendar import HolidayCalendar, is_business_day
from tasks.casebook.tool_terms import Caller
from tasks.tools.day_counts import MOST, added, between, end_of_month
from tasks.tools.tool import ArgumentsRefused, Tool

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _add(asked: dict[str, Any], day: date, office: HolidayCalendar) -> dict[str, Any]:
    result = added(day, _given(asked, "count"), _given(asked, "unit"), office)
    return {"date": result.isoformat(), "weekday": WEEKDAYS[result.weekday()]}


def _difference(asked: dict[str, Any], day: date, office: HolidayCalendar) -> dict[str, Any]:
    return {"count": between(day, _day(_given(asked, "until")), _given(asked, "unit"), office)}


def _facts(asked: dict[str, Any], day: date, office: HolidayCalendar) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "weekday": WEEKDAYS[day.weekday()],
        "business_day": is_business_day(office, day),
        "end_of_month": end_of_month(day).isoformat(),
    }


_OPERATIONS: dict[str, Callable[[dict[str, Any], date, HolidayCalendar], dict[str, Any]]] = {
    "add": _add,
    "difference": _difference,
    "facts": _facts,
}


async def _worked_out(caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
    return await asyncio.to_thread(_answer, arguments)


def _answer(arguments: dict[str, Any]) -> dict[str, Any]:
    return _OPERATIONS[arguments["operation"]](arguments, _day(arguments["date"]), _office(arguments))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentsRefused(f"'{text}' is no day: write it like 2026-10-31.") from error


def _office(arguments: dict[str, Any]) -> HolidayCalendar:
    try:
        return HolidayCalendar(code=arguments.get("calendar", ""))
    except ValueError as error:
        raise ArgumentsRefused(f"'{arguments['calendar']}' is no holiday calendar: DE, US, GB-ENG, ECB ...") from error


def _given(arguments: dict[str, Any], name: str) -> Any:
    if name not in arguments:
        raise ArgumentsRefused(f"Operation '{arguments['operation']}' needs '{name}'.")
    return arguments[name]


_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

DATES = Tool(
    name="dates",
    description=(
        "Date arithmetic. Operation 'add': the day `count` units after `date` (negative: before). 'difference': whole "
        "units from `date` to `until`. 'facts': weekday of `date`, whether it is a business day, and the end of its "
        "month. Units: days, weeks, months, years, business days. `calendar` names the holidays: a country (DE, US), "
        "part of one (GB-ENG) or a market (ECB, NYSE); without it every Monday to Friday is a business day."
    ),
    arguments={
        "type": "object",
        "additionalProperties": False,
        "required": ["operation", "date"],
        "properties": {
            "operation": {"enum": list(_OPERATIONS)},
            "date": _DAY,
            "until": _DAY,
            "count": {"type": "integer"},
            "unit": {"enum": list(MOST)},
            "calendar": {"type": "string", "maxLength": 20},
        },
    },
    result={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "date": _DAY,
            "weekday": {"enum": list(WEEKDAYS)},
            "count": {"type": "integer"},
            "business_day": {"type": "boolean"},
            "end_of_month": _DAY,
        },
    },
    call=_worked_out,
    outside=False,
    reaches_out=False,
    own=True,
    timeout=30,  # a worker's first call reads the holidays in
    redacts=False,
)
