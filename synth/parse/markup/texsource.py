"""TeX source made ready to read: inputs put in place, comments out, the writer's own macros spelled out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

MAX_SOURCE = 8 * 1024 * 1024
_MAX_INPUTS = 400
_PASSES = 8
_INPUT = re.compile(
    r"\\(?:input|include|subfile)\s*(?:\{\s*(?P<braced>[^{}\n]{1,200}?)\s*\}|(?P<bare>[\w./-]{1,200}))"
    r"|\\(?:import|subimport)\s*\{(?P<folder>[^{}\n]{0,200})\}\s*\{(?P<file>[^{}\n]{1,200})\}"
)
_VERBATIM = re.compile(
    r"\\begin\s*\{(?P<name>verbatim\*?|lstlisting|minted|Verbatim|comment|filecontents\*?|alltt|tcblisting)\}.*?"
    r"(?:\\end\s*\{(?P=name)\}|\Z)",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*)?")
_FALSE = re.compile(r"\\iffalse\b.*?(?:\\fi\b|\Z)", re.DOTALL)
_BIB_FILES = re.compile(
    r"\\begin\s*\{filecontents\*?\}\s*(?:\[[^\]]*\])?\s*\{(?P<name>[^{}]+\.bib)\}(?P<text>.*?)\\end\s*\{filecontents\*?\}",
    re.DOTALL,
)
_DEFINITION = re.compile(
    r"\\(?P<how>newcommand|renewcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|def|gdef|edef|xdef)"
    r"(?P<star>\*?)\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))"
    r"\s*(?:\[(?P<count>\d)\])?(?:\[(?P<default>[^\[\]]*)\])?(?P<parameters>(?:#\d)*)\s*(?=\{)"
)
_KEPT = frozenset(
    {"cite", "ref", "label", "section", "subsection", "caption", "footnote", "item", "title", "maketitle"}
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Macro:
    """A command that the writer defined."""

    count: int
    default: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Source:
    """A paper's whole TeX text."""

    text: str
    """Without comments, macros spelled out."""
    bib: tuple[str, ...]
    """BibTeX text that the source itself carries."""


def load(text: str, path: Path) -> Source:
    """The source of a paper, from its main file; files that are missing or outside its folder are left out."""
    bib = tuple(match["text"] for match in _BIB_FILES.finditer(text))
    whole = _included(text, path.resolve().parent, {path.resolve()})
    macros, rest = _definitions(whole)
    return Source(_expanded(rest, macros), bib)


def without_comments(text: str) -> str:
    """Comments and verbatim text left out; an empty line stays one."""
    text = _VERBATIM.sub("\n\n", text)
    text = re.sub(r"(?m)^[ \t]*%[^\n]*\n", "", text)
    text = _COMMENT.sub(lambda match: match[1], text)
    return _FALSE.sub(" ", text)


