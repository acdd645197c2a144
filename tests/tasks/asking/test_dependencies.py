"""A request that needs the answer of another step: that step runs first, once, and the request is built again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tasks.asking.dependencies import StepNotProvided, StepsInACircle, answer_at, built
from tasks.casebook.answers import freeze_answer
from tasks.casebook.cases import Case
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk, Question, Word
from tests.tasks.casebook.desk import opened

Provide = Callable[[], Awaitable[Any]]


def _reads(case: Case, *steps: str) -> Callable[[], Awaitable[Question]]:
    """Return what builds a request from the answers of these steps."""

    async def build() -> Question:
        return Question(text=" ".join([(await answer_at(case, step, Word)).word for step in steps]))

    return build


def _asks(desk: Desk, case: Case, step: str) -> Provide:
    async def ask() -> None:
        answer, record = await desk.answer(step)
        kept = answer.model_dump(mode="json")
        await freeze_answer(case, step, kept, request_sha256="", provenance=record)

    return ask


def test_the_step_that_is_missing_runs_first_and_only_once(desk: Desk) -> None:
    server = desk.provider(*[Reply(GOOD, delay=0.1)] * 2)

    async def story() -> list[Question]:
        case = await opened()
        first = {f"books/{name}": _asks(desk, case, f"books/{name}") for name in ("a", "b")}
        both = _reads(case, "books/a", "books/b")
        return list(await asyncio.gather(*(built(case, f"release#{number}", both, first) for number in range(5))))

    assert {question.text for question in desk.run(story())} == {"kind kind"}
    assert len(server.requests) == 2


def test_a_step_that_nobody_provides_is_an_error_with_the_path_and_the_mend(desk: Desk) -> None:
    async def story() -> None:
        case = await opened()
        await built(case, "release", _reads(case, "books"), {})

    with pytest.raises(
        StepNotProvided, match=r"'books'.*nobody provides it \(release -> books\): ask it before 'release'"
    ):
        desk.run(story())


def test_the_path_names_every_step_that_waits_for_the_one_that_nobody_provides(desk: Desk) -> None:
    async def story() -> None:
        case = await opened()

        async def middle() -> None:
            await built(case, "books/b", _reads(case, "books/c"), {})

        await built(case, "books/a", _reads(case, "books/b"), {"books/b": middle})

    with pytest.raises(StepNotProvided, match=r"\(books/a -> books/b -> books/c\)"):
        desk.run(story())


def test_a_step_that_ran_and_has_no_answer_under_its_name_is_an_error(desk: Desk) -> None:
    async def story() -> None:
        case = await opened()
        await built(case, "release", _reads(case, "books/a"), {"books/a": _asks(desk, case, "books/other")})

    desk.provider(GOOD)
    with pytest.raises(StepNotProvided, match=r"'books/a'.*ran for 'release' and has no answer"):
        desk.run(story())


@pytest.mark.parametrize("at_once", [1, 3])
def test_steps_in_a_circle_are_an_error_with_the_path_however_many_of_them_are_asked_at_once(
    desk: Desk, at_once: int
) -> None:
    async def story() -> list[Any]:
        case = await opened()
        steps = ["books/a", "books/b", "books/c"]
        after = dict(zip(steps, [*steps[1:], steps[0]], strict=True))

        async def ask(step: str) -> Question:
            return await built(case, step, _reads(case, after[step]), first)

        first: dict[str, Provide] = {step: (lambda step=step: ask(step)) for step in steps}
        asked = (ask(step) for step in steps[:at_once])
        return await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 20)

    errors = desk.run(story())
    assert [type(error) for error in errors] == [StepsInACircle] * at_once
    circles = [f"{one} -> {two} -> {three} -> {one}" for one, two, three in ("abc", "bca", "cab")]
    paths = [str(error).replace("books/", "") for error in errors]
    assert all(any(circle in path for circle in circles) for path in paths)
    assert all("Let one of them do without" in str(error) for error in errors)
