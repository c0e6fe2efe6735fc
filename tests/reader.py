"""A page opened from disk in a browser, with every outside request refused."""


class Reader:
    """A page opened from disk; keeps what it asked the network for and what it complained of."""

    def __init__(self, browser, path, address="", **how):
        self.context = browser.new_context(accept_downloads=True, **how)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.asked, self.errors = [], []
        self.page.on("console", lambda said: self.errors.append(said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.route("**/*", self._judge)
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_selector(".legend li", state="attached")
        self.slider = self.page.get_by_role("slider")

    def _judge(self, route):
        if route.request.url.startswith("file:") and not self.asked:
            own = route.request.url.split("#")[0].endswith(".html")
            return route.continue_() if own else self._refuse(route)
        return self._refuse(route)

    def _refuse(self, route):
        self.asked.append(route.request.url)
        route.abort()

    def said(self):
        return self.slider.get_attribute("aria-valuetext")

    def now(self):
        return int(self.slider.get_attribute("aria-valuenow"))

    def text(self, selector):
        return self.page.locator(selector).text_content().strip()

    def drawn(self):
        """Path data of the ground drawn."""
        return self.page.eval_on_selector_all(
            "path.ground", "all => all.map(one => one.getAttribute('d'))"
        )
