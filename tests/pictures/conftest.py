import pytest

from layers.pictures.canvas import default_settings
from layers.pictures.map import MapPanel


@pytest.fixture(autouse=True)
def as_it_comes():
    with default_settings():
        yield


@pytest.fixture
def panels(monkeypatch):
    """The maps of a picture, in the order in which they are made."""
    drawn = []

    class Recorded(MapPanel):
        def __init__(self, *given):
            super().__init__(*given)
            drawn.append(self)

    for module in ("layouts", "pocket", "poster"):
        monkeypatch.setattr(f"layers.pictures.{module}.MapPanel", Recorded)
    return drawn
