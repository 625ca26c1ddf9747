"""Tells the story of a refresh with the real commands, against sources that a server on this machine plays.

Six papers, a report. Then one new paper contradicts a claim, another repeats one, one paper gets a new version with
another number in its table, and one is withdrawn; `synth refresh`. What was said and written is kept beside this file:

    python examples/refresh/tell.py
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import story  # noqa: E402
from internet import Internet  # noqa: E402
from loopback import serving  # noqa: E402

SOURCES = "arxiv,openalex,semanticscholar,crossref"


def main() -> None:
    """Run the commands, and keep what they said and wrote."""
    said: list[str] = []
    with serving() as loopback, tempfile.TemporaryDirectory() as name:
        net, cwd = Internet(loopback), Path(name)

        def run(*words: str) -> None:
            shown = " ".join(f'"{word}"' if " " in word else word for word in words)
            env = {**os.environ, **net.environment(SYNTH_LIBRARY=str(cwd / "lib")), "COLUMNS": "100", "NO_COLOR": "1"}
            command = [sys.executable, "-c", "from synth.cli import main; main()", *words]
            done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=True)
            said.append(f"$ synth {shown}\n{done.stdout.rstrip()}\n")

        story.begin(net)
        run("report", story.QUESTION, "--search", SOURCES, "--limit", "10", "--out", "out")
        shutil.copy(cwd / "out" / "report.md", HERE / "edition-1.md")
        story.go_on(net)
        run("refresh", "out")
        run("refresh", "out")
        run("history", "out")
        shutil.copy(cwd / "out" / "report.md", HERE / "edition-2.md")
        changes = json.loads((cwd / "out" / "changes.json").read_text(encoding="utf-8"))
        text = json.dumps(changes, ensure_ascii=False, indent=1)
        (HERE / "changes.json").write_text(text.replace(str(cwd), "") + "\n", encoding="utf-8")
        shutil.copy(cwd / "out" / "changes.atom", HERE / "changes.atom")
    (HERE / "said.txt").write_text("\n".join(said), encoding="utf-8")


if __name__ == "__main__":
    main()
