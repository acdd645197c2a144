"""The processes of this installation by name, each with the model of its brief, named so that none is imported."""

from importlib import import_module

from pydantic import BaseModel

BRIEFS = {
    "financial-reporting": "flows.financial_reporting.brief:ReportingBrief",
    "period-close": "flows.period_close.brief:PeriodBrief",
}
"""A process is deployed as NAME/NAME."""


def brief_model(process: str) -> type[BaseModel]:
    """Return the model of the process's brief."""
    module, name = BRIEFS[process].split(":")
    return getattr(import_module(module), name)
