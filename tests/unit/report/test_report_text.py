from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_world import HOSTILE

from synth.report import text

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def test_clean_removes_what_acts_on_a_terminal_or_reorders() -> None:
    assert text.clean("a\x1b[31mred\x1b[0m \x9b2J\u202eb\x00\r\n  c\u2028d") == "ared 2Jb c d"
    assert text.clean("half \ud835 letter") == "half \ufffd letter"
    assert text.clean("\x1b]0;title\x07name") == "name"


@given(st.text(max_size=80))
@example(HOSTILE)
@example("- [x] 1. # > | a | b |")
@example("**bold** __x__ ~~y~~ `z` [a](b) [a][b] <b> &amp; $x$")
@example("https://example.org/a_b*c*")
def test_markdown_shows_the_text_itself(raw: str) -> None:
    escaped = text.markdown(raw)
    tokens = GITHUB.parseInline(escaped)[0].children or []
    kinds = {token.type for token in tokens}
    assert kinds <= {"text", "text_special"}, (escaped, kinds)
    assert "".join(token.content for token in tokens).strip() == text.clean(raw)


@given(st.text(max_size=60))
@example("1. item")
@example("- item")
@example("# title")
@example("> quote")
@example("=== ")
@example("    code")
def test_markdown_starts_no_block(raw: str) -> None:
    if not text.clean(raw):
        return
    kinds = {token.type for token in GITHUB.parse(text.markdown(raw))}
    assert kinds == {"paragraph_open", "inline", "paragraph_close"}


@given(st.text(max_size=60))
@example("a | b \\| c")
def test_markdown_stays_in_its_table_cell(raw: str) -> None:
    table = f"| A | B |\n|---|---|\n| {text.markdown(raw)} | end |\n"
    html = GITHUB.render(table)
    row = html.partition("<tbody>")[2]
    assert row.count("<td>") == 2
    assert "<td>end</td>" in row


@pytest.mark.parametrize(
    "plain", ["4.2 Main results", "62.4% to 58.9%", "WizardCoder-15B [12], snake_case", "a < b & c"]
)
def test_markdown_leaves_harmless_text_readable(plain: str) -> None:
    assert text.markdown(plain) == plain


def test_printable_maps_mathematical_letters() -> None:
    assert text.printable("𝜋 = 𝟑, ℝ, ﬁt, soft\u00adhyphen") == "π = 3, R, fit, softhyphen"
    letters = "".join(c for c in map(chr, range(0x1D400, 0x1D800)) if unicodedata.category(c) != "Cn")
    assert not re.search("[\U0001d400-\U0001d7ff]", text.printable(letters))
