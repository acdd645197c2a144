"""Hold who does something in a sentence against who does it in the passage."""

import re

from agents.citing.stretch import Stretch

_ROLES = frozenset(
    {
        "accountant", "agency", "agent", "arbeitgeber", "arbeitnehmer", "architect", "auditor", "auditors",
        "aufsichtsrat", "auftraggeber", "auftragnehmer", "aussteller", "authority", "bailiff", "bank", "board",
        "borrower", "broker", "buyer", "carrier", "ceo", "cfo", "chair", "client", "company", "contractor",
        "controller", "controllers", "coo", "council", "creditor", "customer", "darlehensgeber",
        "darlehensnehmer", "debtor", "director", "directors", "distributor", "driver", "employee", "employer",
        "exhibitor", "franchisee", "franchisor",
        "geschaftsfuhrer", "government", "guarantor", "head", "hersteller", "insured", "insurer",
        "kaufer", "kunde", "kunden", "landlord", "lender", "lessee", "lessor", "licensee", "licensor",
        "lieferant", "lieferanten", "makler", "management", "manager", "manufacturer", "mieter",
        "ministry", "notary", "organiser", "owner", "principal", "seller", "shareholder", "shareholders",
        "solicitor", "solicitors", "spediteur", "supervisor", "supplier", "tenant", "treasurer", "vendor",
        "veranstalter", "verkaufer", "vermieter", "versicherer", "vorstand",
    }
)  # fmt: skip
ANY_ROLE = "|".join(sorted(_ROLES, key=len, reverse=True))
_ROLE = re.compile(rf"\b(?:{ANY_ROLE})\b(?<!(?<!the )insured)")


def party_problem(clause: Stretch, source: Stretch, names: frozenset[str]) -> str | None:
    """Say where a clause names a party that its source does not, in the place of one that it does.

    `names` are the names known beside those that a capital inside a sentence gives away.
    """
    said, given = parties(clause, names), parties(source, names)
    strange, missing = [one for one in said if one not in given], [one for one in given if one not in said]
    if strange and missing:
        return f"says this of “{missing[0]}”, not of “{strange[0]}”: {source.text.strip()}"
    return None


def is_role(word: str) -> bool:
    """Tell whether a folded word is the part that somebody has in a contract or a company."""
    return word in _ROLES


def parties(stretch: Stretch, names: frozenset[str]) -> list[str]:
    """Return the roles and names in a stretch, in their order."""
    known = stretch.names | {name for name in names if re.search(rf"\b{re.escape(name)}\b", stretch.folded)}
    found = [(match.start(), match[0]) for match in _ROLE.finditer(stretch.folded)]
    found += [(stretch.folded.find(name), name) for name in known if name not in _ROLES]
    return list(dict.fromkeys(name for _, name in sorted(found)))
