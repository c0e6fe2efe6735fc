"""What the tests share: where the real archives lie."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real archives beside the repository, which are not part of it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the sample archives are not beside the repository")
    return folder
