"""Words that turn what a sentence says round: where a passage has one of a pair, a sentence must not have the other."""

import re
from typing import Literal

from agents.citing.denials import denies, negates
from agents.vocabulary.languages import fold

_PAIRS = (
    (
        "before|prior to|beforehand|in advance|ahead|vor|vorher|zuvor",
        "after|afterwards|following|later than|once|when|nach|nachher|danach",
    ),
    ("first|erste[nrs]?", "last|final|letzte[nrs]?"),
    ("earliest|earlier|fruhestens|fruher", "latest|later|spatestens|spater"),
    ("higher|highest|above|hoher|hochste[nrs]?|oberhalb", "lower|lowest|below|niedriger|niedrigste[nrs]?|unterhalb"),
    (
        "rise[sn]?|rose|increase[sd]?|grow[sn]?|grew|up|steigt|steigen|stieg|gestiegen|erhoht",
        "falls?|fell|fallen|decrease[sd]?|decline[sd]?|drops?|dropped|down|sinkt|sinken|sank|gesunken|fallt|gesenkt",
    ),
    ("more|mehr", "less|fewer|weniger"),
    ("inside|within|innerhalb", "outside|ausserhalb"),
    ("include[sd]?|including|inklusive|einschliesslich", "exclude[sd]?|excluding|exklusive|ausschliesslich"),
    ("within|innerhalb|binnen", "after|nach"),
    ("including", "except|apart from|excluding"),
    ("include[sd]?|included in", "plus|on top of"),
    ("add(?:s|ed)?|put into", "taken (?:from|out)|takes? (?:from|out)|deduct(?:s|ed)?|subtract(?:s|ed)?|removed?"),
    ("twice|double|doubled|doppelt|zweimal", "half|halved|halb|halfte"),
    ("half|halb|halben|halfte", "full|fully|whole|entire|all|voll|vollen|ganz|alle"),
    ("until|till|bis", "from when|from the moment|as soon as|sobald"),
    ("if|provided|wenn|falls|sofern", "unless|except|es sei denn|ausser"),
    (
        "accept(?:s|ed|ance)?|approv\\w+|grant(?:s|ed)?|genehmigt",
        "reject(?:s|ed|ion)?|refus\\w+|declin\\w+|den(?:y|ied|ies)|abgelehnt",
    ),
    ("open(?:s|ed)?|offen|geoffnet", "clos(?:e|es|ed)|geschlossen"),
    ("start(?:s|ed)?|beg[aiu]ns?|beginnt|begann", "ends?|ended|expires?|expired|endet|endete"),
    ("profit|gain|gewinn", "loss|verlust"),
    ("credit(?:s|ed)?|gutgeschrieben", "debit(?:s|ed)?|belastet"),
    ("buys?|bought|kauft|kaufte", "sells?|sold|verkauft|verkaufte"),
    ("day|days|daily|tag|tags|taglich", "nights?|nightly|nacht|nachts"),
    ("minimum|at least|mindestens", "maximum|at most|hochstens"),
    ("short|shorter|kurz|kurzer", "long|longer|lang|langer"),
    ("voted for|votes? for|in favour|stimmte dafur", "against|gegen|dagegen"),
    ("fixed|fest", "variable|floating|variabel"),
    ("public|offentlich", "private|privat"),
    ("domestic|national|inlandisch", "foreign|abroad|auslandisch"),
    ("always|every|each|all|immer|jede[nrs]?|alle", "sometimes|some|manchmal|einige"),
    ("used|gebraucht", "new|neu|neue[nrs]?"),
    ("optional|voluntary|freiwillig", "mandatory|compulsory|verbindlich|zwingend"),
    ("import(?:s|ed)?", "export(?:s|ed)?"),
    ("debtors?|receivables?", "creditors?|payables?"),
    ("gross|brutto", "net|netto"),
)  # fmt: skip
_SIDES = [(re.compile(rf"\b(?:{one})\b"), re.compile(rf"\b(?:{other})\b")) for one, other in _PAIRS]
OPPOSITES = [*_SIDES, *((other, one) for one, other in _SIDES)]

CONDITION = re.compile(
    r"\b(?:if|unless|provided|except|excepting|only|but|however|until|till|whether|subject to|as long as|so far as"
    r"|insofar|otherwise|wenn|falls|sofern|soweit|solange|ausser|nur|aber|jedoch|sonst|es sei denn|vorausgesetzt"
    r"|vorbehaltlich)\b"
)
"""What makes a statement depend on something, or takes something from it."""
_MUST = re.compile(
    r"\b(?:must|shall|has to|have to|had to|required|obliged|obligation|mandatory|muss|mussen|hat zu|verpflichtet)\b"
)
_MAY = re.compile(
    r"\b(?:may|might|can|could|allowed|permitted|entitled|free to|optional|darf|durfen|kann|konnen|berechtigt)\b"
)

Mood = Literal["", "must", "may"]


def turns(text: str) -> bool:
    """Tell whether words that follow others can turn what those say round, or make it depend on something."""
    return bool(negates(fold(text)) or CONDITION.search(fold(text)))


def mood(folded: str) -> Mood:
    """Return whether a folded stretch obliges or allows."""
    must, may = bool(_MUST.search(folded)), bool(_MAY.search(folded))
    return "" if must == may else "must" if must else "may"


def turned_round(statement: str, source: str) -> tuple[str, str] | None:
    """Return the word of a folded statement whose opposite alone stands in the folded source, and that opposite."""
    for one, other in OPPOSITES:
        said, opposite = one.search(statement), other.search(source)
        if said and opposite and not one.search(source) and not other.search(statement):
            if denies(source[max(0, opposite.start() - 25) : opposite.start()]):
                continue  # "never falls" does not speak against "rises"
            return said[0], opposite[0]
    return None
