"""The command with a model that is not there, and one that goes away in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import model_minds
from flow_world import load, synth
from loopback import free_port
from model_papers import QUESTION, write_papers
from model_server import serving


def test_no_server_no_key_no_such_model(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    library = tmp_path / "library"
    common = ("report", QUESTION, "--papers", papers, "--out", tmp_path / "out", "--library", library)
    gone = synth(*common, "--llm", "openai:x", "--llm-url", f"http://127.0.0.1:{free_port()}/v1", cwd=tmp_path)
    assert gone.code == 3, gone.err
    assert len(gone.lines) == 2 and "does not answer" in gone.lines[0] and "hint" in gone.lines[1]
    keyless = synth(*common, "--llm", "openai:x", cwd=tmp_path, env={"OPENAI_API_KEY": ""})
    assert keyless.code == 2, keyless.err
    assert "no key for openai" in keyless.lines[0] and "OPENAI_API_KEY" in keyless.lines[1]
    assert not list((tmp_path / "out").glob("*.json"))
    wrong = synth(*common, "--llm", "nonsense", cwd=tmp_path)
    assert wrong.code == 2 and "not a model" in wrong.lines[0]


def test_a_killed_run_goes_on_from_what_was_answered(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    common = ("report", QUESTION, "--papers", papers, "--out", tmp_path / "out", "--library", tmp_path / "library")
    with serving() as server:
        model_minds.honest(server)
        server.pause = 0.3
        command = (*common, "--llm", "openai:made-up", "--llm-url", server.url, "--claims", "10")
        start = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SYNTH_", "XDG_"))}
        running = subprocess.Popen(
            [sys.executable, "-c", start, *map(str, command)],
            cwd=tmp_path,
            env={**kept, "HOME": str(tmp_path), "SYNTH_LLM_PARALLEL": "1"},
            start_new_session=True,
        )
        while len(server.asked("claims")) < 3 and running.poll() is None:
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        before = [call.user for call in server.calls if call.task]
        server.pause = 0.0
        done = synth(*command, cwd=tmp_path)
        assert done.code == 0, done.err
        again = [call.user for call in server.calls[len(before) + 1 :] if call.task]
    # The question that was under way may be asked once more; what was answered is not.
    assert len(set(again) & set(before)) <= 1
    assert len(before) >= 3 and again
    assert "answered before" in done.out
    assert load(tmp_path / "out")["engine"] == "openai:made-up"
