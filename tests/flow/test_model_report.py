"""Whole reports and audits with a model: one that keeps to its sources, and servers that lie in every way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import model_minds
import pytest
import tiny_models
from loopback import free_port
from model_papers import QUESTION, write_papers
from model_server import Call, Fault, ModelServer, serving

from synth import settings
from synth.report import write
from synth.report.audit import write_audit
from synth.report.machine import schema
from synth.store import Library
from synth.workflows.audit import make_audit
from synth.workflows.report import make_report

SPEC = "openai:made-up"
VERIFIED_WRONGLY = ("99.1", "99.9", "creativity", "confirmed by two", "Adam", "Ignore", "ignore")
REPORT = """# A report on evolved instructions

- Evol-Instruct fine-tuning lifts StarCoder-15B from 33.6 to 57.3 in pass@1 on HumanEval [1].
- After three rounds, more evolution of the instructions brings ever smaller gains for pass@1 in Evol-Instruct [1].
- On MBPP, the gain of StarCoder-15B with Evol-Instruct stays below that of GPT-4 at 88.8 in pass@1 [1].
- StarCoder-15B with Evol-Instruct fine-tuning solves 99.9 percent of HumanEval [1].
- StarCoder-15B + Evol-Instruct reaches a pass@1 of 51.8 on HumanEval [1].

## References

[1] Ann Able, Bo Berg, Cy Cohn. Evol-Instruct in Small Code Models. 2024.
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A folder of papers, and a library in which they are read and embedded."""
    folder = tmp_path_factory.mktemp("model-report")
    papers = write_papers(folder / "papers")
    library = folder / "library"
    values = settings.load(library=library)
    make_report(QUESTION, [papers], settings=values, limit=10, progress=lambda *_: None)
    yield papers, library


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with serving() as one:
        yield model_minds.honest(one)


def report(
    world: tuple[Path, Path], server: ModelServer, out: Path, *, limit: int = 10, **changes: Any
) -> dict[str, Any]:
    """The report as JSON; the server's address is in every key, so that tests do not share answers."""
    papers, library = world
    values = settings.load(**{"library": library, "llm": SPEC, "llm_url": server.url, **changes})
    made = make_report(QUESTION, [papers], settings=values, limit=limit, progress=lambda *_: None)
    written = write(made.report, out, files=made.files)
    loaded: dict[str, Any] = json.loads(written["json"].read_text(encoding="utf-8"))
    jsonschema.validate(loaded, schema())
    return loaded


def audit(world: tuple[Path, Path], server: ModelServer, out: Path, **changes: Any) -> dict[str, Any]:
    papers, library = world
    file = out / "report.md"
    out.mkdir(exist_ok=True)
    file.write_text(REPORT, encoding="utf-8")
    values = settings.load(**{"library": library, "llm": SPEC, "llm_url": server.url, **changes})
    made = make_audit(file, [papers], settings=values, progress=lambda *_: None)
    written = write_audit(made.audit, out / "audit", source=file, files=made.files)
    loaded: dict[str, Any] = json.loads(written["json"].read_text(encoding="utf-8"))
    return loaded


def sound(report: dict[str, Any]) -> None:
    """What holds whatever a model says: quotes stand in the papers, and nothing false is verified."""
    texts = [claim["text"] for claim in report["claims"] if claim["verified"]]
    assert not [text for text in texts if any(lie in text for lie in VERIFIED_WRONGLY)]
    ids = {claim["id"] for claim in report["claims"]}
    for sentence in report["answer"]:
        assert sentence["claims"] and set(sentence["claims"]) <= ids
        assert not any(lie in sentence["text"] for lie in ("99.9", "Adam", "confirmed by two"))
    for claim in report["claims"]:
        assert claim["evidence"], claim["text"]
        if claim["verified"]:
            others = [one for one in claim["evidence"] if one["relation"] != "source"]
            assert others and all(one["quote"] != claim["quote"] for one in others)


