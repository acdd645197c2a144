"""Laws of cutting: nothing is lost, nothing is longer than it may be, and an id means one thing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.documents.passages import LONGEST, Block, cut, document_text

texts = st.text(st.sampled_from("abc. ;\nÄ"), min_size=1, max_size=1500).filter(lambda text: text.strip())
blocks = st.lists(
    st.builds(Block, texts, st.sampled_from([None, 1, 2]), st.sampled_from([(), ("A",), ("A", "B")]), st.booleans()),
    max_size=8,
)


@given(blocks)
def test_passages_are_stretches_of_the_text_and_hold_every_word_once_in_order(given: list[Block]) -> None:
    text, passages = document_text(given), cut("a.md", given)
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert all(0 < len(passage.text) <= LONGEST for passage in passages)
    assert "".join("".join(passage.text for passage in passages).split()) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(passages))


@given(blocks)
def test_a_passage_stays_within_one_page_and_heading_and_a_record_within_itself(given: list[Block]) -> None:
    start = 0
    for block in given:
        end = start + len(block.text)
        for passage in cut("a.md", given):
            if passage.start < end and start < passage.end:
                assert (passage.page, passage.heading) == (block.page, block.heading)
                assert not block.alone or (start <= passage.start and passage.end <= end)
        start = end + 1


@given(blocks, blocks)
def test_ids_are_single_and_stay_when_others_come_before(given: list[Block], before: list[Block]) -> None:
    ids = [passage.id for passage in cut("a.md", given)]
    assert len(set(ids)) == len(ids)
    apart = Block("x" * LONGEST, 9, ("Z",))
    assert set(ids) <= {passage.id for passage in cut("a.md", [*given, apart, *before])}


def test_an_id_is_of_one_document_and_one_wording() -> None:
    ids = {
        cut(place, [Block(text, heading=heading)])[0].id
        for place in ("a.md", "b.md")
        for text in ("one", "two")
        for heading in (("A",), ("B",), ())
    }
    assert len(ids) == 12


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    sentence = "This sentence has exactly the length that it happens to have. "
    passages = cut("a.md", [Block((sentence * 30).strip())])
    assert len(passages) > 2
    assert all(passage.text.endswith(".") for passage in passages)
