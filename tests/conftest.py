"""What the tests share: where the real archives lie, and a browser."""

import functools
import gc
import hashlib
import inspect
import itertools
import os
import pickle
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from reader import Reader
from row_count import rows_in

import geo
import layers

# No test is about time: machines that do something else as well would fail it. Every run draws
# other examples, so that few a run find in a week of runs what many find; `make long` takes many.
EXAMPLES = int(os.environ.get("CONTROLMAP_EXAMPLES", "12"))
settings.register_profile("controlmap", deadline=None, max_examples=EXAMPLES)
settings.load_profile("controlmap")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what draws examples as `property`."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.property)


def pytest_collection_finish() -> None:
    """What is loaded is no garbage: to look for some in it takes a twentieth of a run."""
    gc.collect()
    gc.freeze()


# Names on PATH, in the order in which they are tried; then the usual places of other systems.
# The shell has the same engine and no windows: a page takes 0.4 s of a processor, not 1.1 s.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = {
    "darwin": [
        f"/Applications/{name}.app/Contents/MacOS/{name}"
        for name in ("Google Chrome", "Chromium", "Microsoft Edge")
    ],
    "win32": [
        os.path.join(os.environ.get(root, ""), *rest)
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for rest in (
            ("Google", "Chrome", "Application", "chrome.exe"),
            ("Chromium", "Application", "chrome.exe"),
            ("Microsoft", "Edge", "Application", "msedge.exe"),
        )
    ],
}
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    # threads beside that of the page compile and collect what a short visit has no use for
    "--js-flags=--single-threaded",
]
MISSING = (
    "no Chromium found: install Chromium or Google Chrome (Debian and Ubuntu: "
    "sudo apt install chromium), or set CONTROLMAP_BROWSER to the program"
)


@pytest.fixture(scope="session")
def new_paths(tmp_path_factory) -> Iterator[Path]:
    """Paths at which there is nothing; pytest would look through all older ones for each."""
    parent = tmp_path_factory.mktemp("tests")
    return (parent / str(number) for number in itertools.count())


@pytest.fixture
def tmp_path(new_paths) -> Path:
    """An empty folder, in place of pytest's own."""
    path = next(new_paths)
    path.mkdir()
    return path


@pytest.fixture(autouse=True)
def cache_folder(new_paths, monkeypatch) -> Path:
    """Where commands keep what they read: never the folder of whoever runs the tests."""
    folder = next(new_paths)
    monkeypatch.setenv("CONTROLMAP_CACHE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_dropped_silently(monkeypatch) -> None:
    """Every table that a test reads: rows in are rows used and rows reported."""
    read = geo.read_control

    @functools.wraps(read)
    def checked(source=None, **options):
        table = read(source, **options)
        report = geo.reading(table)
        left_out = sum(group["rows"] for group in report["left_out"])
        assert report["rows"] == report["used"] + left_out
        if "place" not in table.columns:  # of a list of places a row gives two, or none
            # a row with a column for each date, or of a unit that changes, gives one for each
            assert report["used"] == len(table.drop_duplicates(["file", "file_row"]))
            assert not table.duplicated(["file", "file_row", "start"]).any()
        if source is not None and options.get("layer") is None:
            is_frame = hasattr(source, "iloc")
            expected = len(source) if is_frame else rows_in(Path(source))
            assert expected is None or report["rows"] == expected
        return table

    monkeypatch.setattr(geo, "read_control", checked)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real archives beside the repository, which are not part of it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the sample archives are not beside the repository")
    return folder


def browser_path() -> str | None:
    """The browser that CONTROLMAP_BROWSER names, else the first installed one."""
    if named := os.environ.get("CONTROLMAP_BROWSER"):
        return shutil.which(named) or named
    installed = (shutil.which(name) for name in BROWSERS)
    usual = (path for path in PLACES.get(sys.platform, []) if Path(path).is_file())
    return next((path for path in (*installed, *usual) if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A Chromium; without one the tests fail on CI and are skipped elsewhere."""
    path = browser_path()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def story():
    """The built-in story, read once; nothing that takes a table changes it."""
    return geo.read_control()


@pytest.fixture(scope="session")
def daily_front(samples):
    """Two months of a front, a file a day, read once."""
    return geo.read_control(samples / "ukraine-daily")


@pytest.fixture(scope="session")
def story_page(story, tmp_path_factory) -> Path:
    """Its page, made once, for it takes seconds; of several processes the first makes it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    path = shared / "story.html"
    if not path.exists():
        layers.save(layers.control_map(story), path)
    return path


@pytest.fixture(autouse=True)
def _projection(monkeypatch):
    """With CONTROLMAP_MERCATOR=1 all maps are drawn as under tiles, see `make long`."""
    if os.environ.get("CONTROLMAP_MERCATOR"):
        tiled = {"tiled": True}
        monkeypatch.setattr("layers.page.document.Page._tiled", lambda page: tiled)


@pytest.fixture(scope="session")
def page_paths() -> dict[bytes, Path]:
    """Pages that tests opened, by the content of their table."""
    return {}


@pytest.fixture
def opened(browser, tmp_path, page_paths, request):
    readers = []
    # what a test changed may change its pages
    changed = "monkeypatch" in inspect.signature(request.function).parameters

    def make_page(table, layers_on_top):
        path = tmp_path / f"map{len(readers)}.html"
        m = layers.control_map(table)
        for layer in layers_on_top:
            layer.add_to(m)
        layers.save(m, path)
        return path

    def open_page(table, address="", layers_on_top=(), **how):
        """A page of `table`, or the one that it names, in a browser."""
        if isinstance(table, Path):
            path = table
        elif layers_on_top or changed:
            path = make_page(table, layers_on_top)
        else:
            content = hashlib.sha256(pickle.dumps(table)).digest()
            if content not in page_paths:
                page_paths[content] = make_page(table, ())
            path = page_paths[content]
        readers.append(Reader(browser, path, address, **how))
        return readers[-1]

    yield open_page
    for reader in readers:
        reader.context.close()
