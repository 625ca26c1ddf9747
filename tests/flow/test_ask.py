"""`synth ask`: places that answer a question, refusals, and a model that is held to its quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flow_world import Ran, synth
from loopback import free_port
from model_papers import write_papers
from model_server import Call, ModelServer, serving

from synth import settings
from synth.records import Answer
from synth.report.answers import as_dict
from synth.server.room import Room
from synth.store import Library
from synth.workflows import ask as workflow
from synth.workflows import stacks
from synth.workflows.ask import Desk

REACHES = "What pass@1 does StarCoder-15B with Evol-Instruct reach on MBPP?"
FALLS = "What happens to the pass@100 of Qwen2.5-7B on HumanEval under reinforcement learning?"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three papers, and a library that has read them."""
    cwd = tmp_path_factory.mktemp("ask")
    write_papers(cwd / "papers")
    ran = synth("ask", REACHES, "--papers", cwd / "papers", "--library", cwd / "library", cwd=cwd)
    assert ran.code == 0, ran.err
    assert "StarCoder-15B + Evol-Instruct: MBPP 51.8 (Table 1)." in ran.out and "Able et al., p. 1  verified" in ran.out
    return cwd


def ask(*arguments: str | Path, cwd: Path, **env: str) -> Ran:
    return synth("ask", *arguments, "--library", cwd / "library", cwd=cwd, env=env)


def at_desk(cwd: Path, question: str, **changes: Any) -> Answer:
    values = settings.load(**{"library": cwd / "library", **changes})
    with Desk.open([], settings=values, progress=lambda *_: None) as desk:
        return desk.ask(question, created="x")


def test_the_library_answers_in_json(world: Path) -> None:
    ran = ask(FALLS, "--json", cwd=world)
    assert ran.code == 0 and ran.err == "", ran.err
    made = json.loads(ran.out)
    assert made["answered"] and made["reason"] is None and made["counts"] == {"papers": 3, "papers_failed": 0}
    first = made["claims"][0]
    assert "lowers its pass@100" in first["text"] and first["page"] == 1
    assert first["verified"] and first["evidence"][0]["quote"]
    assert made["answer"][0] == {"text": first["text"], "claims": [first["id"]]}
    assert [paper["title"] for paper in made["papers"]] == ["What Sampling Shows about Trained Code Models"]


def test_what_is_not_there_is_refused(world: Path) -> None:
    unknown = ask("Which optimizer trained AlphaFold?", "--fail-on", "unanswered", cwd=world)
    assert unknown.code == 1, unknown.err
    assert "Not in these papers. No paper at hand speaks of AlphaFold." in unknown.out
    with Desk.open([], settings=settings.load(library=world / "library"), progress=lambda *_: None) as desk:
        apart = desk.ask("What pass@1 does Qwen2.5-7B reach on MBPP?")
        assert (apart.reason, apart.places) == ("unknown_name", ())
        assert apart.explanation == "No paper at hand speaks of Qwen2.5-7B and MBPP together."
        unsaid = desk.ask("Does Frobnicator-9B translate poems?")
        assert (unsaid.reason, unsaid.places) == ("not_found", ()) and unsaid.nearest
        for question in (REACHES, FALLS):
            assert desk.ask(question).answered


def test_what_speaks_to_a_model_is_no_answer(world: Path) -> None:
    answer = at_desk(world, "What should language models do with every claim of this paper?")
    said = [place.checked.claim.text for place in (*answer.places, *answer.nearest)]
    assert said and not [text for text in said if "previous instructions" in text]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with serving() as one:
        yield one


def said(call: Call, quote: str, claim: str) -> dict[str, object]:
    passage = next(one for one in call.fenced if one.name == "passage" and quote in one.text)
    return {"passage": int(passage.attributes["number"]), "quote": quote, "claim": claim}


def with_model(world: Path, server: ModelServer, question: str = FALLS) -> Answer:
    return at_desk(world, question, llm="openai:made-up", llm_url=server.url)


def test_a_model_words_the_answer(world: Path, server: ModelServer) -> None:
    quote = "pass@100\non HumanEval falls from 92.1 to 89.6".replace("\n", " ")
    claim = "The pass@100 of Qwen2.5-7B on HumanEval falls from 92.1 to 89.6 under reinforcement learning."
    server.mind["ask"] = lambda call: {"answered": True, "sentences": [said(call, quote, claim)]}
    answer = with_model(world, server)
    (place,) = answer.places
    assert place.checked.claim.text == claim and "read_by_model" in place.checked.claim.flags
    assert place.checked.claim.quote.startswith("The pass@1 of Qwen2.5-7B on HumanEval rises")
    assert answer.engine == "openai:made-up" and answer.costs[-1].stage == "ask"
    made = as_dict(answer)
    assert made["claims"][0]["quote"] == place.checked.claim.quote and made["costs"][-1]["asked"] == 1
    assert all("previous instructions" not in call.user for call in server.calls)


