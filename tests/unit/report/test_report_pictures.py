from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from report_world import A, B

from synth.records import Box, Relation, Report, Stance
from synth.report.build import build
from synth.report.pictures import SCALE, Gallery, draw, encode, mark_of
from synth.report.view import EvidenceView, ReportView


@pytest.fixture(scope="module")
def view(report: Report, tmp_path_factory: pytest.TempPathFactory) -> ReportView:
    return build(report, out=tmp_path_factory.mktemp("view"), files={})


@pytest.fixture(scope="module")
def gallery(view: ReportView, pdfs: dict[str, Path]) -> Gallery:
    return draw(view, pdfs)


def pixels(png: bytes) -> np.ndarray:
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.Pixmap(png))
    return np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)


def marked_share(png: bytes) -> float:
    image = pixels(png).astype(int)
    return float((image.max(axis=2) - image.min(axis=2) > 40).mean())


def test_every_place_with_boxes_has_a_picture(view: ReportView, gallery: Gallery) -> None:
    places = [place for claim in view.claims for place in claim.evidence if place.boxes]
    assert len(places) >= 12
    assert all(gallery.of(place) for place in places)
    assert len(gallery.all) < len(places), "equal places share a picture"


def test_pictures_hold_the_quote_in_colour_and_are_small(view: ReportView, gallery: Gallery) -> None:
    for picture in gallery.all:
        assert len(picture.png) < 60_000
        assert 0.02 < marked_share(picture.png) < 0.9
        assert pixels(picture.png).shape[:2] == (picture.height, picture.width)
        assert (pixels(picture.png) < 100).any(), "text is dark"


def test_stance_decides_the_colour(view: ReportView, gallery: Gallery) -> None:
    colours = {}
    for claim in view.claims:
        for place in claim.evidence:
            for picture in gallery.of(place):
                image = pixels(picture.png).reshape(-1, 3)
                spread = image.max(axis=1).astype(int) - image.min(axis=1)
                colours[mark_of(place)] = tuple(image[spread.argmax()])
    assert colours["source"][2] > colours["source"][0]
    assert colours["supports"][2] < colours["supports"][1]
    assert colours["contradicts"][0] > colours["contradicts"][1]


def test_a_picture_is_as_wide_as_its_column(view: ReportView, gallery: Gallery) -> None:
    first = view.claims[0].evidence
    left, _, full = (gallery.of(place)[0] for place in first)
    assert 230 * SCALE < left.width < 262 * SCALE
    assert 420 * SCALE < full.width < 470 * SCALE


def test_a_cell_is_shown_with_its_header(view: ReportView, gallery: Gallery) -> None:
    cell = view.claims[0].evidence[1]
    assert cell.columns == ("HumanEval", "p@1")
    box = cell.boxes[0]
    assert gallery.of(cell)[0].height > (box.y1 - 280) * SCALE


def far_apart(place: EvidenceView) -> EvidenceView:
    boxes = (
        Box(page=1, x0=60, y0=480, x1=280, y1=490),
        Box(page=1, x0=310, y0=120, x1=540, y1=130),
        Box(page=9, x0=310, y0=120, x1=540, y1=130),
    )
    return replace(place, boxes=boxes)


def test_a_quote_over_two_columns_is_two_strips(view: ReportView, pdfs: dict[str, Path]) -> None:
    place = far_apart(view.claims[0].evidence[0])
    claim = replace(view.claims[0], evidence=(place,))
    strips = draw(replace(view, claims=(claim,)), pdfs).of(place)
    assert [strip.page for strip in strips] == [1, 1], "a page that the file does not have has no picture"
    assert all(strip.height < 150 * SCALE for strip in strips)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"plain text"])
def test_files_that_cannot_be_opened_have_no_pictures(view: ReportView, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(content)
    assert draw(view, {A: file, B: tmp_path / "absent.pdf"}).all == []


def test_a_strip_with_a_photograph_is_drawn_coarser(view: ReportView, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (800, 1000), dtype=np.uint8)
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        image = pymupdf.Pixmap(pymupdf.csGRAY, 1000, 800, noise.tobytes(), 0)
        page.insert_image(pymupdf.Rect(60, 60, 330, 260), pixmap=image)
        page.insert_text((60, 160), "A caption over the whole photograph.")
        document.save(tmp_path / "photo.pdf")
    box = Box(page=1, x0=60, y0=90, x1=330, y1=200)
    place = replace(view.claims[0].evidence[0], boxes=(box,))
    claim = replace(view.claims[0], evidence=(place,))
    (strip,) = draw(replace(view, claims=(claim,)), {A: tmp_path / "photo.pdf"}).of(place)
    assert pixels(strip.png).shape[1] < strip.width
    assert len(strip.png) < 60_000
    assert 0.1 < marked_share(strip.png) < 0.9


def test_encode_is_exact_at_sixteen_greys() -> None:
    grey = np.tile(np.linspace(0, 255, 16).round().astype(np.uint8), (3, 1))
    marked = np.zeros(grey.shape, dtype=bool)
    marked[1] = True
    image = pixels(encode(grey, marked, (255, 226, 89)))
    assert np.array_equal(image[0, :, 0], grey[0])
    assert tuple(image[1, -1]) == (255, 226, 89)
    assert tuple(image[1, 0]) == (0, 0, 0)


def test_a_source_that_contradicts_is_not_blue(view: ReportView) -> None:
    place = view.claims[0].evidence[0]
    assert place.relation is Relation.SOURCE
    assert mark_of(place) == "source"
    assert mark_of(replace(place, stance=Stance.CONTRADICTS)) == "contradicts"
