"""Generated plans: no deadline, since a shared machine may pause at any example."""

import os

from hypothesis import settings

# The gate is repeatable: what it shows once it shows again. The thorough run looks for new examples.
settings.register_profile("heitu", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.load_profile(os.environ.get("HEITU_EXAMPLES", "heitu"))
