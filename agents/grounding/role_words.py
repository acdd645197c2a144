"""The words that say which part a number plays: a budget, an earlier amount, a change."""

import re

_PLAN = r"(?:budget(?:s|ed)?|plan(?:s|ned)?|forecast|targets?)"
_FORESEEN = (
    rf"(?:{_PLAN}|set aside|allowed|allotted|allocated|earmarked|approved|provided for|provision|foreseen"
    rf"|foresaw|foresees"
    r"|envisaged|assumed|estimated|expected|hoped|intended|supposed|meant|should)"
)
"""What may be said of a budget's amount, though not of it alone."""
_LINK = (
    r"(?:[:\s]|\b(?:of|was|were|is|at|stood|amounted|to|about|some|around|a|an|the|just|over|only|nearly"
    r"|had|been|for)\b)*\(?"
)
BUDGET_BEFORE = re.compile(
    rf"(?:\b{_PLAN}(?: (?:for|of) [^\W\d]+(?: [^\W\d]+)?)?(?=[:\s]+(?:of|was|were|is|at|stood|amounted|had)\b|:)"
    rf"|\b(?:budgeted|planned)(?: (?!and\b)[^\W\d]+){{0,2}}?|[(,;]\s*{_PLAN}(?=\s)){_LINK}$",
    re.IGNORECASE,
)
MET = re.compile(
    rf"\b(?:above|below|over|under|beat|beats|missed|exceeded|within|on|ahead of|behind|than) (?:the |its "
    rf"|their )?{_PLAN}\b|\bactual (?:vs\.?|versus|and|against|/) (?:the )?{_PLAN}:",
    re.IGNORECASE,
)
SET_AGAINST = re.compile(
    rf"\b(?:to|vs\.?|versus|against|and|from|minus|less|variance|gap)\b[^,;:\d]*?{_PLAN}", re.IGNORECASE
)
"""Before a number that is not the plan but the distance to it."""
_NOT_ITS_NUMBER = r"(?!:?\s*(?:of |was |is |at )?(?:[A-Z]{3}|[€$£])?\s?\d)"
"""After words that name the next number, not the one before them."""
BUDGET_AFTER = re.compile(
    rf"\)?\s*\(?(?:(?:in the|of|as|by) (?:the )?{_PLAN}|{_PLAN}\)|budgeted|planned"
    r"|(?:of [^\W\d]+(?: [^\W\d]+)? )?(?:(?:that|which) )?(?:was|were|had been|has been|is|are) (?:originally )?"
    r"(?:budgeted|planned|set aside|earmarked|allowed|foreseen|allotted|allocated|envisaged|expected)|allowed for\b"
    rf"|(?:[^\W\d]+ )?budget)\b{_NOT_ITS_NUMBER}",
    re.IGNORECASE,
)
_PAST = r"(?:(?:last|prior|previous|preceding)[ -](?:year|month|quarter|period)|last ¤+)"
_EARLIER = r"(?:a|one|the) (?:year|month|quarter) (?:before|earlier|ago)"
PAST_AFTER = re.compile(
    rf"\)?\s*\(?(?:{_EARLIER}|(?:in |for |of )?(?:the )?(?:same (?:month|period|quarter)(?: (?:of"
    rf"|in))? )?(?:the )?{_PAST}|[PL]Y\b|(?:in )?(?:last|the (?:previous|prior)) ¤+(?!\w)"
    rf"|(?:in |for )?the same (?:month|period|quarter)|previously|before|earlier"
    rf"|in the comparative)(?:\b|(?<=¤)){_NOT_ITS_NUMBER}",
    re.IGNORECASE,
)
PAST_LEAD = re.compile(
    rf"(?:^|(?<=, )|\b(?:in|for|of)\s+(?:the )?)(?:the )?(?:{_PAST}"
    rf"|{_EARLIER})(?!\w)(?!['’]s budget)[^\d]*$",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(?:on|than|against|from|versus|vs|over|since|rose|fell|grew|up|down|above|below|higher|lower|more|less"
    r"|change)\b"
    r"|\bcompared\b|\brelative\b",
    re.IGNORECASE,
)
PAST_WORD = re.compile(
    r"\b(?:last|prior|previous|earlier|before|ago|preceding|after|from|then|start|beginning|opening|opened"
    r"|formerly|previously|same (?:period|month|quarter)|both (?:years|months|quarters|periods)"
    r"|compared|comparative|[PL]Y)\b",
    re.IGNORECASE,
)
BUDGET_WORD = re.compile(rf"\b{_FORESEEN}\b", re.IGNORECASE)
FORESEEN_AFTER = re.compile(
    rf"(?:(?!\b(?:versus|vs|against|compared|than|over|above|below|under|by)\b)[^,;.\d])*?\b{_FORESEEN}\b",
    re.IGNORECASE,
)
FORESAW = re.compile(
    rf"\b{_PLAN} (?:for [^\W\d]+ )?(?:had )?(?:expected|foresaw|foresees|foreseen|provided for|provides for"
    rf"|assumed|put|envisaged)"
    r" (?:an? |the )?[^,;.\d]{0,40}?(?:of|at) (?:EUR ?|USD ?|[€$£])?$"
    r"|\b(?:expected|budgeted|planned|hoped) (?:to [a-z]+|an?|the) [^,;.\d]{0,40}?\b(?:of|for|at) (?:EUR ?"
    r"|USD ?|[€$£])?$"
    r"|\b(?:rather than|instead of) (?:the )?(?:EUR ?|USD ?|[€$£])?$(?=\Z)",
    re.IGNORECASE,
)
ACCORDING = re.compile(rf",? (?:according to|as per|under) (?:the |our )?{_PLAN}\b", re.IGNORECASE)
ACTUAL = re.compile(
    r"\b(?:was|were|is|are|came|comes|cost|amount(?:s|ed)|reached|stood|stands|totalled|actual|actually"
    r"|ended|closed|rose|achieved|sold|realised|made|earned|needed|charged|booked|turned out"
    r"|fell|grew|now|spent|exceeded|against|versus|than|compared|but|while|whereas)\b|;",
    re.IGNORECASE,
)
"""Between two numbers, what ends the row that the first one's words hold for."""
TOLD = re.compile(rf"{PAST_WORD.pattern}|{BUDGET_WORD.pattern}|\b(?:year|had)\b|[,;:]", re.IGNORECASE)
CHANGE_BEFORE = re.compile(
    rf"\b(?:(?:minus|less) (?:the )?{_PLAN}|variances?|change|difference(?! between)|movement"
    r"|deviation|gap(?! between))\b[^,;:\d]{0,40}?"
    r"(?:\b(?:of|was|were|is|at|to|came to|amounted to)\b|:)[\s(]*(?:about |some |only |just )?$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\b(?:by|variances?|change[sd]?|differ\w*|movement|deviat\w+|gap|growth|grew|grow\w*|increas\w+|decreas\w+"
    r"|ris\w+|rose|fall\w*|fell"
    r"|drop\w*|declin\w+|reduc\w+|gain\w*|improve\w*|extra|additional\w*|further|sav\w+|over\w*|under\w*"
    r"|short\w*|surplus|excess"
    r"|exceed\w*|beat\w*|miss\w*|more|less|higher|lower|above|below|ahead|behind|better|worse|favou?rable|unfavou?rable"
    r"|adverse|another|too|left|unspent|unused|remain\w*|plus|minus|up|down|apart|between|headroom|distance"
    r"|(?:out|in)?flows?|burn\w*|used|jump\w*|of (?:this|these|which)(?=\W*$|,| to\b))\b",
    re.IGNORECASE,
)
"""Words that make an amount what lies between two."""
LINKED = re.compile(
    r"\b(?:was|were|is|are|be|been|of|at|to|reached|totalled|total(?:s|ling)|cost|:)[\s(]*(?:about |around "
    r"|some |only |just |a |the )*$",
    re.IGNORECASE,
)
"""Before a number that is said of what is named before it."""
PAST_OPENING = re.compile(
    rf"\s*(?:(?:in|for|at the end of) )?(?:the )?(?:{_PAST}|{_EARLIER}|same (?:month|period|quarter)|¤)"
    r"[^,\d]{0,30},?\s",
    re.IGNORECASE,
)
"""At the start of a sentence, what dates all of it."""
SET_BESIDE = re.compile(
    r"\b(?:now|today|against|compared|this (?:year|month|quarter)|but|while|whereas|budget\w*|plan\w*|to)\b|;",
    re.IGNORECASE,
)
THIS = re.compile(r"\bthis (?:month|year|quarter|¤+)(?!\w)[^,;\d]*$", re.IGNORECASE)
"""Before an amount of the last period."""
PAST_OWN = re.compile(rf"\b{_PAST}['’]s (?:[^\W\d]+ ){{0,3}}(?:of )?(?:[A-Z]{{3}} |[€$£])?$", re.IGNORECASE)
"""Right before the amount of an earlier period: "last month's income of"."""
MOVED_TO = re.compile(
    r"\b(?:rose|risen|fell|fallen|grew|grown|increased|decreased|declined|dropped|climbed|improved|narrowed"
    r"|widened|slipped"
    r"|went|down|up) to (?:about |around |some |just |only |over |under )*$",
    re.IGNORECASE,
)
AT = re.compile(r"(?:^|[,;:.] )(?:at|with) (?:about |around |only |just )*$", re.IGNORECASE)
