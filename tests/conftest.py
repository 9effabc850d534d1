"""Property tests draw the same examples in every run; `HYPOTHESIS_PROFILE=random` draws new ones, ten times as many."""

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("random", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
