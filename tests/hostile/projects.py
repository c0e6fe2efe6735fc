"""controlmap.toml: nested without end, of wrong kinds, and with sources elsewhere."""

from collections.abc import Callable
from pathlib import Path

from hostile.case import Case, Content, Kind, Make
from hostile.listener import address
from hostile.texts import WHOLE, nested


def project(content: Content) -> Make:
    """A folder with a map and a project file, which is SOURCE."""

    def made(folder: Path) -> str:
        (folder / "2014.geojson").write_text(WHOLE)
        said = content() if callable(content) else content
        (folder / "controlmap.toml").write_bytes(
            said if isinstance(said, bytes) else said.encode("utf-8", "surrogatepass")
        )
        return "controlmap.toml"

    return made


NO_TOML: dict[str, Content] = {
    "JSON": '{"title": "front"}',
    "cut off in a text": 'title = "fro',
    "cut off in a list": 'credits = ["a", "b"',
    "a key twice": 'title = "a"\ntitle = "b"',
    "a table twice": '[columns]\nactor = "a"\n[columns]\nstatus = "b"',
    "a key and a table of one name": 'columns = "a"\n[columns]\nactor = "b"',
    "a key without a value": "title =",
    "no key": '= "front"',
    "a zero": b'title = "a\0b"',
    "a control character": 'title = "\x1b[2J"',
    "UTF-16": 'title = "front"'.encode("utf-16"),
    "Latin-1": 'title = "fr\xf6nt"'.encode("latin-1"),
    "half of a letter by its code": 'title = "\\ud800"',
    "a letter beyond all": 'title = "\\U00110000"',
    "a date that is none": "[[events]]\ndate = 2014-02-30",
    "lists 100,000 deep": lambda: f"title = {nested(100_000)}",
    "tables 100,000 deep": lambda: f"title = {nested(100_000, '{a=', '}', '1')}",
    "a key of 100,000 parts": lambda: f"{'a.' * 100_000}b = 1",
    "a table of 100,000 parts": lambda: f"[{'a.' * 100_000}b]",
    "a number of 10,000 digits": f"significant = {'1' * 10_000}",
    "a key of 100,000 parts in a list": lambda: f"title = [{{{'a . ' * 100_000}b = 1}}]",
    "zeros": bytes(1000),
}

WRONG = {
    "a key that nobody knows": "colour = 1",
    "a title that is a number": "title = 7",
    "a title that is a list": 'title = ["a"]',
    "a title that is a table": '[title]\nen = "a"',
    "credits that are a text": 'credits = "me"',
    "a source that is a list": 'source = ["a", "b"]',
    "columns that are a list": 'columns = ["a"]',
    "a column that is a number": "[columns]\nactor = 1",
    "digits that are none": "significant = nan",
    "digits without end": "significant = inf",
    "digits below nothing": "significant = -1",
    "a truth value for digits": "significant = true",
    "a language that is a path": 'language = "../../etc"',
    "a colour that is a script": '[[actors]]\nkey = "a"\ncolour = "url(javascript:alert(1))"',
    "a colour that is an address": '[[actors]]\nkey = "a"\ncolour = "url(//example.org)"',
    "actors that are a table": '[actors]\nkey = "a"',
    "an actor without a key": '[[actors]]\nname = "a"',
    "an event without a date": '[[events]]\ntitle = "a"',
    "a date in words that nobody reads": '[[events]]\ndate = "soon"\ntitle = "a"',
    "an area that is no number": (
        '[[claims]]\ndate = 2014\npublisher = "a"\nkm2 = nan'
    ),
    "an area without end": '[[claims]]\ndate = 2014\npublisher = "a"\nkm2 = inf',
    "an area below nothing": '[[claims]]\ndate = 2014\npublisher = "a"\nkm2 = -5',
    "a view of no numbers": (
        '[[scenes]]\ndate = 2014\ncaption = "a"\nsource = "b"\nview = [nan, nan, nan, nan]'
    ),
    "a view of three numbers": (
        '[[scenes]]\ndate = 2014\ncaption = "a"\nsource = "b"\nview = [1, 2, 3]'
    ),
    "a view beyond the globe": (
        '[[scenes]]\ndate = 2014\ncaption = "a"\nsource = "b"\nview = [0, 0, 1e9, 1]'
    ),
    "an order of days that is a text": '[reading]\nday_first = "yes"',
    "a calendar that nobody knows": '[reading]\ncalendar = "martian"',
    "a limit that nobody knows": "[limits]\nvertex = 5",
    "a limit below nothing": "[limits]\nvertices = -5",
    "an output that is a number": "[output]\nmap = 5",
}

ELSEWHERE: dict[str, Callable[[], str]] = {
    "an address": lambda: f"http://{address()}/2014.geojson",
    "a file of GDAL on the network": lambda: f"/vsicurl/http://{address()}/2014.geojson",
    "a file of GDAL in a zip on the network": lambda: f"/vsizip//vsicurl/http://{address()}/a.zip",
    "zeros without end": lambda: "/dev/zero",
    "a file that is not there": lambda: "../../../../secret.geojson",
    "a name of 5,000 letters": lambda: "a" * 5000,
    "the home of nobody": lambda: "~nobody-has-this/a.geojson",
    "a name with a zero": lambda: "a\\u0000b",
    "itself": lambda: "controlmap.toml",
}

KINDS = [
    Kind(
        "A controlmap.toml that is not TOML",
        "refused",
        [
            Case(
                name,
                project(content),
                "controlmap.toml: (not TOML|cannot be read as UTF-8)",
            )
            for name, content in NO_TOML.items()
        ]
        + [
            Case(
                "two million blanks",
                project(lambda: " " * 2_000_000),
                "controlmap.toml: larger than 1 MB; shorten it",
            )
        ],
    ),
    Kind(
        "A controlmap.toml with unknown keys or invalid values",
        "refused with the key",
        [
            Case(name, project(content), "controlmap.toml: |write it")
            for name, content in WRONG.items()
        ],
    ),
    Kind(
        "A controlmap.toml with a source that is not a path",
        "refused without a request",
        [
            Case(
                name,
                project((lambda where: lambda: f'source = "{where()}"')(where)),
                "no such file or folder|neither a file|cannot be opened|not a format",
                code=1 if name == "itself" else 2,
            )
            for name, where in ELSEWHERE.items()
        ],
    ),
]