def _included(text: str, folder: Path, seen: set[Path]) -> str:
    """Replace each input by its file, which may have inputs of its own; loops and far-off paths are not followed."""
    text = without_comments(text)
    for _ in range(6):
        budget = [MAX_SOURCE - len(text)]

        def put(match: re.Match[str], budget: list[int] = budget) -> str:
            name = match["braced"] or match["bare"] or f"{match['folder']}/{match['file']}"
            found = _file(folder, name.strip().strip('"'))
            if found is None or found in seen or len(seen) > _MAX_INPUTS:
                return " "
            size = found.stat().st_size
            if size > budget[0]:
                return " "
            budget[0] -= size
            seen.add(found)
            inner = without_comments(found.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n"))
            body = re.search(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", inner, re.DOTALL)
            return f"\n{body[1] if body else inner}\n"

        changed = _INPUT.sub(put, text)
        if changed == text:
            break
        text = changed
    return text


def _file(folder: Path, name: str) -> Path | None:
    """The file that an input names, in the paper's folder or below."""
    for candidate in (name, f"{name}.tex"):
        try:
            path = (folder / candidate).resolve()
            if path.is_file() and path.is_relative_to(folder) and path.suffix in {".tex", ".ltx", ".bbl", ".tikz", ""}:
                return path
        except (OSError, ValueError):
            return None
    return None


def beside(folder: Path, name: str) -> str:
    """Text of a file next to the paper, empty where it is missing, too large or elsewhere."""
    try:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file() and path.stat().st_size <= MAX_SOURCE:
            return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        pass
    return ""


def matching(text: str) -> dict[int, int]:
    """Offset of each opening brace → offset of the one that closes it; unclosed ones are left out."""
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            open_.append(match.start())
        elif match[0] == "}" and open_:
            pairs[open_.pop()] = match.start()
    return pairs


def _definitions(text: str) -> tuple[dict[str, Macro], str]:
    """The macros that the text defines, and the text without their definitions."""
    macros: dict[str, Macro] = {}
    pairs = matching(text)
    parts: list[str] = []
    at = 0
    for match in _DEFINITION.finditer(text):
        if match.start() < at or (end := pairs.get(match.end())) is None:
            continue
        parts.append(text[at : match.start()])
        at = end + 1
        name = match["braced"] or match["bare"]
        count = int(match["count"] or 0) or len(match["parameters"]) // 2
        body = text[match.end() + 1 : end]
        if match["how"] == "DeclareMathOperator":
            body, count = rf"\operatorname{{{body}}}", 0
        if name not in _KEPT and len(body) < 4000 and not re.search(rf"\\{name}(?![A-Za-z@])", body):
            macros[name] = Macro(count, match["default"], body)
    parts.append(text[at:])
    return macros, "".join(parts)


def _expanded(text: str, macros: dict[str, Macro]) -> str:
    """Spell macros out, those inside them too; a text that keeps growing is taken as it then stands."""
    if not macros:
        return text
    names = re.compile(r"\\(" + "|".join(sorted(map(re.escape, macros), key=len, reverse=True)) + r")(?![A-Za-z@])")
    with_arguments = any(macro.count for macro in macros.values())
    for _ in range(_PASSES):
        pairs = matching(text) if with_arguments else {}
        parts: list[str] = []
        at = size = 0
        for match in names.finditer(text):
            if match.start() < at:
                continue
            body, end = _call(text, match.end(), macros[match[1]], pairs)
            parts += [text[at : match.start()], body]
            size += match.start() - at + len(body)
            at = end
            if size > MAX_SOURCE:
                break
        if not parts:
            break
        text = "".join([*parts, text[at:]])
        if len(text) > MAX_SOURCE:
            return text[:MAX_SOURCE]
    return text


def _call(text: str, at: int, macro: Macro, pairs: dict[int, int]) -> tuple[str, int]:
    """What one use of a macro stands for, and where it ends."""
    if not macro.count:
        end = re.compile(r"[ \t]*(?:\n[ \t]*(?!\s))?").match(text, at)
        # TeX eats the blanks behind a command; "{}" and "\ " are how writers keep them.
        if text.startswith("{}", at):
            plain = macro.body.replace(r"\xspace", "")
            return plain + "{}" * bool(re.search(r"\\[A-Za-z@]+$", plain)), at + 2
        keep = " " if macro.body[-1:].isalnum() and end and end.end() > at and "xspace" in macro.body else ""
        tail = macro.body.replace(r"\xspace", "") + keep
        guard = "{}" if re.search(r"\\[A-Za-z@]+$", tail) and text[at : at + 1].isalpha() else ""
        return tail + guard, end.end() if end and "xspace" in macro.body else at
    arguments: list[str] = []
    if macro.default is not None:
        optional = re.compile(r"\s*\[([^\[\]]{0,2000})\]").match(text, at)
        arguments.append(optional[1] if optional else macro.default)
        at = optional.end() if optional else at
    while len(arguments) < macro.count:
        start = at
        while start < len(text) and text[start].isspace():
            start += 1
        if text[start : start + 1] == "{" and start in pairs:
            arguments.append(text[start + 1 : pairs[start]])
            at = pairs[start] + 1
        elif match := re.compile(r"\\[A-Za-z@]+|[^\\{}]").match(text, start):
            arguments.append(match[0])
            at = match.end()
        else:
            arguments.append("")
    return re.sub(
        r"#([1-9])", lambda m: arguments[int(m[1]) - 1] if int(m[1]) <= len(arguments) else "", macro.body
    ), at
