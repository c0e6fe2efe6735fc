"""Pages that maps are put into, from another origin: each shows all of the map and scrolls on."""

import time

import pytest
from browsers.test_paths import ARTICLE, FRAME, MAP, MIDDLE, READY

pytestmark = pytest.mark.engines

COLUMN = "margin: 0 auto; max-width: 640px"
TALL = '<p style="height: 3000px">After</p>'
HOSTS = {
    "a sticky header": ARTICLE,
    "details opened later": f"<!doctype html><body style='{COLUMN}'><details><summary>Map"
    f"</summary>{{frame}}</details>{TALL}",
    "quirks mode": f"<body style='{COLUMN}'>{{frame}}{TALL}",
    "zoom": f"<!doctype html><body style='{COLUMN}; zoom: 1.25'>{{frame}}{TALL}",
    "a frame far down": f"<!doctype html><body style='{COLUMN}'><p style='height: 2000px'>"
    f"Before</p>{{frame}}{TALL}",
    "a slide that is scaled": f"<!doctype html><body style='{COLUMN}'><div style='transform: "
    f"scale(0.8); transform-origin: 0 0'>{{frame}}</div>{TALL}",
}
# As WordPress gives its frames, with a secret that it appends to the address.
WORDPRESS = (
    '<iframe src="{page}#date=2017-07-10#?secret=a1b2" sandbox="allow-scripts" '
    'security="restricted" style="width: 100%; height: 720px; border: 0"></iframe>'
)
IN_VIEW = f"""const map = {MAP}, box = map.getBounds();
  return map.getSize().x > 250 && map.getSize().y > 100 &&
    box.contains([33.4, 38.5]) && box.contains([36, 43])"""


# No window of Firefox is narrower.
@pytest.mark.parametrize("width", [460, 1280])
@pytest.mark.parametrize("name", HOSTS)
def test_all_of_the_map_is_in_view(browser_window, kit, host, name, width):
    window = browser_window
    frame = FRAME.format(page=f"{kit.address}map.html", more='loading="lazy"')
    host.files["host.html"] = HOSTS[name].format(frame=frame).encode()
    window.resize(width, 900)
    window.open(f"{host.address}host.html")
    window.run(
        "const more = document.querySelector('details'); if (more) more.open = true"
    )
    window.run("document.querySelector('iframe').scrollIntoView()")
    window.choose_frame("iframe")
    window.until(READY)
    window.until(IN_VIEW)
    window.choose_frame(None)


def test_three_maps_in_one_article_all_run(browser_window, kit, host):
    window = browser_window
    frames = [
        FRAME.format(page=f"{kit.address}{page}", more=f'id="f{number}"')
        for number, page in enumerate(("map.html", "timeline.html", "map.html"))
    ]
    host.files["three.html"] = ARTICLE.format(frame="".join(frames)).encode()
    window.resize(800, 900)
    window.open(f"{host.address}three.html")
    for number in range(3):
        window.choose_frame(f"#f{number}")
        window.until(READY)
        window.choose_frame(None)


def test_the_date_survives_what_wordpress_appends(browser_window, kit, host):
    window = browser_window
    frame = WORDPRESS.format(page=f"{kit.address}map.html")
    host.files["post.html"] = f"<!doctype html>{frame}{TALL}".encode()
    window.resize(800, 900)
    window.open(f"{host.address}post.html")
    window.choose_frame("iframe")
    window.until(READY)
    date = "return document.querySelector('.ledger .date').textContent"
    assert window.run(date).endswith("July 2017")
    window.choose_frame(None)


def test_a_notebook_shows_the_page_in_a_frame_of_its_own_text(
    browser_window, kit, host
):
    import html

    window = browser_window
    text = html.escape(kit.files["map.html"].decode())
    host.files["notebook.html"] = (
        f'<!doctype html><iframe srcdoc="{text}" style="width: 700px; height: 720px"></iframe>'
    ).encode()
    window.resize(800, 900)
    window.open(f"{host.address}notebook.html")
    window.choose_frame("iframe")
    window.until(READY)
    window.until(IN_VIEW)
    x, y = window.run(MIDDLE, ".chart")
    assert x > 0 and y > 0
    window.choose_frame(None)


def test_a_story_in_a_frame_can_be_left_by_the_wheel(browser_window, kit, host):
    window = browser_window
    frame = FRAME.format(page=f"{kit.address}story.html", more="")
    host.files["story.html"] = ARTICLE.format(frame=frame).encode()
    window.resize(800, 900)
    window.open(f"{host.address}story.html")
    window.choose_frame("iframe")
    window.until(READY)
    window.run("scrollTo(0, document.documentElement.scrollHeight)")
    window.choose_frame(None)
    for _ in range(20):
        window.wheel(400, 500, 300)
        time.sleep(0.05)
        if window.run("return scrollY > 50"):
            return
    raise AssertionError("the article stands still")
