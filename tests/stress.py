"""How many examples the tests under stress draw, and how they are shared out."""

import os

from hypothesis import HealthCheck, settings

# 400 in every run of the tests; `make stress` takes 100,000.
EXAMPLES = int(os.environ.get("CONTROLMAP_STRESS", "400"))


def drawn(share):
    """Settings of a property that draws its share, in percent, of all examples."""
    return settings(
        max_examples=max(1, int(EXAMPLES * share / 100)),
        # fixtures hold a folder whose one file each example writes anew
        suppress_health_check=list(HealthCheck),
    )
