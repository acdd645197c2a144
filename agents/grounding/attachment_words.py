"""The words between a subject and its number."""

import re

_HEDGED = (
    r"(?:about|around|roughly|approximately|approx\.?|nearly|almost|just|over|under|more than|less than|some"
    r"|only|well|a|an|the"
    r"|level|total|value|amount|figure|actual|sum|of|at|and|now|again|also|still|already|thus|hence|EUR|USD)"
)
_VERB = (
    r"(?:was|were|is|are|be|been|being|came to|come to|comes to|came in at|coming to|came out at|amounted to"
    r"|amounts? to|reach(?:ed|es|ing)?"
    r"|total(?:led|s|ed|ling)|stood at|stands? at|standing at|ended at|closed at|hit|of|at|equal(?:s|led)|worth"
    r"|recorded at|charged with|with"
    r"|(?:rose|risen|grew|grown|fell|fallen|increased|decreased|declined|dropped|climbed|improved|up|down"
    r"|widened|narrowed|surged"
    r"|jumped|went|moved|slipped|worsened) to|[:=])"
)
TIGHT = re.compile(
    rf"(?:[\s,)¤]|\b(?:which|in|for|of|at|on|the|this|period|month|year|quarter|today|currently)\b)*?"
    rf"{_VERB}(?:[\s(¤,]|\b{_HEDGED}\b)*",
    re.IGNORECASE,
)
APPOSITION = re.compile(r"\s*\(?\s*", re.IGNORECASE)
AFTER = re.compile(
    r"[\s)]*(?:\b(?:of|in|for|was|were|is|are|went|goes|spent on|used for|used in|spent for|went on|went to"
    r"|went into|booked on|booked to"
    r"|booked under|booked in|comes? from|came from|relates? to|related to|belongs? to|attributable to|due to"
    r"|falls? on|fell on|on|from|by"
    r"|(?:has|have|had) been|increases?|growth|rise|gain|improvement|decreases?|decline|drop|fall|reduction"
    r"|overspend|overrun"
    r"|(?:over|under|short|ahead|behind|up|down) (?:on|in)|underspend|shortfall|saved|savings?|surplus|excess"
    r"|variance|outflow|spent|used|charged to|paid for|recorded (?:as|in|under|for)|the|total|our|this|its"
    r"|their|remain(?:ed|s) as|left as|kept as)\b[\s]*)*",
    re.IGNORECASE,
)
AFTER_VERB = re.compile(
    r"\b(?:spent|went|goes|used|booked|charged|relates?|related|belongs?|was|were|is|are|been|of|in|for|paid"
    r"|overspend|overrun|underspend|saved|savings?|variance|came|comes|as|(?:over|under|short|ahead|behind|up"
    r"|down) (?:on|in))\b"
)
DID = re.compile(r"\b(?:spen[dt]s?|owe[sd]?|owing|held|holds?|paid|pays|booked|saved)\b(?:[^.;]*(?:\band|,))?\s+$")
"""Before an amount that is of what follows it: "owed 500,000 on its bank loan"."""
ABSORBED = re.compile(
    rf"\s*(?:activit(?:y|ies)\s+)?(?:has |have |had )?(?:absorbed|absorbs?|consumed|used|took|required|brought in"
    rf"|generated|provided)(?:\s|\b{_HEDGED}\b)*"
)
"""Between a flow and its amount, whatever of: "investing absorbed 120,000 of cash"."""
HAS_VARIANCE = re.compile(r"\s*(?:shows?|showed|has|had|with) an? (?:[a-z]+ )?variance of [^.;,]*$")
"""Between a subject and its own variance, which is no other noun's."""
ANOTHER_NOUN = re.compile(
    r"\b(?:posting|entry|entries|invoice|payment|fee|bill|transaction|item|one-off|order|contract|deposit"
    r"|charge|accrual|customer"
    r"|supplier|receipt|voucher|journal|booking|purchase|line|lines|variance|which|¤)s?\b|¤",
    re.IGNORECASE,
)
DOCUMENT = re.compile(
    r"\b(?:posting|entry|entries|invoice|payment|fee|bill|transaction|item|one-off|order|contract|deposit"
    r"|charge|accrual"
    r"|customer|supplier|receipt|voucher|journal|booking|purchase|stand|booked|posted|invoiced|paid|instal\w+"
    r"|trade fair)s?\b|¤",
    re.IGNORECASE,
)
"""What speaks of single postings."""
DOCUMENT_OF = re.compile(
    r"\b(?:posting|invoice|fee|payment|bill|entry|invoiced)\b[^\d,;]{0,40}$|¤ (?:(?:was|were|has been) paid"
    r"|invoiced|billed|charged|received) $",
    re.IGNORECASE,
)
"""Right before the amount of a single posting."""
NOT_DUE = re.compile(r"\bnot (?:yet |been )?(?:over)?due\b|\bnot (?:yet )?(?:fallen|fall) due\b", re.IGNORECASE)
"""What remains of the receivables that are open when those overdue are taken off."""
SHARE_OF = re.compile(
    r"(?:%|\b(?:(?:every|each|per) (?:euro|dollar|pound|franc)|per ?cent|half|third|thirds|quarters?|fifths?"
    r"|times|share|part|percentage"
    r"|proportion))\s+of\s+(?:the |our |total |its )*$",
    re.IGNORECASE,
)
COMMA = re.compile(r"[,;:]\s")
IT = re.compile(
    rf"\b(?:it|this|that|they|these|the (?:account|figure|amount))\s+(?:shows?|showed|{_VERB})(?:[\s(]"
    rf"|\b{_HEDGED}\b)*",
    re.IGNORECASE,
)
IT_MOVED = re.compile(
    r"\W*(?:it|they|this|these|the latter|the former) [a-z]+(?:ed|ose|ell|ew|ank)\b[^,]*$", re.IGNORECASE
)
"""Before the change of what the sentence before speaks of."""
SEPARATOR = re.compile(r"\s*(?:,|,?\s*(?:and|or|nor|&)|/)?\s*(?:the |our |total )?", re.IGNORECASE)
PART_OF = re.compile(r"\s+(?:out )?of (?:the )?(?:[A-Z]{3}|[€$£])?\s?\d")
"""After a number that is part of the next one: "EUR 12,500 of EUR 24,310"."""
