"""Numbers as messages say them."""

import pytest

from pipeline.messages import counted, duration


@pytest.mark.parametrize(("number", "told"), [(0, "0 releases"), (1, "1 release"), (2, "2 releases")])
def test_a_number_agrees_with_its_noun(number, told):
    assert counted(number, "release") == told


@pytest.mark.parametrize(("seconds", "told"), [(89, "89 s"), (90, "2 min"), (5_340, "89 min"), (12_000, "3 h 20 min")])
def test_seconds_in_words(seconds, told):
    assert duration(seconds) == told