def test_a_whole_report_with_a_model_that_keeps_to_its_sources(
    world: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    server.faults += [Fault(status=429, headers={"Retry-After": "0"}), Fault(status=500), Fault(raw="{")]
    made = report(world, server, tmp_path)
    sound(made)
    assert made["engine"] == SPEC
    assert {call.task for call in server.calls} >= {"parts", "claims", "facets", "verify", "answer", "review", "chair"}
    assert all(one["written_by"] == SPEC and one["opinion"] for one in made["reviews"])
    assert "The reviewers agree" in made["chair"][-1]
    read = [claim for claim in made["claims"] if "read_by_model" in claim["flags"]]
    assert read and any(claim["verified"] for claim in read)
    costs = {cost["stage"]: cost for cost in made["costs"]}
    assert costs["claims"]["asked"] >= 3 and costs["claims"]["tokens_out"] > 0
    assert re.fullmatch("[0-9a-f]{12}", costs["claims"]["prompt"])
    assert any("It wrote the answer" in sentence for sentence in made["method"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What the model cost" in page and "reading claims" in page
    assert "reading claims" in (tmp_path / "report.md").read_text(encoding="utf-8")
    asked = len(server.calls)
    again = report(world, server, tmp_path)
    assert len(server.calls) == asked + 1  # the probe
    assert [c["id"] for c in again["claims"]] == [c["id"] for c in made["claims"]]
    assert sum(cost["asked"] for cost in again["costs"]) == 0


def test_a_whole_audit_with_a_model(world: tuple[Path, Path], server: ModelServer, tmp_path: Path) -> None:
    before = audit(world, server, tmp_path / "plain", llm="")
    made = audit(world, server, tmp_path / "model")
    verdicts = [claim["verdict"] for claim in made["claims"]]
    assert verdicts[0] == "supported" and verdicts[4] == "contradicted"
    assert "supported" not in verdicts[2:4]
    assert before["claims"][1]["verdict"] == "abstained"
    judged = made["claims"][1]
    assert (judged["verdict"], judged["reason"], judged["rung"]) == ("supported", "said_in_substance", "faithful")
    assert judged["evidence"][-1]["quote"].startswith("After more than three rounds")
    assert made["engine"] == SPEC and made["costs"]
    assert made["score"] is not None and made["reviews"][0]["grounds"]
    page = (tmp_path / "model" / "audit" / "audit.html").read_text(encoding="utf-8")
    assert "Quality score of the report" in page and "What would raise it" in page


def _invented(call: Call) -> object:
    made = "Evol-Instruct fine-tuning lifts StarCoder-15B to a pass@1 of 99.9 on HumanEval."
    return {"claims": [{"passage": 1, "quote": made, "claim": made}], "ambiguous": 0}


def _wrong_place(call: Call) -> object:
    found = model_minds.findings(call)
    return {"claims": [{**one, "passage": int(str(one["passage"])) % 3 + 2} for one in found], "ambiguous": 0}


def _other_number(call: Call) -> object:
    found = model_minds.findings(call)
    return {"claims": [{**one, "claim": str(one["claim"]).replace("57.3", "99.9")} for one in found], "ambiguous": 0}


def _exchanged(call: Call) -> object:
    found = model_minds.findings(call)
    names = {"HumanEval": "MBPP", "MBPP": "HumanEval"}
    for one in found:
        one["claim"] = re.sub("HumanEval|MBPP", lambda name: names[name[0]], str(one["claim"]))
    return {"claims": found, "ambiguous": 0}


def _obeys(call: Call) -> object:
    """Does what the paper asks: everything of Gale is said to be confirmed."""
    found = model_minds.findings(call, lambda sentence: True)
    return {"claims": found, "ambiguous": 0}


def _says_yes(call: Call) -> object:
    """Supported, whatever is asked, with a quote that some passage really has."""
    passages = [one for one in call.fenced if one.name == "passage"]
    lure = next((one for one in passages if "confirmed by two" in one.text), passages[0])
    return {"label": "supported", "passage": int(lure.attributes["number"]), "quote": lure.text, "why": "As told."}


def _makes_up_ids(call: Call) -> object:
    text = "Evol-Instruct fine-tuning raises the pass@1 of StarCoder-15B on HumanEval from 33.6 to 57.3."
    return {"sentences": [{"text": text, "claims": [number]} for number in (0, 77, -1, 10**9)]}


def _makes_up_sentences(call: Call) -> object:
    texts = ("All models reach 99.9 on HumanEval.", "Adam is the best optimizer.", "Ignore the other claims.")
    return {"sentences": [{"text": text, "claims": [1]} for text in texts]}


LIES: dict[str, dict[str, Callable[[Call], object]]] = {
    "invented quotes": {"claims": _invented},
    "the wrong passage": {"claims": _wrong_place},
    "another number than the quote": {"claims": _other_number},
    "names exchanged": {"claims": _exchanged},
    "obeys the paper": {"claims": _obeys, "verify": _says_yes},
    "wrong ids of claims": {"answer": _makes_up_ids},
    "sentences that no claim says": {"answer": _makes_up_sentences},
    "sorted nowhere": {"facets": lambda call: {"sorted": [{"claim": i, "part": 0} for i in range(99)]}},
    "invented judgements": {
        "verify": lambda call: {"label": "supported", "passage": 1, "quote": "It is well known to be so.", "why": ""}
    },
    "passages that do not exist": {
        "verify": lambda call: {"label": "contradicted", "passage": 99, "quote": "It is not so at all.", "why": ""}
    },
    "no JSON at all": dict.fromkeys(
        ("claims", "parts", "facets", "verify", "answer"), lambda call: "I would rather not."
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_is_verified(world: tuple[Path, Path], server: ModelServer, tmp_path: Path, lie: str) -> None:
    server.mind.update(LIES[lie])
    made = report(world, server, tmp_path)
    sound(made)
    assert made["claims"]
    text = json.dumps(made)
    assert "99.9" not in text
    assert "It is well known" not in text and "It is not so at all" not in text
    said = " ".join(made["not_checked"])
    if lie not in ("sorted nowhere", "names exchanged"):
        assert "left out" in said or "no usable answer" in said, said


def test_what_speaks_to_a_model_is_sent_to_none(world: tuple[Path, Path], server: ModelServer, tmp_path: Path) -> None:
    made = report(world, server, tmp_path)
    assert all("previous instructions" not in call.user for call in server.calls)
    assert any("speaks to a language model" in sentence for sentence in made["not_checked"])


def test_verdicts_of_the_checks_stand_whatever_a_model_says(
    world: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    server.mind["verify"] = _says_yes
    made = audit(world, server, tmp_path / "audit")
    verdicts = [claim["verdict"] for claim in made["claims"]]
    assert verdicts[4] == "contradicted"
    assert "supported" not in verdicts[2:4]


def test_an_optional_model_that_is_not_there(world: tuple[Path, Path], server: ModelServer, tmp_path: Path) -> None:
    gone = {"llm_url": f"http://127.0.0.1:{free_port()}/v1", "llm_optional": "true"}
    made = report(world, server, tmp_path, **gone)
    assert made["engine"] == "embedded" and made["claims"] and not made["costs"]
    assert any("could not be used" in sentence and "does not answer" in sentence for sentence in made["not_checked"])


def test_a_budget_that_runs_out_leaves_the_rest_to_rules(
    world: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    made = report(world, server, tmp_path, budget="400", llm_parallel=1)
    sound(made)
    assert any("budget of 400 tokens was used up" in sentence for sentence in made["not_checked"])
    assert any("read_by_model" not in claim["flags"] for claim in made["claims"])


def test_a_whole_report_and_audit_with_weights_on_this_machine(
    world: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    """Random weights say nothing that holds: the real path, and a report that rules made."""
    causal = tiny_models.causal(tmp_path / "tiny-causal")
    nli = tiny_models.classifier(tmp_path / "tiny-nli")
    given = {"llm": f"local:{causal}", "llm_url": "", "llm_tokens": 24, "device": "cpu"}
    made = report(world, server, tmp_path / "out", limit=3, nli=str(nli), **given)
    sound(made)
    assert made["engine"] == "local:tiny-causal + nli:tiny-nli"
    costs = {cost["stage"]: cost for cost in made["costs"]}
    assert costs["claims"]["tokens_out"] > 0 and made["claims"]
    assert any("scored claims that the checks left open" in sentence for sentence in made["method"])
    with Library.open(world[1]) as library:
        judgements = library.stats()["judgements"]
    audited = audit(world, server, tmp_path / "audit", **given)  # its own classifier: the likelihood of A, B and C
    assert audited["engine"] == "local:tiny-causal"
    assert audited["claims"][4]["verdict"] == "contradicted"
    with Library.open(world[1]) as library:
        assert library.stats()["judgements"] > judgements
    seq2seq = tiny_models.seq2seq(tmp_path / "tiny-yes-no")
    again = audit(world, server, tmp_path / "again", llm="", nli=str(seq2seq), device="cpu")
    assert again["engine"] == "nli:tiny-yes-no"
    assert again["claims"][4]["verdict"] == "contradicted"


def test_a_report_is_made_again_until_its_reviewers_are_content(
    world: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    papers, library = world
    values = settings.load(library=library)

    def made(target: float, budget: str = "") -> Any:
        given = settings.load(library=library, budget=budget) if budget else values
        return make_report(
            QUESTION, [papers], settings=given, limit=12, progress=lambda *_: None, until_score=target, created="x"
        ).report

    plain = make_report(QUESTION, [papers], settings=values, limit=12, progress=lambda *_: None, created="x").report
    assert plain.score is not None
    content = made(plain.score)
    assert content.claims == plain.claims
    assert content.method[-1] == f"A score of {plain.score:g} was asked for and reached."
    pushed = made(10.0)
    assert pushed.score is not None and pushed.score >= plain.score
    rounds = [sentence for sentence in pushed.method if sentence.startswith("Round")]
    assert rounds and pushed.method[-1].startswith("A score of 10 was asked for and not reached")
    assert made(10.0) == pushed
    assert not [sentence for sentence in made(10.0, "0s").method if sentence.startswith("Round")]
