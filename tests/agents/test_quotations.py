"""What stands in quotation marks is somebody else's."""

from agents.quotations import own_words, quoted_words

TEXT = 'a “b” c "d" «e» f'


def test_what_is_quoted_is_told_from_what_is_said() -> None:
    assert quoted_words(TEXT) == ["b", "d", "e"]
    assert own_words(TEXT).split() == ["a", "c", "f"]


def test_own_words_stand_where_they_stood() -> None:
    assert [own_words(TEXT).index(word) for word in "acf"] == [TEXT.index(word) for word in "acf"]
