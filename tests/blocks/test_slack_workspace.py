import pytest
from pydantic import SecretStr, ValidationError

from blocks.slack_workspace import SlackWorkspace


def test_the_client_speaks_to_the_given_address_and_repeats_only_what_was_not_done() -> None:
    workspace = SlackWorkspace(token=SecretStr("xoxb-1"), channel="C0FINANCE", base_url="https://slack.example.com/api")
    client = workspace.client()
    assert (client.base_url, client.token) == ("https://slack.example.com/api/", "xoxb-1")
    assert [type(handler).__mro__[1].__name__ for handler in client.retry_handlers] == [
        "AsyncRateLimitErrorRetryHandler"
    ]


def test_the_token_is_not_shown() -> None:
    assert "xoxb-1" not in repr(SlackWorkspace(token=SecretStr("xoxb-1"), channel="C0FINANCE"))


@pytest.mark.parametrize("address", ["http://slack.example.com/api/", "ftp://slack.com/", "slack.com"])
def test_a_token_never_travels_unencrypted(address: str) -> None:
    with pytest.raises(ValidationError, match="write an https address"):
        SlackWorkspace(token=SecretStr("xoxb-1"), channel="C0FINANCE", base_url=address)


def test_a_channel_is_given_by_its_id() -> None:
    with pytest.raises(ValidationError, match="channel"):
        SlackWorkspace(token=SecretStr("xoxb-1"), channel="#finance")
