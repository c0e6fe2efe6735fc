"""A page's scripts and styles in fewer bytes say the same, word by word."""

import re
from importlib.resources import files

import pytest

from layers.lean import lean_markup, lean_script, lean_style
from layers.page import STYLES, script

ASSETS = files("layers") / "assets"
SCRIPTS = sorted(one.name for one in ASSETS.iterdir() if one.name.endswith(".mjs"))
BEFORE_A_PATTERN = (*"(,=:[!&|?{};", "return")


def read(name):
    return (ASSETS / name).read_text(encoding="utf-8")


def pieces(text):
    """Strings, templates, patterns and words of a script, one by one; the slow twin.

    It goes through the text a character at a time and skips comments and spaces.
    """
    at, found, depth = 0, [], []
    while at < len(text):
        rest = text[at:]
        before = found[-1] if found else ";"
        if rest.startswith("//"):
            at += rest.index("\n")
            continue
        if rest.startswith("/*"):
            at += rest.index("*/") + 2
            continue
        if rest[0] in "\"'":
            piece = re.match(r"([\"'])(?:\\.|(?!\1).)*\1", rest)[0]
        elif rest[0] == "/" and before.endswith(BEFORE_A_PATTERN):
            piece = re.match(r"/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\])+/\w*", rest)[0]
        elif rest[0] == "`" or (rest[0] == "}" and depth and depth[-1] == 0):
            if rest[0] == "}":
                depth.pop()
            piece = re.match(r"[`}](?:\\.|(?!\$\{)[^`\\])*(?:`|\$\{)", rest)[0]
            if piece.endswith("${"):
                depth.append(0)
        else:
            piece = re.match(r"[\w$]+|\s+|.", rest, re.DOTALL)[0]
            if depth and piece in "{}":
                depth[-1] += 1 if piece == "{" else -1
        at += len(piece)
        if not piece.isspace():
            found.append(piece)
    return found


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_lean_script_has_every_piece_of_its_source_and_no_other(name):
    text = read(name)
    assert pieces(lean_script(text)) == pieces(text)


def test_a_sign_keeps_its_distance_from_another():
    line = "const a = b + +c - -d;\n"
    assert pieces(lean_script(line)) == pieces(line)
    assert "+ +" in lean_script(line) and "- -" in lean_script(line)


def test_what_stands_in_strings_templates_and_patterns_stays():
    text = 'f("a , b", `c , ${d} // e`, /x , y/); // g\nconst s = "h // i , j";\n'
    lean = lean_script(text)
    for part in ('"a , b"', "`c , ${d} // e`", "/x , y/", '"h // i , j"'):
        assert part in lean


def test_comments_and_indents_are_gone_and_nothing_goes_with_them():
    text = "/** One.\n * Two.\n */\nexport function f() {\n  return 1; // three\n}\n"
    assert lean_script(text) == "export function f(){return 1;}\n"


def test_no_template_is_longer_than_a_line():
    for name in SCRIPTS:
        assert not [piece for piece in pieces(read(name)) if "\n" in piece], name


def test_a_lean_script_is_a_third_smaller():
    whole = script()
    assert len(lean_script(whole)) < 0.7 * len(whole)


def test_a_lean_style_has_every_word_of_its_source():
    for name in STYLES:
        text = re.sub(r"/\*.*?\*/", "", read(name), flags=re.DOTALL)
        lean = lean_style(read(name))
        words = [re.findall(r"[\w.#%@-]+|\"[^\"]*\"", one) for one in (text, lean)]
        assert words[0] == words[1]
        assert lean.count("{") == lean.count("}") == text.count("{")


def test_a_style_keeps_the_spaces_that_mean_a_descendant():
    text = (
        "/* a */\n.a :is(.b, .c) {\n  margin: 0 auto;\n  width: calc(1px + 2px);\n}\n"
    )
    assert lean_style(text) == ".a :is(.b,.c){margin:0 auto;width:calc(1px + 2px)}"


def test_lines_of_markup_stay_lines():
    assert lean_markup("<p>\n    a\n    b\n</p>\n") == "<p>\na\nb\n</p>\n"
