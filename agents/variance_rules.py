"""The variance analyst's rules: which postings carry a variance, in plain English, without a model."""

from decimal import Decimal

from agents.borne_out import baseless
from agents.citing.quoting import cut_before, passage_sentences
from agents.contacts import before_contacts
from agents.document_passage import DocumentPassage, passages_evidence
from agents.posting import Posting
from agents.variance_request import VarianceRequest
from agents.wording import BY_RULES, comparisons, listing, posting_text, quoted, shared_words, short_amount, value_text

LONGEST = 1800
NEARLY_ALL = Decimal("0.9")
"""Share of the account's amount from which a posting is nearly all of it, and its size alone no reason."""
LONGEST_QUOTATION = 300
"""Characters of a document's sentence."""
ENOUGH = 2
"""Telling words that a document's sentence shares with the matter before it is quoted."""
NAMED = 3
"""At most this many postings are named in a sentence."""


def explain_by_rules(request: VarianceRequest) -> tuple[str, list[str]]:
    """Return the explanation and the ids of the entries that it cites, in the order of their mention."""
    carriers = _carriers(request)
    sentences = [
        _standing(request),
        _reason(request, carriers),
        _document(request, carriers),
        _twins(request),
        _rest(request),
    ]
    answer, answering = _answer(request)
    paragraphs = [" ".join(sentence for sentence in sentences if sentence), answer]
    cited = list(dict.fromkeys(line.entry_id for line in [*carriers, *answering])) or [
        line.entry_id for line in request.postings[:1]
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph), cited


def _carriers(request: VarianceRequest) -> list[Posting]:
    """Return the largest postings that push the line the way of the variance, until they cover it, at most `NAMED`."""
    variance = request.measure.difference("budget") or request.measure.value
    chosen: list[Posting] = []
    for line in request.postings:
        covered = abs(sum(item.amount for item in chosen)) >= abs(variance)
        if len(chosen) == NAMED or (chosen and covered):
            break
        if line.amount * variance > 0:
            chosen.append(line)
    return chosen


def _standing(request: VarianceRequest) -> str:
    measure = request.measure
    value, judgement = value_text(measure.value, measure.unit), measure.judgement("budget")
    if measure.budget == 0:
        return f"{measure.name} came to {value}; nothing was budgeted. That is {judgement}." if judgement else ""
    verdict = f" That is {judgement}." if judgement else ""
    return f"{measure.name} came to {value}, {comparisons(measure)}.{verdict}"


def _reason(request: VarianceRequest, carriers: list[Posting]) -> str:
    variance, unit = request.measure.difference("budget") or request.measure.value, request.measure.unit
    if not request.postings:
        return "Nothing was posted to the account in the period, so the journal gives no reason."
    if variance > 0 and carriers:
        first = posting_text(carriers[0], unit)
        if carriers[0].amount >= NEARLY_ALL * request.measure.value:
            return f"Nearly all of it is one posting: {first}."
        if carriers[0].amount >= variance:
            return f"One posting alone covers the variance: {first}."
        return f"The largest postings behind it are {listing([posting_text(line, unit) for line in carriers])}."
    if carriers:
        return f"Entries that take off the line bear on it: {listing([posting_text(line, unit) for line in carriers])}."
    largest = posting_text(request.postings[0], unit)
    return (
        "What was budgeted and not booked leaves no posting, so the journal gives no reason; "
        f"the largest posting is {largest}."
    )


def _document(request: VarianceRequest, carriers: list[Posting]) -> str:
    """Quote the sentence of a document that shares the most words with the account and the postings behind it; nothing
    where none shares two. A row of a list is passed over: it says what holds, and seldom why.
    """
    matter = " ".join([request.measure.name, *(line.description for line in carriers)])
    telling = [
        (len(shared_words(sentence, matter)), _quotation(sentence, passage), passage)
        for passage in request.passages
        if not passage.is_record
        for sentence in passage_sentences(passage.text)
    ]
    for shared, said, passage in sorted(telling, key=lambda each: -each[0]):
        if shared >= ENOUGH and said and not baseless(said, passages_evidence([passage]), [passage]):
            return said
    return ""


def _quotation(sentence: str, passage: DocumentPassage) -> str:
    words = cut_before(sentence, min(LONGEST_QUOTATION, len(before_contacts(sentence))))
    return f"“{words}” ({passage.place}) [{passage.mark}]." if words else ""


def _twins(request: VarianceRequest) -> str:
    """Point at entries that are alike in all that a reader sees; such postings are sometimes booked twice."""
    seen: dict[tuple[object, ...], str] = {}
    for line in request.postings:
        twin = seen.setdefault((line.date, line.amount, line.description, line.counterparty), line.entry_id)
        if twin != line.entry_id:
            return f"Entries {twin} and {line.entry_id} are alike in date, amount and words: one may be booked twice."
    return ""


def _rest(request: VarianceRequest) -> str:
    if not request.others:
        return ""
    amount = short_amount(request.others_amount, request.measure.unit)
    if request.others == 1:
        return f"The 1 other posting, which is not listed, comes to {amount}."
    return f"The {request.others} other postings, which are not listed, come to {amount}."


def _answer(request: VarianceRequest) -> tuple[str, list[Posting]]:
    """Answer a comment that shares a telling word with this account or its postings; leave others to the narrator."""
    comment, measure = request.comment, request.measure
    matching = [line for line in request.postings if shared_words(comment, f"{line.description} {line.counterparty}")][
        :NAMED
    ]
    if not comment or not (matching or shared_words(comment, measure.name)):
        return "", []
    said = f"On the reviewer's comment {quoted(comment)}: {BY_RULES}."
    shown = matching or list(request.postings[:NAMED])
    if not shown:
        return f"{said} Nothing was posted that could answer it.", []
    which = "The postings that carry its words are" if matching else "The largest postings are"
    return f"{said} {which} {listing([posting_text(line, measure.unit) for line in shown])}.", shown
