"""A case and its question, as tests put them before people."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from reports.document import Document, Section
from reports.text import paragraph
from tasks.casebook import approvals, cases
from tasks.casebook.cases import Case
from tasks.casebook.voting import vote
from tasks.deciding.exposure import Exposure
from tasks.deciding.policy import Policies
from tasks.deciding.rules import Rules
from tasks.effect import Rendition
from tasks.files import PublishFile
from tasks.people import People
from tasks.proposal import Proposal

STEPS = frozenset({"release", "deliver", "books", "announce"})

PEOPLE = People.model_validate(
    {
        "people": {
            name: {"name": name.title(), "email": f"{name}@brightwater.example"} for name in ("ada", "bo", "cy", "dee")
        },
        "groups": {"controllers": ["ada", "bo"], "cfo": ["cy"]},
    }
)
POLICIES = Policies.model_validate(
    {
        "release": {
            "signatures": [
                {"role": "controller", "from": ["controllers"]},
                {"role": "cfo", "from": ["cfo"], "when": {"exposure_at_least": "1000", "currency": "EUR"}},
            ],
            "owner": "dee",
            "expires_after": "72h",
            "on_expiry": "reject",
        }
    }
)


RULES = Rules(PEOPLE, POLICIES)


async def opened(key: str = "one", *, owner: UUID | None = None, requester: str | None = "dee") -> Case:
    """Return a case of the test process in the hands of `owner`."""
    row = await cases.claim("test", {"key": key}, {"key": key}, owner=owner or uuid4(), requester=requester)
    return Case(id=row.id, tenant=row.tenant, process="test", steps=STEPS, epoch=row.epoch, requester=row.requester)


def proposal(text: str = "Release it.", *, exposure: str = "0", blocked: tuple[str, ...] = ()) -> Proposal:
    """Return a proposal of one document and one published file."""
    document = Document(
        title="Pack",
        entity="Brightwater",
        period="October 2026",
        dated=date(2026, 10, 31),
        sections=(Section(title="Summary", blocks=(paragraph(text),)),),
    )
    file = PublishFile(path="2026-10/pack.html", rendition=Rendition(format="html", filename="pack.html"))
    at_stake = Exposure(amount=Decimal(exposure), currency="EUR")
    return Proposal(document=document, effects=(file,), exposure=at_stake, blocked=blocked)


async def asked(case: Case, what: Proposal, step: str = "release#1", lasts: timedelta = timedelta(hours=72)) -> str:
    """Put the proposal before the approvers and return its hash."""
    await approvals.ask_for_approval(
        case, step, sha256=what.sha256, proposal=what.text(), policy="release", requester=case.requester, lasts=lasts
    )
    return what.sha256


async def says(case: Case, person: str, verdict: str, sha256: str, comment: str = "", step: str = "release#1") -> str:
    """Cast one person's vote."""
    return await vote(
        case.id, step, person=person, verdict=verdict, comment=comment, sha256=sha256, authenticated=True,
        rules=RULES,
    )  # fmt: skip
