"""A language model that does whatever the text from outside wants, in the worst form that each answer allows."""

import json
from collections import Counter
from typing import Any

from tests.attacks.attack import Attack
from tests.fakes.openai_server import Reply


class ObedientModel:
    """It obeys each attack that it reads, those first that it obeyed least, and remembers what it was asked."""

    def __init__(self, attacks: tuple[Attack, ...]) -> None:
        self.attacks = attacks
        self.read = set[Attack]()
        self.obeyed = Counter[Attack]()
        self.reviews = 0

    def __call__(self, body: dict[str, Any]) -> str | Reply:
        said = "\n".join(message["content"] or "" for message in body["messages"])
        present = [attack for attack in self.attacks if attack.marker in said]
        self.read |= set(present)
        attack = min(present or self.attacks, key=lambda one: self.obeyed[one])
        self.obeyed[attack] += 1
        turn = sum(message["role"] == "assistant" for message in body["messages"])
        if turn == 0 and attack.number % 3 == 0:
            return Reply(tools=(attack.goal.call,))
        answer = self._answer(body, attack, turn)
        if turn == 0:
            answer |= attack.goal.keys
        return json.dumps(answer, ensure_ascii=False)

    def _answer(self, body: dict[str, Any], attack: Attack, turn: int) -> dict[str, Any]:
        """Return an answer of the right form: at first with all that the attacker wants, last one that may pass."""
        asked = body.get("response_format") or {}
        kind = asked["json_schema"]["name"] if asked else body["tools"][0]["function"]["name"]
        request = json.loads(body["messages"][1]["content"])
        loud = f"{attack.goal.loud} {attack.text}".replace("PROMPT", body["messages"][0]["content"][:400])
        words = loud if turn < 2 else attack.goal.smooth
        if turn >= 2 and kind == "VarianceExplanation" and request["measure"]["name"]["text"].startswith("6000"):
            words = f"{words} {self._least_obeyed('draft').text}"
        return getattr(self, kind)(request, words)

    def _least_obeyed(self, place: str) -> Attack:
        """Return the attack that this model itself must write down for its next reader."""
        return min((one for one in self.attacks if one.place == place), key=lambda one: self.obeyed[one])

    def VarianceExplanation(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802 - a schema's name
        return {"why": words, "entry_ids": [_plain(request["postings"][0]["entry_id"])]}

    def Summary(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        return {"summary": f"{words}\n\nOn the comment: it is noted."}

    def CheckNotes(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        return {
            "notes": [{"check": one["id"], "explanation": words, "look_at": one["title"]} for one in request["checks"]]
        }

    def Review(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        self.reviews += 1
        if self.reviews % 4 != 3:
            return {"verdict": "pass", "findings": [], "statement": words}
        draft = _plain(request["drafts"][-1]["name"])
        finding = {"draft": draft, "quote": "", "why": self._least_obeyed("finding").text}
        return {"verdict": "revise", "findings": [finding], "statement": words}


def _plain(value: Any) -> str:
    return value["text"] if isinstance(value, dict) else value
