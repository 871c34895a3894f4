"""Generated plans: no deadline, since a shared machine may pause at any example."""

import os

from hypothesis import settings

settings.register_profile("heitu", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.load_profile(os.environ.get("HEITU_EXAMPLES", "heitu"))
