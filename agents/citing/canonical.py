"""One wording for what English says in several: what may and must be done, what is excepted, how often, why."""

import re
from functools import lru_cache

_BE = r"(?:is|are|was|were|be|been)"
_LEAVE = r"(?:allowed|entitled|permitted|free|authori[sz]ed)"
_PERIODS = "year|month|week|day|hour|night|quarter|season|semester"
_PERIOD = rf"(?=(?:{_PERIODS})\b(?!-))"
_AFTER_NONE = "".join(
    rf"(?<! {word} )"
    for word in ("in", "during", "within", "of", "for", "after", "over", "on", "at", "by", "with", "to")
)
_WITHIN = r"(?:(?!\b(?:and|or|but|while|whereas|und|oder|aber)\b)[^,;])*?"
"""Within one clause: a denial of one says nothing of the condition of another."""
_WORDINGS = (
    (
        r"\bexcluding\b|\bexcept(?: for|ing)?\b|\bapart from\b|\bother than\b|\bsave for\b",
        "except",
    ),
    (r"\bwith the exception of\b|\bmit Ausnahme von\b|\baußer\b", "except"),
    (rf"\b{_BE} not (?:excluded|exempt(?:ed)?)\b(?: from)?", "is included"),
    (rf"^without ([^,]*), ({_WITHIN})\b(?:not|no|never)\b ?", r"only with \1, \2"),
    (rf"^(?:unless|es sei denn) ([^,]*), ({_WITHIN})\b(?:not|no|never)\b ?", r"only if \1, \2"),
    (rf"\b(?:must )?(?:not|no|never)\b ?({_WITHIN})\bwithout\b(?! (?:prejudice|being))", r"\1only with"),
    (rf"\b(?:must )?(?:not|no|never)\b ?({_WITHIN})\bunless\b", r"\1only if"),
    (rf"\b(?:not|no|never)\b ?({_WITHIN})\bexcept\b", r"\1only"),
    (r"\bat (?:a|the) (?:price|rate|cost) of\b", "at"),
    (r"\b(?:falls?|drops?) below\b", "is below"),
    (r"\b(?:rises?|goes) above\b", "is above"),
    (r"\bthe same\b(?! [a-z])", "unchanged"),
    (r"\binside\b", "within"),
    (rf"\bone (?=(?:{_PERIODS})\b)", "a "),
    (r"(?-i:^Falls)\b|(?<=, )falls\b", "wenn"),
    (r"\bcannot\b", "can not"),
    (r"\bfail(?:s|ed)? to\b", "does not"),
    (r"\binstead of\b", "rather than"),
    (r"n['’]t\b", " not"),
    (r"\b(?:has|have|had) the (?:right|option) to\b", "may"),
    (rf"\b{_BE} {_LEAVE} to\b", "may"),
    (rf"\b{_BE} not {_LEAVE} to\b", "may not"),
    (rf"\b(?:do|does) not (?:have|need) to\b|\bneed not\b|\b{_BE} not (?:required|obliged|bound) to\b", "unneeded not"),
    (
        rf"\b(?:has|have|had|needs?) to\b|\b{_BE} (?:required|obliged|bound) to\b|\b(?:is|are) to (?=(?-i:[a-z]))",
        "must ",
    ),
    (rf"\b{_BE} (?:not allowed|not permitted|forbidden|prohibited)\b", "may not"),
    (rf"\b{_BE} (?:allowed|permitted)\b|\b(?:is|are) possible\b", "may"),
    (r"\b(?:is|are) (\w+) (?:allowed|permitted)\b", r"\1 may"),
    (r"\bno one\b|\bnobody\b", "not"),
    (rf"\b{_BE} (?:excluded|exempt(?:ed)?)\b(?: from)?", "is not included"),
    (r"\bexcludes?\b", "not include"),
    (r"\b(?:no|not) later than\b|\bat the latest\b|\bspätestens(?: am)?\b", "by"),
    (r"\bas of\b|\bas from\b|\bwith effect from\b", "from"),
    (r"(?:,\s*)?\b(?:provided that|on condition that|as long as|so long as|as soon as)\b|, provided\b", " if"),
    (r"\bin (?:any|the|each) (?:case|event) (?:of|that)\b|\bin case(?: of)?\b", "if"),
    (r"^(?:Should)\b", "If"),
    (r"\b(?:because of|due to|owing to|as a result of|on account of)\b|, as(?= (?:the|its|their)\b)", " because "),
    (
        r"\bsince\b(?! \d| (?-i:[A-Z])| (?:the )?(?:beginning|start|end)\b| then\b)|(?-i:^As) (?=(?-i:[a-z]))",
        " because ",
    ),
    (r"\bes sei denn\b", "unless"),
    (rf"{_AFTER_NONE}\ban? {_PERIOD}", "per "),
    (rf"(?<!of )\b(?:each|every) {_PERIOD}", "per "),
    (r"\bonce(?= (?:per|every|each|a|more)\b)", "1 times"),
    (r"\bat once\b", "immediately"),
    (r"\bonce\b(?= (?:the|an?|its|their|they|it|he|she)\b)", "if"),
    (r"\bprior to\b|\bahead of\b|\bin advance of\b", "before"),
    (r"\b(?:in advance|beforehand|ahead)\b", "earlier"),
    (r"\b(?:afterwards|thereafter)\b", "later"),
    (r"\bexceed(?:s|ed|ing)?(?= (?:[A-Z]{3} )?\d)", "above"),
    (rf"\b({_BE}) (?:more|higher|greater) than\b", r"\1 above"),
    (rf"\b({_BE}) (?:less|lower|fewer) than\b", r"\1 below"),
    (r"\bun(spent|paid|used|sold|settled|reported)\b", r"not \1"),
)
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), wording) for pattern, wording in _WORDINGS]


@lru_cache(maxsize=5_000)
def canonical(text: str) -> str:
    """Return a sentence in one wording, without its full stop."""
    text = text.strip().rstrip(".")
    for pattern, wording in _PATTERNS:
        text = pattern.sub(wording, text)
    return text
