"""`synth mcp`: the official client starts the real command and asks its tools."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from flow_world import CORPUS, synth
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from model_papers import SAMPLES

PAPER = "digest-02-wizardcoder.pdf"
START = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"


def parameters(cwd: Path, *arguments: str | Path) -> StdioServerParameters:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SYNTH_", "XDG_"))}
    command = ["-c", START, "mcp", "--library", str(cwd / "library"), *map(str, arguments)]
    return StdioServerParameters(command=sys.executable, args=command, env={**kept, "HOME": str(cwd / "home")}, cwd=cwd)


def with_client(server: StdioServerParameters, talk: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Client(server, read_timeout_seconds=300) as client:
            await talk(client)

    asyncio.run(run())


async def called(client: Client, name: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content
    structured = result.structured_content
    assert isinstance(structured, dict) and json.loads(result.content[0].text) == structured  # type: ignore[union-attr]
    return structured


async def refused(client: Client, name: str, **arguments: Any) -> str:
    result = await client.call_tool(name, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of the bundled papers, read into a library."""
    cwd = tmp_path_factory.mktemp("mcp")
    (cwd / "papers").mkdir()
    (cwd / "home").mkdir()
    shutil.copy(CORPUS / "papers" / PAPER, cwd / "papers")
    ran = synth("ledger", "--papers", cwd / "papers", "--library", cwd / "library", cwd=cwd)
    assert ran.code == 0, ran.err
    return cwd


def test_an_assistant_uses_the_library(world: Path) -> None:
    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "verify", "ledger", "papers", "paper", "evidence"}
        assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        listed = await called(client, "papers")
        assert listed["count"] == 1 and "Evol-Instruct" in json.dumps(listed)

        said = await called(client, "ask", question="Which pass@1 does WizardCoder reach on HumanEval?")
        assert said["answered"]
        assert all("57.3" in place["text"] and place["page"] in (1, 2) for place in said["answer"])
        unknown = await called(client, "ask", question="Which optimizer trained AlphaFold?")
        assert not unknown["answered"] and "AlphaFold" in unknown["explanation"]

        right = await called(client, "verify", statement="WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval.")
        assert right["verdict"] == "supported" and right["evidence"][0]["page"] == 1
        swapped = "On DS-1000, WizardCoder reaches 16.7 on NumPy and 33.6 on Pandas with completion prompts."
        wrong = await called(client, "verify", statement=swapped, paper="Evol-Instruct for Code")
        assert wrong["verdict"] == "contradicted" and "33.6 on NumPy" in wrong["should_read"]

        rows = await called(client, "ledger", dataset="MBPP", metric="pass@1", model="WizardCoder")
        assert rows["results"] and {row["value"] for row in rows["results"]} >= {"51.8"} and rows["differences"]
        one = await called(client, "paper", paper=listed["papers"][0]["paper"])
        assert one["sections"] and one["tables"] and one["abstract"]
        signals = one["card"]["signals"]
        assert "HumanEval" in {value["value"] for value in signals["benchmarks"]["values"]}
        assert signals["benchmarks"]["quote"] and signals["benchmarks"]["values"][0]["page"] in (1, 2)
        assert all("quote" not in field for field in signals.values() if field["status"] == "missing")
        said = [text for texts in one["card"]["facets"].values() for text in texts]
        assert said and any(text["verdict"] for text in said)

        shown = await client.call_tool("evidence", {"claim_id": wrong["claim_id"]})
        pictures = [part for part in shown.content if part.type == "image"]
        assert pictures and base64.b64decode(pictures[0].data).startswith(b"\x89PNG")

        assert "no claim 'x'" in await refused(client, "evidence", claim_id="x")
        assert "papers lists what there is" in await refused(client, "paper", paper="2999.99999")
        assert "the question is empty" in await refused(client, "ask", question=" ")

        late = world / "late"
        late.mkdir()
        (late / "samples.md").write_text(SAMPLES, encoding="utf-8")
        added = await asyncio.to_thread(synth, "ledger", "--papers", late, "--library", world / "library", cwd=world)
        assert added.code == 0, added.err
        assert (await called(client, "papers"))["count"] == 2  # what another command read is seen

    with_client(parameters(world), talk)


def test_a_client_of_an_older_protocol_and_what_stderr_says(world: Path) -> None:
    given = parameters(world)
    lines = [
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "c", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": "Which optimizer trained AlphaFold?"}},
        },
    ]
    with subprocess.Popen(
        [given.command, *given.args],
        env=given.env,
        cwd=world,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        for line in lines:
            running.stdin.write(json.dumps({"jsonrpc": "2.0", **line}) + "\n")
        running.stdin.flush()
        said = [json.loads(running.stdout.readline()) for _ in range(2)]
        running.stdin.close()
        assert running.wait(60) == 0
        assert running.stderr.read() == ""
    assert said[0]["result"]["protocolVersion"] == "2025-06-18"
    assert said[1]["result"]["structuredContent"]["explanation"] == "No paper at hand speaks of AlphaFold."


def test_an_empty_library_is_an_answer_and_not_the_end(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()

    async def talk(client: Client) -> None:
        assert "has no papers" in await refused(client, "ask", question="Does it work?")
        assert "has no papers" in await refused(client, "papers")

    with_client(parameters(tmp_path), talk)


def test_folders_that_are_not_there_and_the_package_that_is_not(tmp_path: Path) -> None:
    gone = synth("mcp", "--papers", tmp_path / "none", cwd=tmp_path)
    assert gone.code == 2 and "no such file or folder" in gone.lines[0]
    (tmp_path / "mcp").mkdir()
    (tmp_path / "mcp" / "__init__.py").write_text("raise ImportError('not installed')", encoding="utf-8")
    ran = synth("mcp", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert ran.code == 3 and "needs the package mcp" in ran.lines[0] and "synth-literature[mcp]" in ran.lines[1]
