"""Sixty names that nobody would give: each tries to run as script, or to ask an address.

They are written for these tests, by kind of hole. Each calls `ran` with its place in the list, or
asks AWAY for it, so that a test knows which one came through. Beside it stands the hole in which
it would; None where that is none of a browser's of today.
"""

AWAY = "http://127.0.0.1:9/"  # nobody answers there, and a test sees who asks

# Where a text goes without being escaped.
HOLES = {
    "text": "<p>{}</p>",
    "quoted": '<style>@keyframes x {}</style><p title="{}">x</p>',
    "single": "<p title='{}'>x</p>",
    "bare": "<p title={}>x</p>",
    "tick": "<p title={}>x</p>",
    "field": '<input value="{}">',
    "title": "<title>{}</title>",
    "style": "<style>{}</style>",
    "area": "<textarea>{}</textarea>",
    "noscript": "<noscript>{}</noscript>",
    "list": "<select><option>{}</option></select>",
    "comment": "<!-- {} -->",
    "section": "<svg><![CDATA[{}]]></svg>",
    "link": '<a href="{}">x</a>',
    "frame": '<iframe src="{}"></iframe>',
    "data": "<script type=application/json>{}</script>",
    "words": '<script>x = { y: "{}" }</script>',
    "single words": "<script>x = '{}'</script>",
    "slashed": '<script>x = "{}"</script>',  # with a slash before each quotation mark
    "template": "<script>x = `{}`</script>",
    "remark": "<script>// {}\n</script>",
    "code": "<script>/* {} */</script>",
    "twice": "<div id=d></div><script type=text/plain>{}</script><script>d.innerHTML = "
    "document.scripts[0].textContent; d.innerHTML += ''</script>",
}
# § stands for the call, and ¤ for an address to ask.
KINDS = {
    "elements that end": (
        ("data", "</script><script>§</script>"),
        ("style", "</style><script>§</script>"),
        ("title", "</title><script>§</script>"),
        ("area", "</textarea><img src=x onerror=§>"),
        ("noscript", "</noscript><img src=x onerror=§>"),
        ("list", "</option></select><img src=x onerror=§>"),
        ("text", "</svg></math></table><script>§</script>"),
        (
            "text",
            "</p></li></td></h1></section></main></body></html><script>§</script>",
        ),
        ("data", "</SCRIPT\n><sCrIpT\n>§</sCrIpT\n>"),
        ("code", "</script/x><script/x>§</script/x>"),
    ),
    "comments and sections": (
        ("comment", "--><script>§</script><!--"),
        ("comment", "--!><img src=x onerror=§>"),
        ("text", "<!--><script>§</script>-->"),
        ("text", "<!--<script>--><script>§</script>"),
        ("section", "]]><script>§</script><![CDATA["),
        ("text", "<?x><script>§</script>?>"),
        ("text", "<!DOCTYPE x [<!ENTITY e 'x'>]><script>§</script>"),
        ("code", "*/§;/*"),
        ("remark", "//\u2028§\u2028"),
        ("single words", "'+§+'"),
    ),
    "attributes that end": (
        ("quoted", '"><script>§</script>'),
        ("single", "'><script>§</script>"),
        ("quoted", '" onmouseover="§" onfocus="§" autofocus tabindex="0" x="'),
        ("single", "' onmouseover='§' onfocus='§' autofocus tabindex='0' x='"),
        ("bare", "x onfocus=§ autofocus tabindex=0 "),
        ("tick", "` onfocus=§ autofocus tabindex=0 x=`"),
        ("field", '"/><img src="x" onerror="§'),
        ("quoted", '" style="animation: x 1s" onanimationstart="§'),
        ("quoted", '"><iframe srcdoc="<script>parent.§</script>"></iframe><x y="'),
        ("quoted", '"><meta http-equiv="refresh" content="0;url=¤"><x y="'),
    ),
    "elements that run or ask": (
        ("text", "<img src=x onerror=§>"),
        ("text", "<img/src='x'/onerror='§'//"),
        ("text", "<svg onload=§>"),
        ("text", "<svg><script href='data:text/javascript,§'/></svg>"),
        ("text", "<svg><animate onbegin=§ attributeName=x dur=1s>"),
        ("text", "<svg><a xlink:href='javascript:§'><text y=9>x</text></a></svg>"),
        ("text", "<iframe srcdoc='<script>parent.§</script>'></iframe>"),
        ("text", "<object data='¤'></object><embed src='¤'>"),
        ("text", "<base href='¤'><link rel=stylesheet href='¤'>"),
        ("text", "<form action='¤'><input name=x autofocus onfocus=§></form>"),
    ),
    "addresses": (
        ("link", "javascript:§"),
        ("link", "jAvA\tScRiPt\n:§"),
        ("link", "\x01javascript:§"),
        ("frame", "data:text/html,<img src=¤>"),
        (None, "vbscript:§"),
        ("link", "&#106;avascript&colon;§"),
        ("text", "<a href=javascript:§>x</a><a href=' &#14; javascript:§'>y</a>"),
        ("quoted", 'https://example.org/" onclick="§'),
    ),
    "templates and code": (
        (None, "{{ 7*7 }}{{ self.__init__.__globals__ }}"),
        (
            None,
            "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        ),
        ("template", "${§}#{§}"),
        (None, "{0.__class__}{title.__class__}{name!r}%(title)s%n"),
        ("words", '"};§;//'),
        ("slashed", '\\";\u2029§;//'),
        (None, "__proto__"),
        (None, "constructor"),
    ),
    "what mends itself": (
        ("text", "<noscript><p title='</noscript><img src=x onerror=§>'>"),
        (
            "twice",
            "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=§>",
        ),
        (
            "text",
            "+ADw-script+AD4-§+ADw-/script+AD4-"
            "<style>@import'¤';x{background:url(¤);width:expression(§)}</style>",
        ),
        (
            "text",
            "<img name=getElementById><form id=chart name=body></form>"
            + "<b>" * 400
            + "<script>§</script>",
        ),
    ),
}
_ALL = [pair for pairs in KINDS.values() for pair in pairs]
PAYLOADS = tuple(
    text.replace("§", f"ran({number})").replace("¤", f"{AWAY}{number}")
    for number, (_, text) in enumerate(_ALL)
)


def torn():
    """Each payload in the hole in which it runs: a document, by its number."""
    for number, (hole, _) in enumerate(_ALL):
        if hole is None:
            continue
        text = PAYLOADS[number]
        if hole == "slashed":
            text = text.replace('"', '\\"')
        before, after = (
            HOLES[hole].replace("{{", "{ ").replace("}}", " }").rsplit("{}", 1)
        )
        yield number, f"<!doctype html><body>{before}{text}{after}"
