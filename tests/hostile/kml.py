"""KML: entities and other features of XML, links, and invalid coordinates."""

import io
import zipfile
from collections.abc import Callable

from hostile.case import Case, Content, Kind, Make, file
from hostile.listener import address

RING = "0,0 1,0 1,1 0,1 0,0"


def polygon(coordinates: str = RING) -> str:
    return (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def placemark(shape: str = polygon(), more: str = "") -> str:
    return f"<Placemark><name>red</name>{more}{shape}</Placemark>"


def document(*marks: str, before: str = "", head: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{head}{before}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{''.join(marks)}</Document></kml>"
    )


def kml(name: str, content: Content, says: str, **how: object) -> Case:
    return Case(name, file("2014.kml", content), says, **how)  # type: ignore[arg-type]


def kmz(**members: Content) -> Make:
    """A KMZ with these documents, by their names without ending."""

    def packed() -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(
                    f"{name}.kml", content() if callable(content) else content
                )
        return stream.getvalue()

    return file("2014.kmz", packed)


def entities(levels: int, each: int, first: str = "ha") -> str:
    """A document type in which each entity is `each` times the one before it."""
    lines = [f'<!ENTITY e0 "{first}">']
    lines += [
        f'<!ENTITY e{level} "{f"&e{level - 1};" * each}">' for level in range(1, levels)
    ]
    return f"<!DOCTYPE kml [{''.join(lines)}]>"


def laughing(declared: str, called: str) -> str:
    return document(
        placemark(more=f"<description>{called}</description>"), before=declared
    )


ENTITIES: dict[str, Callable[[], str]] = {
    "the billion laughs": lambda: laughing(entities(10, 10), "&e9;"),
    "two to the power of a hundred laughs": lambda: laughing(entities(100, 2), "&e99;"),
    "one long entity, many times (quadratic)": lambda: laughing(
        entities(1, 1, "a" * 100_000), "&e0;" * 100_000
    ),
    "laughs in an attribute": lambda: document(
        placemark().replace("<Placemark", '<Placemark id="&e9;"'),
        before=entities(10, 10),
    ),
    "laughs in coordinates": lambda: document(
        placemark(polygon("&e9;")), before=entities(10, 10)
    ),
    "an entity that holds itself": lambda: laughing(
        '<!DOCTYPE kml [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"
    ),
    "a file of this machine": lambda: laughing(
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"
    ),
    "a file that never ends": lambda: laughing(
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///dev/zero">]>', "&a;"
    ),
    "an address": lambda: laughing(
        f'<!DOCTYPE kml [<!ENTITY a SYSTEM "http://{address()}/a">]>', "&a;"
    ),
    "a document type at an address": lambda: laughing(
        f'<!DOCTYPE kml SYSTEM "http://{address()}/kml.dtd">', ""
    ),
    "a public document type": lambda: laughing(
        f'<!DOCTYPE kml PUBLIC "-//W3C//DTD" "http://{address()}/kml.dtd">', ""
    ),
    "an entity of parameters": lambda: laughing(
        f'<!DOCTYPE kml [<!ENTITY % a SYSTEM "http://{address()}/a"> %a;]>', ""
    ),
    "values of attributes": lambda: laughing(
        '<!DOCTYPE kml [<!ATTLIST Placemark id CDATA "red">]>', ""
    ),
    "a document type with nothing in it": lambda: laughing("<!DOCTYPE kml>", ""),
    "laughs in UTF-16": lambda: laughing(entities(10, 10), "&e9;"),
}

BROKEN: dict[str, Content] = {
    **{
        f"{share} percent of a map": document(placemark())[
            : len(document(placemark())) * share // 100
        ]
        for share in range(5, 100, 10)
    },
    "an entity that nobody declares": document(
        placemark(more="<description>&a;</description>")
    ),
    "an entity of HTML": document(placemark(more="<description>&nbsp;</description>")),
    "an ampersand": document(placemark(more="<description>red & blue</description>")),
    "another end": document(placemark()).replace("</kml>", "</html>"),
    "two documents": document(placemark()) * 2,
    "letters behind the end": document(placemark()) + "and so on",
    "an attribute twice": document(placemark()).replace(
        "<Document", '<Document id="a" id="b"'
    ),
    "a zero": document(placemark(more="<description>\0</description>")),
    "a control character": document(
        placemark(more="<description>\x1b[2J</description>")
    ),
    "a control character as a number": document(
        placemark(more="<description>&#27;[2J</description>")
    ),
    "a letter beyond all": document(
        placemark(more="<description>&#x110000;</description>")
    ),
    "half of a letter": document(placemark()).encode().replace(b"red", b"\xe2\x82"),
    "another encoding than it says": document(
        placemark(), head='<?xml version="1.0" encoding="UTF-16"?>'
    ),
    "an encoding that nobody knows": document(
        placemark(), head='<?xml version="1.0" encoding="klingon"?>'
    ),
    "an encoding that is no encoding": document(
        placemark(), head='<?xml version="1.0" encoding="base64"?>'
    ),
    "an encoding of many bytes": document(
        placemark(), head='<?xml version="1.0" encoding="UTF-7"?>'
    ),
    "nothing but a head": '<?xml version="1.0"?>',
    "nothing but a comment": "<!-- kml -->",
    "a comment that does not end": document(placemark()).replace(
        "<Document>", "<Document><!--"
    ),
    "a web page": "<html><body><p>404</body></html>",
    "no KML": '<gpx version="1.1"><trk/></gpx>',
    "a map of another program": "<VRTDataset/>",
    "JSON": '{"type": "FeatureCollection"}',
}

COORDINATES = {
    "NaN": "0,0 NaN,0 1,1 0,0",
    "infinity": "0,0 inf,0 1,1 0,0",
    "infinity in words": "0,0 1,-Infinity 1,1 0,0",
    "beyond all bounds": "0,0 1e400,0 1,1 0,0",
    "far beyond the globe": "0,0 1e308,0 1,1 0,0",
    "words": "north,east south,west a,b north,east",
    "one number each": "0 1 1 0",
    "four numbers each": "0,0,0,0 1,0,0,0 1,1,0,0 0,0,0,0",
    "nothing between commas": "0,0 ,0 1,1 0,0",
    "only commas": ",,, ,,,",
    "semicolons": "0;0 1;0 1;1 0;0",
    "commas for points": "0,5,0,5 1,5,0,5 1,5,1,5 0,5,0,5",
    "hexadecimal": "0,0 0x10,0 1,1 0,0",
    "an underscore": "0,0 1_0,0 1,1 0,0",
    "Arabic digits": "0,0 \u0661,0 1,1 0,0",
    "two positions, each twice": "0,0 1,1 0,0 1,1",
    "two positions": "0,0 1,1",
    "one position": "0,0",
    "brackets": "(0,0) (1,0) (1,1) (0,0)",
}

DEEP: dict[str, Callable[[int], str]] = {
    "folders": lambda depth: document(
        "<Folder>" * depth + placemark() + "</Folder>" * depth
    ),
    "shapes of several parts": lambda depth: document(
        placemark("<MultiGeometry>" * depth + polygon() + "</MultiGeometry>" * depth)
    ),
    "elements of no meaning": lambda depth: document(
        placemark() + "<a>" * depth + "</a>" * depth
    ),
    "elements that nobody closes": lambda depth: "<kml>" + "<a>" * depth,
}

LINKS: dict[str, Callable[[], str]] = {
    "an address": lambda: f"http://{address()}/more.kml",
    "a file of this machine": lambda: "file:///etc/passwd",
    "a file above": lambda: "../../more.kml",
    "a file that never ends": lambda: "/dev/zero",
    "a file of GDAL on the network": lambda: f"/vsicurl/http://{address()}/more.kml",
}


def linked(where: Callable[[], str], kind: str = "Link") -> Callable[[], str]:
    return lambda: document(
        placemark(),
        f"<NetworkLink><{kind}><href>{where()}</href></{kind}></NetworkLink>",
    )


def pictured(kind: str) -> Callable[[], str]:
    return lambda: document(
        placemark(),
        f"<{kind}><Icon><href>http://{address()}/a.png</href></Icon></{kind}>",
    )


def styled() -> str:
    where = f"http://{address()}/style.kml#red"
    return document(placemark(more=f"<styleUrl>{where}</styleUrl>"), "<Placemark/>")


def schema() -> str:
    return document(
        placemark(), "<Placemark/>", head='<?xml version="1.0" standalone="no"?>'
    ).replace(
        "<kml ",
        '<kml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://www.opengis.net/kml/2.2 http://{address()}/kml.xsd" ',
    )


TRACK = (
    "<gx:Track><when>2014-01-01</when><gx:coord>0 0 0</gx:coord><when>2014-01-02</when>"
    "<gx:coord>1 1 0</gx:coord></gx:Track>"
)
MODEL = (
    "<Model><Location><longitude>0</longitude><latitude>0</latitude></Location></Model>"
)

KINDS = [
    Kind(
        "XML with a document type, such as billion laughs",
        "refused before anything is expanded; no request is made",
        [
            kml(
                name,
                (
                    (lambda make: lambda: make().encode("utf-16"))(make)
                    if "UTF-16" in name
                    else make
                ),
                r"2014.kml: has a document type \(DOCTYPE\), which KML does not need",
            )
            for name, make in ENTITIES.items()
        ]
        + [
            Case(
                "the billion laughs in a KMZ",
                kmz(doc=ENTITIES["the billion laughs"]),
                "2014.kmz: has a document type",
            ),
            Case(
                "the billion laughs in the second document of a KMZ",
                kmz(doc=document(placemark()), more=ENTITIES["the billion laughs"]),
                "2014.kmz: has a document type",
            ),
        ],
    ),
    Kind(
        "KML that is cut off, or not KML",
        "refused",
        [
            kml(
                name,
                content,
                "2014.kml: (content is an HTML page, )?not (readable as )?KML",
            )
            for name, content in BROKEN.items()
        ],
    ),
    Kind(
        "KML with invalid coordinates",
        "refused with the row",
        [
            kml(
                name,
                document(placemark(), placemark(polygon(text))),
                "longitude and latitude|not a polygon|on the globe|not finite",
            )
            for name, text in COORDINATES.items()
        ],
    ),
    Kind(
        "KML nested too deeply",
        "refused; `--limit nesting=200` allows for more",
        [
            kml(
                f"{name}, {depth:,} deep",
                (lambda make, depth: lambda: make(depth))(make, depth),
                "2014.kml: more than 100 levels within each other; at most 100 are read",
            )
            for depth in (101, 100_000)
            for name, make in DEEP.items()
        ],
    ),
    Kind(
        "KML with links to other files",
        "read without the linked files, and reported; no request is made",
        [
            kml(
                f"a link to {name}",
                linked(where),
                "2014.kml: 1 link to other files not followed",
                code=0,
            )
            for name, where in LINKS.items()
        ]
        + [
            kml(
                "a link of an older form",
                linked(LINKS["an address"], "Url"),
                "1 link to other files not followed",
                code=0,
            ),
            kml(
                "a picture on the ground",
                pictured("GroundOverlay"),
                "1 picture laid over the ground not read",
                code=0,
            ),
            kml(
                "a picture on the screen",
                pictured("ScreenOverlay"),
                "1 picture on the screen not read",
                code=0,
            ),
            kml(
                "a style elsewhere",
                styled,
                "1 row without a readable shape left out",
                code=0,
            ),
            kml(
                "a schema elsewhere",
                schema,
                "1 row without a readable shape left out",
                code=0,
            ),
            kml(
                "a track",
                document(placemark(), placemark(TRACK)),
                "1 row without a readable shape left out",
                code=0,
            ),
            kml(
                "a model",
                document(placemark(), placemark(MODEL)),
                "1 row without a readable shape left out",
                code=0,
            ),
        ],
    ),
    Kind(
        "KML beyond the limits",
        "refused before it is read into memory; `--limit` allows for more",
        [
            kml(
                "a million attributes",
                lambda: document(
                    placemark().replace(
                        "<name",
                        " ".join(f'a{i}="b"' for i in range(500_000)).join(
                            ["<x ", "/><name"]
                        ),
                        1,
                    )
                ),
                "2014.kml: 500,0.. elements and attributes; at most 10,000 are read",
                options=("--limit", "rows=10k"),
            ),
            kml(
                "a million elements",
                lambda: document(placemark(), "<a/>" * 1_000_000),
                r"2014.kml: [\d,]+ elements and attributes; at most 10,000 are read",
                options=("--limit", "rows=10k"),
            ),
            kml(
                "a million placemarks",
                lambda: document("<Placemark/>" * 1_000_000),
                "2014.kml: 1,000,000 rows; at most 100,000 are read",
                options=("--limit", "rows=100k"),
            ),
            kml(
                "a million vertices",
                lambda: document(placemark(polygon("0,0 1,0 1,1 " * 700_000))),
                r"2014.kml: [\d,]+ vertices; at most 1,000,000 are read",
                options=("--limit", "vertices=1M"),
            ),
        ],
    ),
]
