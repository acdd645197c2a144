"""Hold who does something in a sentence against who does it in the passage."""

import re

from agents.citing.stretch import Stretch

_ROLES = (
    "landlord tenant lessor lessee lender borrower creditor debtor supplier customer vendor client buyer seller employer "
    "employee contractor principal insurer insured licensor licensee guarantor bank owner agent distributor organiser "
    "exhibitor board cfo ceo coo controller controllers auditor auditors management chair director directors manager "
    "supervisor head solicitor solicitors government authority shareholder shareholders "
    "auftraggeber auftragnehmer vermieter mieter kaufer verkaufer kunde kunden lieferant lieferanten darlehensgeber "
    "darlehensnehmer veranstalter aussteller versicherer arbeitgeber arbeitnehmer geschaftsfuhrer vorstand aufsichtsrat"
).split()
_ROLE = re.compile(rf"\b(?:{'|'.join(_ROLES)})\b")
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|be|been|being|wird|werden|wurde|wurden)\b.{{0,80}}?\b(?:by|von|vom|durch)\b(?: (?:the|an?|dem|der|den))? "
    rf"(?P<doer>{'|'.join(_ROLES)})\b"
)


def party_problem(clause: Stretch, source: Stretch, names: frozenset[str]) -> str | None:
    """Say where a clause names a party that its source does not, in the place of one that it does, or swaps the two.

    `names` are the names known beside those that a capital inside a sentence gives away.
    """
    said, given = parties(clause, names), parties(source, names)
    strange, missing = [one for one in said if one not in given], [one for one in given if one not in said]
    if strange and missing:
        return f"says this of “{missing[0]}”, not of “{strange[0]}”: {source.text.strip()}"
    shared = [one for one in said if one in given and one in _ROLES]
    if len(shared) >= 2:
        doers = _doer(clause.folded, shared), _doer(source.folded, shared)
        if doers[0] != doers[1]:
            return f"says this of “{doers[1]}”, not of “{doers[0]}”: {source.text.strip()}"
    return None


def parties(stretch: Stretch, names: frozenset[str]) -> list[str]:
    """Return the roles and names in a stretch, in their order."""
    known = stretch.names | {name for name in names if re.search(rf"\b{re.escape(name)}\b", stretch.folded)}
    found = [(match.start(), match[0]) for match in _ROLE.finditer(stretch.folded)]
    found += [(stretch.folded.find(name), name) for name in known if name not in _ROLES]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def _doer(folded: str, shared: list[str]) -> str:
    passive = _PASSIVE.search(folded)
    if passive and passive["doer"] in shared:
        return passive["doer"]
    return min(shared, key=folded.find)
