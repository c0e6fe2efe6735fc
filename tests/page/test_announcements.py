"""What readers of the screen hear of each choice, and how far they have to go for it."""

import pytest
from reader import compare, until
from tables import control, square

pytestmark = pytest.mark.browser

# Texts that were announced, one for each time that the status changed.
RECORD = """() => {
  const spoken = document.querySelector(".spoken");
  window.heard = [];
  const hear = () => window.heard.push(spoken.textContent);
  const all = { childList: true, characterData: true, subtree: true };
  new MutationObserver(hear).observe(spoken, all);
}"""


@pytest.fixture
def reader(opened):
    days = ["2014-01-01", "2015-01-01", "2016-01-01", None]
    rows = [
        ((actor, "held"), start, end, square(40 + 4 * far, 33, size=3 - step))
        for far, actor in enumerate(("red", "blue"))
        for step, (start, end) in enumerate(zip(days, days[1:], strict=False))
    ]
    reader = opened(control(*rows), "#date=2015-01-01", reduced_motion="reduce")
    reader.page.evaluate(RECORD)
    return reader


def heard(page):
    """What was announced since the last call, once nothing more is."""
    until(page, "window.heard.length")
    page.wait_for_timeout(1200)  # it waits a second between two texts
    texts = page.evaluate("window.heard.splice(0)")
    return texts


def test_every_choice_is_announced_once(reader):
    page = reader.page
    compare(page, "peak")
    (text,) = heard(page)
    assert "1 January 2014" in text and text == reader.text(".change")
    page.locator("select.shade").select_option("held")
    (text,) = heard(page)
    assert text == reader.text(".legend h2")
    page.locator("select.shade").select_option("")
    assert heard(page) == [reader.value_text()]
    page.locator(".follow").click()
    assert heard(page) == ["The map shows blue"]
    page.locator(".follow").click()
    assert heard(page) == ["The map shows everything"]
    page.locator(".legend button", has_text="red").click()
    (text,) = heard(page)
    assert text == reader.value_text() and "red" in text
    page.get_by_label("Units").select_option("mi2")
    assert "square miles" in heard(page)[0]
