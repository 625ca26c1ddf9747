"""Lists as a browser loads them, and the folder that they lie in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from synth.errors import InputError
from synth.report.site import rows
from synth.report.site.output import MARK, SiteFolder
from synth.report.site.plots import by_year, years_plot
from synth.report.site.rows import Listing
from synth.report.site.view import Slugs


def written(site: Path, name: str) -> tuple[dict[str, Any], list[list[Any]], int]:
    """Head, rows and number of pieces, as the browser reads them."""
    head = json.loads(re.fullmatch(r'SYNTH\.list\("[^"]+",(.*)\);\n', (site / f"data/{name}.js").read_text())[1])
    found: list[list[Any]] = []
    for number in range(head["pieces"]):
        text = (site / f"data/{name}-{number}.js").read_text()
        piece = json.loads(re.fullmatch(r'SYNTH\.rows\("[^"]+",\d+,(.*)\);\n', text)[1])
        for row in piece["r"]:
            for at in head["repeated"]:
                row[at] = [piece["s"][n] for n in row[at]] if isinstance(row[at], list) else piece["s"][row[at]]
            found.append(row)
    return head, found, head["pieces"]


def listing(count: int) -> Listing:
    made = Listing(name="x", columns=("href", "tags", "year"), repeated=("tags",), facets=("tags", "year"))
    made.rows = [(f"p/{n}.html", ("a", "b") if n % 2 else ("b",), 2020 + n % 3) for n in range(count)]
    return made


def test_rows_come_back_as_they_were_whatever_the_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PIECE", 500)
    listing(100).write(SiteFolder(tmp_path))
    head, found, pieces = written(tmp_path, "x")
    assert pieces > 3 and head["count"] == len(found) == 100
    assert [row[0] for row in found] == [f"p/{n}.html" for n in range(100)]
    assert found[1] == ["p/1.html", ["a", "b"], 2021]
    assert head["facets"] == {"tags": [["b", 100], ["a", 50]], "year": [["2020", 34], ["2021", 33], ["2022", 33]]}
    assert all(path.stat().st_size < 900 for path in tmp_path.glob("data/x-*.js"))


def test_what_papers_print_cannot_leave_its_string(tmp_path: Path) -> None:
    made = Listing(name="x", columns=("text",))
    hostile = '");alert(1)//</script>\u2028\u2029\x1b[2J\ud800"'
    made.rows = [(hostile,)]
    made.write(SiteFolder(tmp_path))
    text = (tmp_path / "data/x-0.js").read_text()
    assert "\u2028" not in text and "\x1b" not in text
    assert written(tmp_path, "x")[1] == [[hostile]]


def test_files_of_the_site_before_are_taken_away_and_others_left(tmp_path: Path) -> None:
    first = SiteFolder(tmp_path)
    first.write("p/one.html", "one")
    first.write("p/two.html", "two")
    first.close()
    (tmp_path / "p/mine.txt").write_text("mine")
    second = SiteFolder(tmp_path)
    second.write("p/one.html", "one")
    assert (second.written, second.close()) == (0, 1)
    assert sorted(path.name for path in tmp_path.glob("p/*")) == ["mine.txt", "one.html"]


def test_a_build_that_was_stopped_is_finished_by_the_next(tmp_path: Path) -> None:
    SiteFolder(tmp_path).write("p/one.html", "half")
    again = SiteFolder(tmp_path)
    again.write("p/one.html", "whole")
    again.close()
    assert (tmp_path / "p/one.html").read_text() == "whole"
    assert list(json.loads((tmp_path / MARK).read_text())["files"]) == ["p/one.html"]


def test_a_file_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    first = SiteFolder(tmp_path)
    first.write("x.html", "x")
    first.close()
    (tmp_path / "x.html").unlink()
    second = SiteFolder(tmp_path)
    second.write("x.html", "x")
    assert (tmp_path / "x.html").read_text() == "x"


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="holds no site"):
        SiteFolder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_names_of_files_are_plain_and_differ_in_more_than_case() -> None:
    slugs = Slugs()
    made = [
        slugs.of(text) for text in ("HumanEval", "humaneval", "HumanEval+", "../../etc/passwd", "C#", "日本", "...")
    ]
    assert made == ["HumanEval", "humaneval-2", "HumanEval-plus", "etc-passwd", "C-sharp", "x", "x-2"]


def test_plots_say_in_words_what_they_show() -> None:
    points = [(2024, 10.0, True, "A & B"), (2024, 20.5, False, "<C>"), (2025, 30.0, True, "D"), (2025, 31.0, True, "E")]
    plot = by_year(points)
    assert 'aria-label="4 results from 10 to 31, by year of the paper"' in plot
    assert "A &amp; B: 10" in plot and "&lt;C&gt;" in plot and plot.count("p-dot") == 3 and plot.count("p-ring") == 1
    assert by_year(points[:3]) == "" and by_year([(2024, 1.0, True, "same")] * 9) == ""
    many = by_year([(2024, float(n % 97), bool(n % 2), "m") for n in range(400)])
    assert "circle" not in many and "400 results, median" in many
    assert "Papers by year: 2023 2, 2025 7" in years_plot({2023: 2, 2025: 7}) and years_plot({2025: 7}) == ""
