"""Templates as pages are made of them."""

from layers.output import asset, template


def test_markup_is_written_without_its_indentation_and_values_as_they_are():
    assert "\n      <" in asset("templates/worksheet.html")
    snippet = "<iframe\n    src='map.html'>"
    one = template("embed.html").environment.from_string("{{ text }}")
    assert one.render(text=snippet).count("\n    ") == 1
    source, *_ = template("embed.html").environment.loader.get_source(
        None, "embed.html"
    )
    lines = source.splitlines()
    assert lines and not any(line.startswith(" ") for line in lines)
