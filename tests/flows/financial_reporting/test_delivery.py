"""What a released pack does: under which names, to whom, and in which words."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.delivery import deliveries, pack_name
from flows.financial_reporting.report import financial_pack
from tasks.effect import Rendition
from tasks.files import PublishFile
from tasks.mail import FileMail, SendMail
from tasks.people import UnknownPerson
from tasks.proposal import AnyEffect
from tasks.slack import PostMessage
from tasks.slack_upload import UploadFile
from tests.fakes.slack_server import FakeSlack
from tests.flows.financial_reporting import pack_figures

SAMPLE = Path(__file__).parents[3] / "flows" / "financial_reporting" / "sample"
HEADLINES = ("Income", "Expenses", "Net income", "Assets")


@pytest.fixture(autouse=True)
def office(home: Path, prefect_server: None) -> None:
    for name in ("people.yaml", "policies.yaml"):
        shutil.copy(SAMPLE / name, home / name)


def proposed(**brief: Any) -> tuple[AnyEffect, ...]:
    figures = pack_figures.figures()
    pack = financial_pack(figures, pack_figures.commentary(), pack_figures.postings(), ReportingBrief(), books="0" * 64)
    asked = ReportingBrief.model_validate({"period": "2026-10", **brief})
    return asyncio.run(deliveries(asked, pack, figures))


def mail_of(effects: tuple[AnyEffect, ...]) -> SendMail | FileMail:
    (mail,) = (effect for effect in effects if isinstance(effect, SendMail | FileMail))
    return mail


def test_without_slack_the_pack_is_published_in_three_formats_and_mailed() -> None:
    effects = proposed()
    assert [effect.target for effect in effects[:-1]] == [
        f"2026-10/financial-pack-2026-10-r1.{format}" for format in ("pdf", "xlsx", "html")
    ]
    assert [rendition.format for rendition in mail_of(effects).attachments] == ["pdf", "xlsx"]
    assert effects[-1] == mail_of(effects)


def test_with_slack_the_headlines_and_the_pdf_follow_in_the_workspaces_channel(slack: FakeSlack) -> None:
    effects = proposed()
    *_, message, upload = effects
    assert isinstance(message, PostMessage)
    assert isinstance(upload, UploadFile)
    assert message.channel == upload.channel == "C0FINANCE"
    assert "October 2026 is released" in message.text
    assert all(headline in message.text for headline in HEADLINES)
    assert upload.rendition == Rendition(format="pdf", filename="financial-pack-2026-10-r1.pdf")
    assert len(effects) == 6
    assert slack.calls == [], "proposing calls nobody"


def test_the_mail_goes_to_the_briefs_distribution_group_of_the_people_file() -> None:
    assert [address.email.partition("@")[0] for address in mail_of(proposed()).to] == [
        "aoife.brennan", "ruairi.moloney", "nora.keane", "dervla.quirke", "tomas.lindqvist", "ines.duarte",
    ]  # fmt: skip
    (cfo,) = mail_of(proposed(distribution="cfo")).to
    assert str(cfo) == "Tomas Lindqvist <tomas.lindqvist@brightwater.example>"


def test_a_group_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownPerson, match=r"no group 'board'.*controllers.*finance; name one of them, or add it"):
        proposed(distribution="board")


def test_the_mail_says_the_headline_figures_as_the_pack_does() -> None:
    statement, sheet = pack_figures.figures().income_statement, pack_figures.figures().balance_sheet
    assert statement
    assert sheet
    lines = mail_of(proposed()).text.splitlines()
    values = {label: line.removeprefix(label) for label in HEADLINES for line in lines if line.startswith(label)}
    assert values == {
        "Income": f" EUR {statement.income:,.2f}",
        "Expenses": f" EUR {statement.expenses:,.2f}",
        "Net income": f" EUR {statement.net_income:,.2f}",
        "Assets": f" EUR {sheet.assets:,.2f}",
    }


def test_a_restatement_says_in_its_subject_and_its_names_which_revision_it_is() -> None:
    effects = proposed(revision=2)
    assert mail_of(effects).subject == "Financial report: October 2026 (revision 2)"
    assert effects[0].target == "2026-10/financial-pack-2026-10-r2.pdf"
    assert "revision" not in mail_of(proposed()).subject


@pytest.mark.parametrize("entity", ["Brightwater & Sons/EU", "../../etc", "Ärzte \u0041\u030a GmbH", "东京", "a" * 300])
def test_any_entity_makes_a_name_that_every_effect_takes(entity: str) -> None:
    effects = proposed(entity=entity)
    assert all(effect.target.count("/") == 1 for effect in effects if isinstance(effect, PublishFile))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"entity": "Brightwater/EU"}, {"entity": "Brightwater EU"}),
        ({"entity": "!"}, {"entity": ""}),
        ({"entity": "東京"}, {"entity": "大阪"}),
        ({"entity": "a" * 40 + "1"}, {"entity": "a" * 40 + "2"}),
        ({"currency": "USD"}, {"currency": ""}),
        ({"revision": 1}, {"revision": 2}),
    ],
)
def test_two_packs_of_a_period_never_have_one_name(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert proposed(**one)[0].target != proposed(**other)[0].target


@given(entity=st.text(max_size=80))
def test_a_name_has_letters_digits_and_hyphens_and_fits_everywhere(entity: str) -> None:
    name = pack_name(ReportingBrief(period="2026-10", entity=entity, currency="EUR"))
    PublishFile(path=f"2026-10/{name}.html", rendition=Rendition(format="html", filename=f"{name}.html"))
    assert all(letter.isalnum() or letter in "-_" for letter in name)


def test_a_plain_entity_is_in_the_name_as_it_is() -> None:
    assert pack_name(ReportingBrief(period="2026-Q4", entity="DE-01")) == "financial-pack-de-01-2026-q4-r1"
