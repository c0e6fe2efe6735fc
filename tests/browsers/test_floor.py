"""The oldest Chromium in which pages run, and one below it, which shows the opening view."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from reader import until

pytestmark = pytest.mark.engines

MODULES = Path(__file__).parent / "node_modules"
UNPACK = """const { brotliDecompressSync: unpack } = require("node:zlib");
const { readFileSync, writeFileSync } = require("node:fs");
const [from, to] = process.argv.slice(1);
writeFileSync(to, unpack(readFileSync(from)), { mode: 0o755 });"""
MISSING = "no old Chromium: run npm install in tests/browsers, or make browsers"


@contextmanager
def chromium(version, folder):
    """A Chromium of an old version, which npm has packed; skipped without it, but not on CI."""
    packed, node = MODULES / f"chromium-{version}/bin/chromium.br", shutil.which("node")
    if not (packed.is_file() and node):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    program = folder / "chromium"
    subprocess.run([node, "-e", UNPACK, str(packed), str(program)], check=True)
    api = pytest.importorskip("playwright.sync_api")
    # Without a library for graphics cards, which npm packs apart.
    options = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"]
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=options)
        assert browser.version.startswith(f"{version}.")
        yield browser
        browser.close()


# Playwright's own locators need a newer browser.
SEEN = """(selector) => [...document.querySelectorAll(selector)].filter((element) =>
  element.getClientRects().length && getComputedStyle(element).visibility === "visible").length"""
BOX = """(selector) => {
  const { top, bottom, width, height } = document.querySelector(selector).getBoundingClientRect();
  return { top, bottom, width, height };
}"""
NOW = "Number(document.querySelector('.chart').getAttribute('aria-valuenow'))"


def choose(page, selector, value):
    page.evaluate(
        """([selector, value]) => {
          const field = document.querySelector(selector);
          field.value = value;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        [selector, value],
    )


def test_the_oldest_chromium_runs_every_page(kit, tmp_path):
    with chromium(92, tmp_path) as browser:
        for name in ("map", "timeline", "story"):
            page = browser.new_page(viewport={"width": 360, "height": 640})
            errors = []
            page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
            page.goto(f"{kit.address}{name}.html")
            until(page, "document.querySelector('.legend li') !== null")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            if name != "story":
                begun = page.evaluate(NOW)
                page.evaluate("document.querySelector('.chart').focus()")
                page.keyboard.press("ArrowLeft")
                assert page.evaluate(NOW) == begun - 1
            if name == "map":
                page.evaluate("document.querySelector('.compare').click()")
                choose(page, "select.against", "last")
                then = "document.querySelector('.ledger .then').textContent"
                until(page, f"{then} === '22 January 2019'")
                choose(page, "select.shade", "gained")
                until(page, "document.querySelector('.legend h2').textContent !== ''")
            page.wait_for_timeout(300)
            assert errors == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_chromium_below_shows_the_opening_view(kit, tmp_path, width):
    with chromium(83, tmp_path) as browser:
        page = browser.new_page(viewport={"width": width, "height": 740})
        page.goto(f"{kit.address}map.html")
        page.wait_for_timeout(4500)
        for part in (".late", "h1", ".ledger", ".opening .ghost"):
            assert page.evaluate(SEEN, part) == 1, part
        drawing = page.evaluate(BOX, ".opening")
        assert drawing["width"] > 300 and drawing["height"] > 150
        assert page.evaluate(BOX, "h1")["bottom"] <= drawing["top"]
        for dead in ("button", "select", "input", "[role=slider]"):
            assert page.evaluate(SEEN, f"main {dead}") == 0
