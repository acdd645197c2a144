"""One notation for texts of both languages: numbers, months and units as English writes them."""

import re

from agents.vocabulary.languages import is_german

_MONTHS = {
    "Januar": "January",
    "Februar": "February",
    "März": "March",
    "Mai": "May",
    "Juni": "June",
    "Juli": "July",
    "Oktober": "October",
    "Dezember": "December",
}
_UNITS = (
    (r"Prozentpunkte?n?", "percentage points"),
    (r"Prozent|v\.\s?H\.", "percent"),
    (r"Tage[ns]?|Tag|Werktage[ns]?|Werktag", "days"),
    (r"Monate[ns]?|Monat", "months"),
    (r"Wochen?", "weeks"),
    (r"Jahre[ns]?|Jahr", "years"),
    (r"Euro", "EUR"),
    (r"Millionen|Mio\.?", "million"),
    (r"Milliarden|Mrd\.?", "billion"),
    (r"Tausend|Tsd\.?", "thousand"),
)
_NUMBERS = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_TIMES = {"twice": "2 times", "zweimal": "2 times", "dreimal": "3 times"}
_BEYOND_THAT = re.compile(
    r"\b(?P<word>above|below|beyond|over|under|darüber|darunter)(?P<that> (?:that|this|it)\b)?"
    r"(?=\W*(?:$|[:;,.)]| (?:the|by|it|needs?|is|are)\b))",
    re.IGNORECASE,
)
_FEWER = re.compile(r"(?<!or )(?<!% )(?<!percent )\b(?:fewer|less|more)(?=[,;.])")
_ORDINAL = re.compile(rf"\b(\d{{1,2}})\. (?=(?:{'|'.join(_MONTHS)}|April|August|September|November)\b)")
_ANYTHING = re.compile(r"\b(?:anything|everything|what is|what goes)\s*$")
_AMOUNT = re.compile(r"(?:(?:EUR|USD|GBP)\s?)?\d(?:[\d.,]*\d)?(?:\s?(?:percent|%|Prozent|Euro))?")


def english(text: str) -> str:
    """Return the text with numbers, months and units as English writes them, and "above that" with its number."""
    text = _ORDINAL.sub(r"\1 ", text)  # in short sentences the language cannot be told
    if is_german(text):
        text = _from_german(text)
    for word, number in _TIMES.items():
        text = re.sub(rf"\b{word}(?= (?:a|each|every|im|pro|per)\b)", number, text, flags=re.IGNORECASE)
    text = _FEWER.sub(lambda match: _than_before(match, text), text)
    return _BEYOND_THAT.sub(lambda match: _with_number(match, text), text)


def _from_german(text: str) -> str:
    swapped = str.maketrans(".,", ",.")
    text = re.sub(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", lambda match: match[0].translate(swapped), text)
    for number, word in enumerate(_NUMBERS, start=2):
        text = re.sub(rf"\b{word}\b", str(number), text, flags=re.IGNORECASE)
    for pattern, unit in _UNITS:
        text = re.sub(rf"(?<=\d )(?:{pattern})\b", unit, text)
    for german, name in _MONTHS.items():
        text = re.sub(rf"\b{german}\b", name, text)
    return text


def _than_before(match: re.Match[str], text: str) -> str:
    before = _AMOUNT.findall(text[: match.start()])
    return f"{match[0]} than {before[-1]}" if before else match[0]


def _with_number(match: re.Match[str], text: str) -> str:
    before = _AMOUNT.findall(text[: match.start()])
    if not before or not (match["that"] or _ANYTHING.search(text[: match.start()])):
        return match[0]
    return f"{match['word']} {before[-1]}"
