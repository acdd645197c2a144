"""An agent's evaluation file, read strictly and held against the request that the agent takes."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agents.evaluation import Evaluation
from agents.harms import misfit
from agents.judging import judged
from agents.spec import PROMPTS, Agent
from tasks.yaml_file import FileRefused, read_yaml

EVALUATIONS = PROMPTS.with_name("evaluations")


def evaluation_of(agent: Agent[Any, Any], folder: Path = EVALUATIONS) -> Evaluation:
    """Return the agent's cases; raise `FileRefused` naming the file and what is wrong in it."""
    path = folder / f"{agent.name}.yaml"
    if not path.exists():
        raise FileRefused(f"{path} does not exist: agent '{agent.name}' has no cases to be judged by, write some.")
    evaluation = read_yaml(path, Evaluation)
    for case in evaluation.cases:
        _check(path, case.name, agent.request, case.request)
        if why := case.checker and misfit(case.checker, agent):
            raise FileRefused(f"{path} is refused: case '{case.name}': checker '{case.checker}' does not fit: {why}.")
        if case.good is not None:
            _check(path, f"{case.name}, good", agent.response, case.good)
            missed = [
                check.failed for check in judged(agent, case, agent.response.model_validate(case.good)) if check.failed
            ]
            if missed:
                raise FileRefused(
                    f"{path} is refused: case '{case.name}': its good answer does not pass: {' '.join(missed)}"
                )
    return evaluation


def _check(path: Path, place: str, model: Any, value: dict[str, Any]) -> None:
    try:
        model.model_validate(value)
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or model.__name__}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise FileRefused(f"{path} is refused: case '{place}': {told}") from error
