"""How English texts write dates and periods."""

import re

MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTH = "|".join([*MONTHS, *(f"{month[:3]}\\.?" for month in MONTHS), "Sept\\.?"])
_YEAR = r"(?:19|20)\d\d"
_SHORT = r"['’]?(?P<yy>[23]\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_NAMED = "|".join(month for month in MONTHS if month not in ("May", "March"))
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])",
        rf"(?<!\w)(?P<d>\d{{1,2}}){_ORDINAL}(?: of"
        rf"|-)?[ -]?(?P<month>{_MONTH})(?:,?[ -](?P<y>{_YEAR}))?(?!\w)(?![ '’-]\d\d\b)",
        rf"(?<!\w)(?P<d>\d{{1,2}})[ -](?P<month>{_MONTH})[ -]{_SHORT}(?!\w)",
        rf"(?<!\w)(?P<month>{_MONTH}) (?:the )?(?P<d>\d{{1,2}}){_ORDINAL}(?:,? (?P<y>{_YEAR}))?(?![\w,.]?\d)(?!\w| ?%)",
        rf"(?<![\w/.])(?P<d>\d{{1,2}})(?P<sep>[/.])(?P<m>\d{{1,2}})(?P=sep)(?P<y>{_YEAR})(?![\w/])",
        rf"(?<![\w/])(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>{_YEAR})(?![\w/])",
        rf"(?<![\w-])(?P<y>{_YEAR})[-/](?P<m>\d\d)(?![\w-])",
        rf"(?<![\w/])(?P<m>\d\d)/(?P<y>{_YEAR})(?![\w/])",
        rf"(?<!\w)(?P<month>{_MONTH})(?:,? (?:of )?|-)(?P<y>{_YEAR})(?!\w)",
        rf"(?<!\w)(?P<month>{_MONTH})(?:-| ['’]){_SHORT}(?!\w)",
        rf"(?<![\w-])(?P<y>{_YEAR})[-/ ]?Q(?P<q>[1-4])(?!\w)",
        rf"(?<!\w)Q(?P<q>[1-4])(?:(?:[ -/]| of )?(?P<y>{_YEAR}))?(?!\w|[/ ]?['’]?[23]\d\b)",
        rf"(?<!\w)(?:Q(?P<q>[1-4])[/ ]?|(?P<Q>[1-4])Q ?){_SHORT}(?!\w)",
        rf"(?<!\w)(?P<Q>[1-4])Q ?(?P<y>{_YEAR})(?!\w)",
        rf"(?<!\w)(?P<quarter>{'|'.join(QUARTERS)}|[1-4](?:st|nd|rd"
        rf"|th)) quarter(?:,?(?: of)?(?: the year)? (?P<y>{_YEAR}))?(?!\w)",
        rf"(?<!\w)H(?P<h>[12])(?:[ -/]?(?P<y>{_YEAR}))?(?!\w)",
        rf"(?<!\w)(?P<half>first|second) half of (?P<y>{_YEAR})(?!\w)",
        rf"(?<!\w)FY ?{_SHORT}(?!\w)",
        rf"(?<!\w)(?:FY ?|fiscal year |financial year |year )?(?P<y>{_YEAR})(?![\w%]|[.,]\d| ?(?:%|per ?cent\b))",
        rf"(?<!\w)(?P<month>{_NAMED})(?!\w)",
        r"(?<=\b[Ii]n )(?P<month>May|March)(?!\w)",
        rf"(?<=\b[Ii]n )(?P<month>{'|'.join(month[:3] for month in MONTHS if month not in ('May', 'March'))})(?![\w.])",
        r"(?<=\b[Oo]n the )(?P<d>\d{1,2})(?:st|nd|rd|th)(?! \w)",
        r"(?<=\b[Oo]n the )(?P<d>\d{1,2})(?:st|nd|rd|th)(?= (?:of the month|by|in|with|to|for|and)\b)",
    )
)