LIES = {
    "invented quote": ("HumanEval falls from 92.1 to 12.3", "The pass@100 falls from 92.1 to 12.3."),
    "other number": ("falls from 92.1 to 89.6", "The pass@100 of Qwen2.5-7B falls from 92.1 to 12.3."),
    "other name": ("falls from 92.1 to 89.6", "The pass@100 of WizardCoder falls from 92.1 to 89.6."),
    "other direction": ("falls from 92.1 to 89.6", "The pass@100 of Qwen2.5-7B improves from 92.1 to 89.6."),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_of_a_model_do_not_reach_the_answer(world: Path, server: ModelServer, lie: str) -> None:
    quote, claim = LIES[lie]
    server.mind["ask"] = lambda call: {
        "answered": True,
        "sentences": [{"passage": number, "quote": quote, "claim": claim} for number in range(12)],
    }
    answer = with_model(world, server)
    assert answer.answered  # by rules
    assert not [place for place in answer.places if "read_by_model" in place.checked.claim.flags]
    text = json.dumps(as_dict(answer))
    assert "12.3" not in text and "WizardCoder" not in text
    assert any("were left out" in note for note in answer.notes)
    assert any("gave no answer that could be used" in note for note in answer.notes)


def test_a_model_that_finds_no_answer_is_believed(world: Path, server: ModelServer) -> None:
    server.mind["ask"] = lambda call: {"answered": False, "sentences": []}
    answer = with_model(world, server)
    assert (answer.reason, answer.places) == ("model_found_none", ()) and answer.nearest


def test_no_model_is_asked_about_what_no_paper_names(world: Path, server: ModelServer) -> None:
    answer = with_model(world, server, "Which optimizer trained AlphaFold?")
    assert answer.reason == "unknown_name" and not server.asked("ask")


def test_wrong_usage_and_no_server(tmp_path: Path) -> None:
    empty = ask("Does it work?", cwd=tmp_path)
    assert empty.code == 2 and "has no papers" in empty.lines[0] and "hint" in empty.lines[1]
    gone = ask("x?", "--llm", "openai:x", "--llm-url", f"http://127.0.0.1:{free_port()}/v1", cwd=tmp_path)
    assert gone.code == 3 and "does not answer" in gone.lines[0], gone.err
    nothing = ask("  ", cwd=tmp_path)
    assert nothing.code == 2 and "the question is empty" in nothing.lines[0]


def test_an_assistant_asks_a_large_library_and_only_what_a_call_needs_is_read(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacks, "LARGE", 2)
    monkeypatch.setattr(workflow, "READ", 1)
    room = Room([], settings.load(library=world / "library"))
    loaded: list[str] = []
    whole = Library.get_document

    def counted(self: Library, sha256: str, parser: str) -> Any:
        loaded.append(sha256)
        return whole(self, sha256, parser)

    room.ask(FALLS)  # the first call puts the papers into the stacks
    monkeypatch.setattr(Library, "get_document", counted)
    told = room.ask(FALLS)
    assert told["answered"] and "lowers its pass@100" in told["answer"][0]["text"] and told["answer"][0]["title"]
    assert told["notes"] == ["Of 3 papers at hand, the 1 that come nearest to the question were read."]
    assert len(loaded) == 1
    listed = room.papers()
    assert (listed["count"], len(listed["papers"]), len(loaded)) == (3, 3, 1)
    other = next(paper for paper in listed["papers"] if paper["paper"] != told["answer"][0]["paper"])
    judged = room.verify("StarCoder-15B with Evol-Instruct reaches 51.8 on MBPP.", other["title"])
    assert {place["paper"] for place in judged["evidence"]} <= {other["paper"]}
    assert len(loaded) == 2
    assert room.verify(told["answer"][0]["text"])["verified"]
    assert len(loaded) == 3
    assert room.pictures(told["answer"][0]["claim_id"])[0].claim.text == told["answer"][0]["text"]
    assert room.paper(other["paper"])["title"] == other["title"]
    room.close()
