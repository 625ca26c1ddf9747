"""LaTeX papers: a small reader of what authors write, not of all that TeX could do.

Sections and floats are numbered as LaTeX would number them, so that "Table 3" in the text and the table's label agree.
Citations are printed as numbers of the reference list.
"""

from __future__ import annotations

import re
from pathlib import Path

from synth.parse.markup.blocks import Content, Heading, Text, squeeze
from synth.parse.markup.texbib import Listed, from_bibtex, from_items
from synth.parse.markup.texreader import TexReader
from synth.parse.markup.texsource import beside, load, matching

_FRONT = 100_000
"""Characters in which title and authors stand; inputs are in place by then, and macros spelled out."""


def read_tex(text: str, path: Path) -> Content:
    """Blocks of a LaTeX paper; `path` is its main file, other files are looked for beside it."""
    source = load(text, path)
    body = re.search(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", source.text, re.DOTALL)
    main = body[1] if body else source.text
    reader = TexReader(_listed(source.text, main, source.bib, path))
    title = squeeze(
        reader.plain(_command_argument(source.text, "title") or _command_argument(source.text, "icmltitle"))
    )
    if title:
        reader.blocks.append(Text(title))
    if "\\begin{abstract}" not in main and (abstract := _command_argument(source.text, "abstract")):
        reader.blocks.append(Heading("Abstract", 1))
        reader.read(abstract)
        reader.flush()
    reader.read(main)
    reader.flush()
    reader.numbers.resolve(reader.blocks)
    blocks = reader.blocks
    references = tuple(listed.reference for listed in reader.listed.values())
    if references:
        blocks.append(Heading("References", 1))
        blocks.extend(Text(reference.raw) for reference in references)
    return Content(blocks=blocks, references=references, front=source.text[:_FRONT])


def _command_argument(text: str, name: str) -> str:
    match = re.search(rf"\\{name}\s*(?:\[[^\]]*\])?\s*(?=\{{)", text)
    if match is None:
        return ""
    window = text[match.end() : match.end() + 20_000]
    end = matching(window).get(0)
    return window[1:end] if end else ""


def _listed(text: str, main: str, carried: tuple[str, ...], path: Path) -> list[Listed]:
    """The reference list: in the source, in a .bbl beside it, in .bib files that it names."""
    plain = TexReader([]).plain
    inside = re.search(r"\\begin\s*\{thebibliography\}(.*?)(?:\\end\s*\{thebibliography\}|\Z)", main, re.DOTALL)
    if inside and (found := from_items(inside[1], plain)):
        return found
    folder = path.resolve().parent
    names = [
        name.strip()
        for match in re.finditer(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\]]*\])?\{([^{}]{1,500})\}", text)
        for name in match[1].split(",")
    ]
    for name in (f"{path.stem}.bbl", "main.bbl", "output.bbl"):
        if (bbl := beside(folder, name)) and (found := from_items(bbl, plain)):
            return found
    cited = [
        key.strip()
        for match in re.finditer(r"\\([A-Za-z]*[cC]ite[A-Za-z]*)\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]{1,2000})\}", text)
        for key in match[2].split(",")
    ]
    texts = [*carried, *(beside(folder, name if name.endswith(".bib") else f"{name}.bib") for name in names)]
    return from_bibtex(texts, cited, plain)
