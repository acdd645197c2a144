"""The words of English reports that say which way something went, by sign and part of speech."""

import re
from dataclasses import dataclass
from typing import Literal

Sign = Literal[-1, 0, 1]
Grammar = Literal["verb", "noun", "adjective"]

PLANS = (
    r"(?:the |its |their |our |this |that )?(?:annual |monthly |approved |original |full-year )?"
    r"(?:budgets?(?:ed)?|plan(?:ned)?|forecast|targets?)\b"
)
PAST = (
    r"(?:(?:(?:in|that of|those of) )?(?:the |that of )?(?:last|prior|previous|preceding|year before|month before"
    r"|same (?:period|month|quarter)|quarter before|year\b(?! to))|a year|one year|(?:in )?¤)"
)
BASES = rf"(?:{PLANS}|{PAST})"
_TOWARDS = (
    r"(?= (?:by|on|from|against|versus|vs|compared|sharply|slightly|strongly|markedly|significantly|a"
    r"|year[- ]on|yoy|to)\b"
    r"| ?[\d€$£(¤+−]| (?:EUR|USD|GBP|CHF|about|around|some|roughly|nearly|almost|over|more than|approximately) ?\d?"
    r"|(?: [a-z-]+){0,2} (?:per ?cent|percent|points)\b)"
)
_PRESENT = r"(?:(?:in|it is|that of) )?(?:this (?:year|month)|now\b|today|the (?:present|current)\b)"
"""What an earlier amount is compared with."""
_AMOUNT = r"(?:the|its|their|our) (?:EUR|USD|GBP|CHF|[€$£\d])"
_MOVED = "went|gone|moved|moving|crept|edged|inched|ticked|drifted|trended|came|nudged|shot|is|are|was|were|been"
_ADVERB = (
    r"(?:(?:sharply|slightly|strongly|markedly|significantly|well|far|also|even|just|only|a (?:little|bit|touch)) )?"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one sign and part of speech."""

    sign: Sign
    grammar: Grammar
    pattern: re.Pattern[str]
    """For a text in small letters, in which it is twice as fast as one that reads both."""
    is_verdict: bool = False
    """Whether they say better or worse, which for expenses is the other way round."""


def _words(sign: Sign, grammar: Grammar, pattern: str, *, is_verdict: bool = False) -> Words:
    small = re.sub(r"EUR|USD|GBP|CHF", lambda code: code[0].lower(), pattern)
    return Words(sign, grammar, re.compile(rf"(?<![\w-])(?:{small})"), is_verdict)


WORDS = (
    _words(
        1,
        "verb",
        r"(?:rose|risen|rises|rising|increased|increasing|grew|grown|grows|growing|climb(?:ed|s|ing)|gained"
        r"|jump(?:ed|s)"
        r"|surg(?:ed|es|ing)|soar(?:ed|s|ing)|expanded|expanding|widened|strengthened|advanced|rallied|rebounded"
        r"|swelled|swollen|ballooned|spiked|mounted|leapt|leaped|skyrocketed|rocketed|escalated|accelerated"
        r"|exceed(?:ed|s|ing)|topp(?:ed|ing)|tops|surpass(?:ed|es|ing)|outstripped|outran|overspent|overran|overshot"
        rf"|overshoots)\b|picked up\b|(?:{_MOVED}) {_ADVERB}(?:up(?! to (?:date|the|a)\b)(?! for)(?:ward)?"
        rf"|higher)\b(?! than (?:expected|{_PRESENT}))",
    ),
    _words(
        -1,
        "verb",
        r"(?:fell|fallen|falling)\b(?! due)|(?:decreas(?:ed|ing)|declin(?:ed|ing)|dropped|dropping"
        r"|shr[aiu]nk(?:ing|s)?"
        r"|slipp(?:ed|ing)"
        r"|slid|sank|sunk|narrowed|weakened|eased|contracted|plung(?:ed|ing)|plummet(?:ed|ing)|tumbl(?:ed|ing)|dipped"
        r"|retreated|receded|diminished|slump(?:ed|ing)|collapsed|crashed|dwindled|softened|undershot|undershoots"
        r"|underspent|lagg(?:ed|ing)|lags|trail(?:ed|s|ing))\b|falls\b(?! due)|saved(?= (?:EUR|USD|GBP|CHF"
        r"|[€$£\d]))|cut(?= (?:by|from|to)\b)"
        rf"|(?:{_MOVED}) {_ADVERB}(?:down(?:ward)?(?! to (?:a|one|the)\b)|lower)\b(?! than {_PRESENT})",
    ),
    _words(1, "verb", rf"(?:reach(?:ed)?|met|meet|attain(?:ed)?|achieved?|hit)(?= {PLANS}(?! of))", is_verdict=True),
    _words(
        -1,
        "verb",
        rf"(?:failed|fails|failing) to (?:reach|meet|achieve|attain|hit|make|keep)(?= {PLANS})",
        is_verdict=True,
    ),
    _words(1, "verb", r"(?:outperform(?:ed|s|ing)?|beat(?:s|ing|en)?|improv(?:ed|es|ing))\b", is_verdict=True),
    _words(
        -1,
        "verb",
        r"(?:underperform(?:ed|s|ing)?|miss(?:ed|es)(?= (?:its|it|their|theirs|the|our|budget|plan|target|forecast)\b)"
        r"|worsen(?:ed|s|ing)?|deteriorat(?:ed|es|ing))\b",
        is_verdict=True,
    ),
    _words(
        1,
        "verb",
        rf"(?<!follow )(?<!set )(?<!made )(?<!make )(?<!makes )(?<!making )(?<!picked )(?<!used )up(?! to\b){_TOWARDS}",
    ),
    _words(-1, "verb", rf"down{_TOWARDS}"),
    _words(
        1,
        "verb",
        rf"above(?= {BASES}| {_AMOUNT})|over(?= {PLANS})|(?:ahead of|in excess of)(?= |$)"
        rf"|more than(?! ¤+ days)(?= {BASES})"
        rf"|(?:higher|greater|larger|stronger) than(?= {BASES})",
    ),
    _words(
        -1,
        "verb",
        rf"(?:below|less than|behind|beneath)(?= {BASES}| {_AMOUNT})|(?:under|within)(?= {PLANS})|short of\b"
        rf"|(?:lower|smaller|weaker) than(?= {BASES})",
    ),
    _words(-1, "verb", rf"(?:above|(?:higher|greater|larger|stronger|more) than)(?= {_PRESENT})"),
    _words(1, "verb", rf"(?:below|(?:lower|smaller|weaker|less) than)(?= {_PRESENT})"),
    _words(
        1,
        "noun",
        r"(?:increases?|rises?|growth|uplift|upswing|overspend(?:ing)?|overruns?|overshoot|upturn|jump|surge"
        r"|gain(?= of| in)|step-up|surplus(?= of| in| on| over)|excess(?= of| over))\b",
    ),
    _words(
        -1,
        "noun",
        r"(?:decreases?|declines?|drops?|reductions?|fall(?! due)|shortfall|underspend(?:ing)?|downturn|dip|slump"
        r"|contraction|savings?(?= of| on| against)|undershoot|slide|setback|deficit(?= in| on| against)"
        r"|loss of momentum)\b",
    ),
    _words(1, "verb", rf"better than(?= {PAST})", is_verdict=True),
    _words(-1, "verb", rf"worse than(?= {PAST})", is_verdict=True),
    _words(1, "verb", rf"(?:{_MOVED}|came in|ended) {_ADVERB}over(?= (?:the )?(?:prior|previous|last)[- ])"),
    _words(1, "noun", r"improvements?\b", is_verdict=True),
    _words(-1, "noun", r"(?:deterioration|worsening)\b", is_verdict=True),
    _words(1, "adjective", r"(?:higher|greater|dearer|costlier|more expensive)\b"),
    _words(-1, "adjective", r"(?:lower|cheaper|less expensive)\b"),
    _words(
        0,
        "verb",
        r"(?:remained|stayed|held|was|were|is|are|came in|ended|broadly|largely|essentially|virtually) "
        r"(?:(?:broadly|largely|essentially|virtually|roughly|almost|exactly) )?"
        rf"(?:unchanged|flat|stable|steady|constant|level with|on (?:budget|plan|target)\b|in line with(?= {BASES}))"
        r"|(?:stagnated|flatlined|plateaued|unchanged)\b|(?:showed|saw) no change\b",
    ),
)
_KIND = (
    r"(?:(?:year-on-year|yoy|annual|net|overall|budget|favou?rable|unfavou?rable|adverse|further|cost|income|revenue"
    r"|sales|margin|or so|of) ){0,2}"
)
_ITS = r" (?:its|their|the|our) (?:EUR|USD|GBP|CHF|[€$£\d])| theirs\b| what\b"
"""After "4,000 over", what it is over: "its EUR 15,000 budget", "theirs", "what was planned"."""
AFTER: tuple[tuple[Sign, str], ...] = (
    (
        1,
        rf"(?:up|overspent|above|ahead|higher|greater|dearer|larger(?= than)|more(?! (?:posting|invoice|entr|customer))"
        rf"|over(?= {PLANS})|over(?= it\b|{_ITS})|over(?=[,.;)]|$| (?:on|in|and)\b))\b",
    ),
    (
        -1,
        r"(?:down|below|lower|cheaper|smaller(?= than)|fewer|short of|behind|less(?! (?:(?:the |its "
        r"|our )?(?:[a-z]+ ){1,3}(?:of )?\(?)?(?:[\d€$£]|EUR|USD|GBP))|saved"
        rf"|within(?= {PLANS})|under(?= {BASES})|under(?= it\b|{_ITS})|under(?=[,.;)]|$| (?:on|in|and)\b))\b",
    ),
    (1, rf"{_KIND}(?:increase|rise|growth|jump|uplift|surge|gain|overspend|overrun|improvement|excess)\b"),
    (-1, rf"{_KIND}(?:decrease|fall|decline|drop|reduction|shortfall|underspend|dip|slump|saving)\b"),
    (1, r"better\b"),
    (-1, r"worse\b"),
)
"""What makes the number before it a change: "12 % above", "a 13.6 % increase"."""
