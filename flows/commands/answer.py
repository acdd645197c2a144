"""`countersign answer`: a person answers in an agent's place."""

import json

import click

from flows.commands.brief import text_of
from flows.commands.casebook import done
from flows.commands.identity import word_of
from reports.text import printable
from tasks.casebook import case_records
from tasks.casebook.given_answers import Wanted, give, wanted


@click.command()
@click.argument("case")
@click.argument("step")
@click.argument("answer", required=False)
@click.option("--comment", default="", help="How you know.")
@click.option("--as", "who", help="Who says it, on the embedded set-up only; the audit says it was not proved.")
def answer(case: str, step: str, answer: str | None, comment: str, who: str | None) -> None:
    """Give ANSWER (JSON or @FILE) in the agent's place at STEP of CASE; without it, show the question and its form."""
    done(_show(case, step) if answer is None else _give(case, step, text_of(answer), comment, who))


async def _show(reference: str, step: str) -> None:
    from agents.roster import AGENTS

    row = await case_records.find(reference)
    asked = await wanted(row.id, step)
    agent = AGENTS[asked.agent]
    click.echo(printable(f"{asked.why}\n\nWhat the {agent.title.lower()} was asked:"))
    click.echo(printable(json.dumps(asked.request, indent=2, ensure_ascii=False)))
    click.echo("\nAn answer is one JSON object with:")
    for name, field in agent.response.model_fields.items():
        click.echo(f"  {name}: {field.description or field.annotation}")


async def _give(reference: str, step: str, text: str, comment: str, who: str | None) -> None:
    word = await word_of(who, comment)
    row = await case_records.find(reference)
    asked = await wanted(row.id, step)
    await give(row.id, step, _valid(asked, text), asked=asked, word=word)
    click.echo(f"{word.name} answered at {step} of case {row.id}; the case goes on")


def _valid(asked: Wanted, text: str) -> dict[str, object]:
    """Return the answer, refusing one that an agent's would be refused for."""
    from agents.roster import AGENTS

    agent = AGENTS[asked.agent]
    response = agent.response.model_validate_json(text)
    problems = agent.check(agent.request.model_validate(asked.request), response)
    if problems:
        raise click.ClickException("the answer is refused:\n" + "\n".join(f"  {problem}" for problem in problems))
    return response.model_dump(mode="json")
