"""The notebooks: stored without output, of public names and computed figures; and they run."""

import ast
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import geo
import layers

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LIMIT_S = 300  # of a cell; a machine that does much else is slow
# All warnings are errors, as in the other tests, but those of the kernel about itself.
STRICT = """
import warnings
warnings.filterwarnings("error")
warnings.filterwarnings("default", module="(ipykernel|jupyter_client|zmq|tornado)")
"""
MEGABYTE = 1e6
# Beside the public names: the script with the definition that a class may change.
DEFINITION = "geo.data.build_inhabited"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_they_are_numbered_in_reading_order():
    numbers = [path.name.split("-")[0] for path in NOTEBOOKS]
    assert numbers == [str(number + 1) for number in range(len(NOTEBOOKS))]
    assert len(NOTEBOOKS) == 5
    for number, path in zip(numbers, NOTEBOOKS):
        first, *_ = prose(nbformat.read(path, as_version=4))
        assert first.startswith(f"# {number} ")


def test_they_are_valid_and_stored_without_output(notebook):
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_every_name_of_ours_is_public(notebook):
    for node in ast.walk(ast.parse("\n".join(code(notebook)))):
        if isinstance(node, ast.ImportFrom):
            ours = node.module.split(".")[0] in ("geo", "layers")
            assert not ours or node.module == DEFINITION
        if isinstance(node, ast.Import):
            assert not [
                alias.name
                for alias in node.names
                if re.match(r"(geo|layers)\.", alias.name)
            ]
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")
            for module in (geo, layers):
                if (
                    isinstance(node.value, ast.Name)
                    and node.value.id == module.__name__
                ):
                    assert node.attr in module.__all__


def test_they_hold_calls_rather_than_functions(notebook):
    made = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    nodes = ast.walk(ast.parse("\n".join(code(notebook))))
    assert not [node.name for node in nodes if isinstance(node, made)]


def test_no_area_is_typed_in_prose(notebook):
    for text in prose(notebook):
        assert not re.findall(r"\d[\d,.]*\s*(?:km2|km²|square (?:kilo|mile))", text)


def test_they_run_from_top_to_bottom(tmp_path):
    """All in one kernel, as each start of one imports everything anew.

    Before a notebook all names are deleted and the folder changes.
    """
    whole, cells_of, folders = nbformat.v4.new_notebook(), {}, {}
    for path in NOTEBOOKS:
        folders[path] = tmp_path / path.stem / "notebooks"
        folders[path].mkdir(parents=True)
        cells_of[path] = nbformat.read(path, as_version=4).cells
        anew = f"%reset -f\nimport os\nos.chdir({str(folders[path])!r})"
        before = [nbformat.v4.new_code_cell(text) for text in (anew, STRICT)]
        whole.cells += [*before, *cells_of[path]]
    client = NotebookClient(whole, timeout=LIMIT_S)
    client.execute(env={**os.environ, "PYTHONPATH": str(FOLDER.parent)})
    for path, cells in cells_of.items():
        assert next(c.execution_count for c in cells if c.cell_type == "code"), path
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        messages = [
            output.text
            for output in outputs
            if output.output_type == "stream" and output.name == "stderr"
        ]
        assert not messages, path
        assert not list(folders[path].iterdir()), "what is written belongs into outputs"
        for output in outputs:
            if "srcdoc=" in output.get("data", {}).get("text/html", ""):
                assert {"image/png", "text/plain"} <= set(output.data), path
                assert len(str(output)) < 1.5 * MEGABYTE


def test_each_but_that_on_claims_shows_a_map():
    shows = {
        path.stem[0] for path in NOTEBOOKS if "layers.control_map(" in path.read_text()
    }
    assert shows == {"1", "2", "4", "5"}
