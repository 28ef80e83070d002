"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A machine with two busy cores is slow at times: that is no fault of a property. A failure prints how to see it again.
settings.register_profile("house", deadline=None, print_blob=True)
# The full counts of `make test-long`: HYPOTHESIS_PROFILE=long.
settings.register_profile("long", settings.get_profile("house"), max_examples=2000)
settings.load_profile("house")
