"""A mail whose server fell silent, in a real close: a person settles it, and the close goes on by itself."""

import json
from collections.abc import Iterator

import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from blocks.mailbox import Mailbox
from flows.embedded.instance import instance
from tests.fakes.smtp_server import FakeSmtp, smtp_server
from tests.flows.office import Office


@pytest.fixture
def mails(office: Office) -> Iterator[FakeSmtp]:
    """A mail server, and the office's mailbox on it."""
    of_office = {PREFECT_API_URL: office.api.url, PREFECT_API_AUTH_STRING: instance().credentials}
    with smtp_server() as fake, temporary_settings(of_office):
        Mailbox(host="127.0.0.1", port=fake.port, security="none").save("default", overwrite=True)
        yield fake
        Mailbox.delete("default")


@pytest.mark.long
def test_a_close_whose_mail_is_in_doubt_goes_on_by_itself_once_a_person_has_said_what_became_of_it(
    office: Office, mails: FakeSmtp
) -> None:
    mails.fault = "drop after data"
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-06"}))
    office.countersign("approve", str(case.id), "release", "--as", "demo-controller")
    failed = office.over(run)
    assert failed.type == "FAILED"
    assert f"countersign settle {case.id} deliver/4 --sent" in failed.message
    listed = office.countersign("dead-letters")
    assert f"effect doubtful  financial-reporting case {case.id}" in listed
    assert [effect.status for effect in office.effects(case.id)] == ["sent", "sent", "sent", "doubtful"]
    assert len(mails.mails) == 1

    mails.fault = None
    word = ("--not-sent", "--comment", "Not in the server's log.", "--as", "demo-controller")
    office.countersign("settle", str(case.id), "deliver/4", *word)
    closed = office.until(lambda: office.case(case.id), lambda row: row.state == "closed", "the case to go on")
    assert office.over(run).type == "COMPLETED"
    outcome = json.loads(closed.outcome)
    assert (outcome["status"], len(outcome["receipts"])) == ("released", 4)
    first, second = (mail.mime["Message-ID"].strip() for mail in mails.mails)  # a long one stands on a line of its own
    assert first == second == outcome["receipts"][-1]
    assert office.dead_letters(case.id) == []
