"""Prompts: one Jinja2 file a task, with a block `system` and a block `user`; its hash goes where its answers go.

What a paper or a report prints is data. The filter `fence` puts it between two marks that the text itself cannot hold,
so that nothing in it can pass for an instruction of ours.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth import data
from synth.errors import InputError
from synth.llm.requests import Prompt

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt, and the version of the file that it was made from."""

    prompt: Prompt
    version: str


class Prompts:
    """The prompt files: those of `folder` where it has them, else the bundled ones."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise InputError(f"no folder of prompts: {folder}", hint="name a folder with --prompts DIR")
        self._folders = [*([folder] if folder else []), data.folder("prompts")]
        self._environment: jinja2.Environment | None = None
        self._versions: dict[str, str] = {}

    def render(self, task: str, variables: Mapping[str, object]) -> Rendered:
        """The prompt of `task`; InputError where its file is missing or cannot be filled in."""
        import jinja2

        try:
            template = self._loaded().get_template(f"{task}.j2")
            parts = {}
            for name in ("system", "user"):
                if name not in template.blocks:
                    raise InputError(f"the prompt {task}.j2 has no block {name}", hint="see prompts/README.md")
                parts[name] = "".join(template.blocks[name](template.new_context(dict(variables)))).strip()
        except jinja2.TemplateError as error:
            message = f"the prompt {task}.j2 cannot be used: {error}"
            raise InputError(message, hint="see prompts/README.md for its blocks and variables") from error
        return Rendered(Prompt(system=parts["system"], user=parts["user"]), self.version(task))

    def version(self, task: str) -> str:
        """First 12 hexadecimal digits of the SHA-256 of the file."""
        if task not in self._versions:
            for folder in self._folders:
                path = folder / f"{task}.j2"
                if path.is_file():
                    self._versions[task] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
                    break
            else:
                raise InputError(f"there is no prompt {task}.j2", hint="see prompts/README.md for the tasks")
        return self._versions[task]

    def version_of(self, task: str) -> str:
        """The same, empty where there is no such prompt."""
        return self.version(task) if any((folder / f"{task}.j2").is_file() for folder in self._folders) else ""

    def _loaded(self) -> jinja2.Environment:
        if self._environment is None:
            import jinja2

            self._environment = jinja2.Environment(
                loader=jinja2.FileSystemLoader(self._folders),
                undefined=jinja2.StrictUndefined,
                autoescape=False,  # a prompt is no page: the fence keeps data apart
                trim_blocks=True,
                lstrip_blocks=True,
            )
            self._environment.filters["fence"] = fence
        return self._environment


def fence(text: str, name: str = "text", **attributes: object) -> str:
    """`text` between `<name …>` and `</name>` marks with a key that does not occur in it.

    The key is a hash of the text, so that equal text gives an equal prompt and a writer cannot know it beforehand.
    """
    plain = "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in str(text))
    key = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:10]
    while key in plain:
        key = hashlib.sha256(key.encode()).hexdigest()[:10]
    named = "".join(f' {label}="{html.escape(" ".join(str(value).split()))}"' for label, value in attributes.items())
    return f"<{name}-{key}{named}>\n{plain}\n</{name}-{key}>"
