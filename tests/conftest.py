"""What every test runs under."""

from __future__ import annotations

import os

from hypothesis import settings

from critical_points.messages import LANGUAGE_VARIABLE

# Messages are compared in English; a test that is about their language takes the variable away.
os.environ[LANGUAGE_VARIABLE] = "en"

# The machines that run the tests differ in speed: a test that hangs is ended by CI, not by a deadline an example.
settings.register_profile("usual", deadline=None)
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
