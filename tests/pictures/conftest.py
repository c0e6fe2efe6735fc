import pytest

from layers.pictures.canvas import default_settings


@pytest.fixture(autouse=True)
def as_it_comes():
    with default_settings():
        yield
