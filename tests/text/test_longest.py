"""Many strings in a text: the longest first, none missed."""

from hypothesis import given
from hypothesis import strategies as st

from textmine.text.longest import FoundString, LongestFinder

WORDS = st.text("公开县", min_size=1, max_size=4)


def find_by_trying(strings, text):
    """All strings tried at each place, from left to right."""
    at, found = 0, []
    while at < len(text):
        here = [string for string in strings if text.startswith(string, at)]
        longest = max(here, key=len, default="")
        if longest:
            found.append(FoundString(at, at + len(longest), longest))
        at += len(longest) or 1
    return found


@given(st.sets(WORDS, max_size=5), st.text("公开县市", max_size=12))
def test_it_is_what_trying_every_string_at_every_place_gives(strings, text):
    assert list(LongestFinder(strings).find(text)) == find_by_trying(strings, text)


def test_a_string_at_the_end_of_one_that_breaks_off_is_found():
    finder = LongestFinder(["江州市云溪县水利局", "云溪县"])
    assert [hit.start for hit in finder.find("由江州市云溪县")] == [4]
