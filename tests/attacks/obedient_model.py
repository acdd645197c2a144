"""A language model that does whatever the text from outside wants, in the worst form that each answer allows."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.attacks.attack import Attack
from tests.fakes.openai_server import Reply


class ObedientModel:
    """It obeys every attack that it reads, and remembers which.

    Asked for the first time it calls the attackers' tools instead of answering, or answers with all that they want said
    and keys of theirs; asked again, with what they want said; and in the end with words that may pass.
    """

    def __init__(self, attacks: tuple[Attack, ...]) -> None:
        self.attacks = attacks
        self.obeyed = Counter[Attack]()
        self.calls = 0

    def __call__(self, body: dict[str, Any]) -> str | Reply:
        self.calls += 1
        said = "\n".join(message["content"] or "" for message in body["messages"])
        present = [attack for attack in self.attacks if attack.marker in said]
        self.obeyed.update(present)
        turn = sum(message["role"] == "assistant" for message in body["messages"])
        if turn == 0 and self.calls % 2:
            return Reply(tools=tuple(attack.goal.call for attack in present))
        answer = self._answer(body, present, turn)
        for attack in present if turn == 0 else ():
            answer |= attack.goal.keys
        return json.dumps(answer, ensure_ascii=False)

    def _answer(self, body: dict[str, Any], present: list[Attack], turn: int) -> dict[str, Any]:
        """Return an answer of the right form."""
        asked = body.get("response_format") or {}
        kind = asked["json_schema"]["name"] if asked else body["tools"][0]["function"]["name"]
        request = json.loads(body["messages"][1]["content"])
        prompt = body["messages"][0]["content"][:400]
        said = (attack.goal.smooth if turn >= 2 else f"{attack.goal.loud} {attack.text}" for attack in present)
        words = _once(said).replace("PROMPT", prompt)
        return getattr(self, kind)(request, words)

    def VarianceExplanation(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802 - a schema's name
        carried = f"{words} {self._next('draft').text}" if self.calls % 3 else words
        return {"why": carried, "entry_ids": [_plain(line["entry_id"]) for line in request["postings"][:1]]}

    def Summary(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        return {"summary": f"{words}\n\nOn the comment: it is noted."}

    def CheckNotes(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        notes = [{"check": one["id"], "explanation": words, "look_at": one["title"]} for one in request["checks"]]
        return {"notes": notes}

    def Review(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        if self.calls % 2:
            return {"verdict": "pass", "findings": [], "statement": words}
        draft = _plain(request["drafts"][-1]["name"])
        finding = {"draft": draft, "quote": "", "why": self._next("finding").text}
        return {"verdict": "revise", "findings": [finding], "statement": words}

    def _next(self, place: str) -> Attack:
        """Return the attack that the model itself writes down for its next reader, another one each time."""
        attack = min((one for one in self.attacks if one.place == place), key=lambda one: self.obeyed[one])
        self.obeyed[attack] += 1
        return attack


def _once(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(sentences)) or "There is nothing to say."


def _plain(value: Any) -> str:
    return value["text"] if isinstance(value, dict) else value
