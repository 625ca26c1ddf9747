"""One door to language models: answers in a form, from a real server that errs in every way that servers do."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest
from loopback import free_port
from model_server import Call, Fault, ModelServer
from pydantic import BaseModel

from synth import settings
from synth.errors import InputError, NetworkError, RemoteError, SynthError, UsageError
from synth.llm import Options, Prompt, open_model
from synth.llm.chats import Chats
from synth.llm.model import Model
from synth.llm.opening import parse_spec
from synth.settings import Settings
from synth.store import Library


class Words(BaseModel):
    """The form of these tests."""

    words: list[str]


SPEC = "openai:made-up"


@pytest.fixture
def given(tmp_path: Path, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "words.j2").write_text(
        '{% block system %}List words.{% endblock %}{% block user %}{{ text | fence("text") }}{% endblock %}'
    )
    model_server.mind["words"] = lambda call: {"words": call.fenced[0].text.split()}
    return settings.load(llm_url=model_server.url, prompts=prompts, library=tmp_path / "library", llm_parallel=3)


def opened(given: Settings, library: Library | None = None, **changes: object) -> Model:
    model = open_model(SPEC, settings.load(**{**_given(given), **changes}), library)
    model.backend._wait = 0.01  # type: ignore[attr-defined]  # seconds before the second try
    return model


def _given(given: Settings) -> dict[str, object]:
    return {name: getattr(given, name) for name in Settings.__dataclass_fields__ if getattr(given, name)}


def words(model: Model, *texts: str, sample: int = 0) -> list[list[str] | str]:
    asked = model.ask("words", [{"text": text} for text in texts], Words, sample=sample)
    return [one.value.words if one.value else one.reason for one in asked]


def test_answers_come_in_the_form_and_order_that_was_asked(given: Settings, model_server: ModelServer) -> None:
    model = opened(given)
    assert words(model, "a b", "c", "d e f") == [["a", "b"], ["c"], ["d", "e", "f"]]
    (cost,) = model.costs()
    assert (cost.stage, cost.asked, cost.cached, cost.failed, cost.estimated) == ("words", 3, 0, 0, False)
    assert cost.tokens_in > 0 and cost.tokens_out > 0
    body = model_server.asked("words")[0].body
    assert body["stream"] is True
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["words"]
    assert body["temperature"] == 0


def test_a_wait_that_the_server_asks_for_holds_for_all(given: Settings, model_server: ModelServer) -> None:
    model = opened(given)
    model_server.faults += [Fault(status=429, headers={"Retry-After": "0.4"})]
    began = time.monotonic()
    assert words(model, *"abcdef") == [[letter] for letter in "abcdef"]
    assert time.monotonic() - began >= 0.4
    told = next(call.time for call in model_server.asked("words"))
    late = [call for call in model_server.asked("words") if call.time - told > 0.35]
    assert len(late) >= 4  # three were under way, the others waited


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), Fault(status=503, headers={"Retry-After": "0"}), Fault(cut=True), Fault(status=429)],
    ids=["error", "busy", "broken off", "limit"],
)
def test_what_passes_is_tried_again(given: Settings, model_server: ModelServer, fault: Fault) -> None:
    model = opened(given)
    model_server.faults += [fault, fault]
    assert words(model, "a") == [["a"]]
    assert len(model_server.asked("words")) == 3


def test_slow_answers_time_out_and_are_asked_again(given: Settings, model_server: ModelServer) -> None:
    model = opened(given, llm_timeout=0.3)
    model_server.faults += [Fault(delay=1.0)]
    assert words(model, "a") == [["a"]]
    assert len(model_server.asked("words")) == 2


@pytest.mark.parametrize("raw", ["no idea", '{"words": 3}', '{"words": ["a"', "[1]"])
def test_an_answer_out_of_form_is_asked_for_once_more(given: Settings, model_server: ModelServer, raw: str) -> None:
    model = opened(given)
    model_server.faults += [Fault(raw=raw)]
    assert words(model, "a") == [["a"]]
    again = model_server.asked("words")[-1].user
    assert "could not be used" in again and raw[:8] in again
    model_server.faults += [Fault(raw=raw), Fault(raw=raw)]
    assert words(model, "b") == ["malformed"]
    assert model.dropped == {"malformed": 1}
    assert model.costs()[0].failed == 1


def test_talk_around_the_answer_is_left_out(given: Settings, model_server: ModelServer) -> None:
    model_server.faults += [Fault(raw="ready"), Fault(raw='<think>{"x"}</think>Here: {"words": ["a"]} Done.')]
    assert words(opened(given), "a") == [["a"]]


def test_servers_without_schemas_get_the_schema_in_the_prompt(given: Settings, model_server: ModelServer) -> None:
    model_server.schemas = False
    model = opened(given)
    assert words(model, "a", "b") == [["a"], ["b"]]
    assert model.backend.schema_mode == "prompt"  # type: ignore[attr-defined]
    assert '"words"' in model_server.calls[-1].system


def test_answers_are_kept_by_all_that_could_change_them(given: Settings, model_server: ModelServer) -> None:
    with Library.open(given.library) as library:
        words(opened(given, library), "a", "b")
        asked = len(model_server.asked("words"))
        again = opened(given, library)
        assert words(again, "a", "b") == [["a"], ["b"]]
        assert len(model_server.asked("words")) == asked
        assert (again.costs()[0].asked, again.costs()[0].cached) == (0, 2)
        words(again, "a", sample=1)
        words(opened(given, library, llm_tokens=100), "a")
        assert given.prompts is not None
        prompt = given.prompts / "words.j2"
        prompt.write_text(prompt.read_text().replace("List", "Name"))
        words(opened(given, library), "a")
        assert len(model_server.asked("words")) == asked + 3


def test_equal_questions_are_sent_once_and_samples_each(given: Settings, model_server: ModelServer) -> None:
    model = opened(given)
    replies = model.complete([Prompt(user="x")] * 4, samples=[0, 1, 1, 2], options=Options(temperature=0.8, seed=3))
    assert [reply.text for reply in replies if reply] == ["ready"] * 4
    assert len(model_server.calls) == 1 + 3  # the probe
    assert model_server.calls[-1].body["seed"] == 3


def test_what_was_answered_before_a_crash_is_kept(given: Settings, model_server: ModelServer) -> None:
    def revoked(call: Call) -> object:
        text = call.fenced[0].text
        if text == "d":
            model_server.faults += [Fault(status=401, message="revoked")] * 9
        return {"words": [text]}

    honest = model_server.mind["words"]
    model_server.mind["words"] = revoked
    with Library.open(given.library) as library:
        with pytest.raises(InputError, match="does not accept the key"):
            words(opened(given, library, llm_parallel=1), *"abcdefg")
        model_server.faults.clear()
        model_server.mind["words"] = honest
        before = len(model_server.asked("words"))
        assert words(opened(given, library), *"abcdefg") == [[letter] for letter in "abcdefg"]
        new = {call.fenced[0].text for call in model_server.asked("words")[before:]}
        assert new <= set("defg") and "g" in new


def test_requests_side_by_side_are_bounded(given: Settings, model_server: ModelServer) -> None:
    model = opened(given)
    model_server.pause = 0.02
    words(model, *(f"w{i}" for i in range(12)))
    assert 2 <= model_server.most_open <= 3


def test_a_budget_ends_the_asking_and_not_the_run(given: Settings, model_server: ModelServer) -> None:
    model = opened(given, budget="60", llm_parallel=1)
    out = words(model, *(f"w{i}" for i in range(30)))
    assert out[0] == ["w0"] and out[-1] == "budget"
    assert model.used_up == "60 tokens"
    assert len(model_server.asked("words")) < 30


def test_money_needs_a_price_and_is_counted(given: Settings) -> None:
    with pytest.raises(UsageError, match="price"):
        opened(given, budget="$2")
    model = opened(given, budget="$2", llm_price="1/2")
    words(model, "a")
    (cost,) = model.costs()
    assert cost.price == pytest.approx((cost.tokens_in + 2 * cost.tokens_out) / 1e6)
    for wrong in ("5 apples", "-3"):
        with pytest.raises(UsageError, match="not a budget"):
            opened(given, budget=wrong)


def test_troubles_are_one_line_before_any_work(given: Settings, model_server: ModelServer) -> None:
    def trouble(spec: str = SPEC, **changes: object) -> SynthError:
        with pytest.raises(SynthError) as caught:
            open_model(spec, settings.load(**{**_given(given), **changes}))
        assert "\n" not in caught.value.message and caught.value.hint
        return caught.value

    gone = trouble(llm_url=f"http://127.0.0.1:{free_port()}/v1")
    assert isinstance(gone, NetworkError) and "does not answer" in gone.message and gone.exit_code == 3
    assert "no model other" in trouble("openai:other").message
    model_server.key = "right"
    wrong = trouble(llm_key="wrong")
    assert isinstance(wrong, InputError) and "does not accept the key" in wrong.message
    assert opened(given, llm_key="right").name == SPEC
    assert "no key for openai" in trouble(llm_url="").message
    assert "unknown provider" in trouble("frobnicator:x").message
    assert "not installed" in trouble("upstage:x").message
    assert "no folder of prompts" in trouble(prompts="nowhere").message
    for spec in ("gpt", "openai:", ":x", "a b:c"):
        with pytest.raises(UsageError):
            parse_spec(spec)


def test_a_server_that_asks_to_wait_for_ever_is_not_waited_for(given: Settings, model_server: ModelServer) -> None:
    model_server.faults += [Fault(status=429, headers={"Retry-After": "86400"})]
    with pytest.raises(RemoteError, match="wait 86400 seconds"):
        opened(given)


def test_an_optional_model_that_goes_leaves_questions_open(given: Settings, model_server: ModelServer) -> None:
    model = opened(given, llm_optional="true")
    words(model, "a")
    model_server.faults += [Fault(status=401)] * 9
    assert words(model, "b", "c") == ["key", "key"] or words(model, "b", "c")[1] in ("budget", "key")
    assert "does not accept the key" in model.down
    assert words(model, "d") == ["unreachable"]
    assert words(model, "a") == [["a"]]


def test_parameters_that_a_server_rejects_are_left_out(given: Settings, model_server: ModelServer) -> None:
    model_server.faults += [Fault(status=400, message="Unsupported value: 'temperature' does not support 0")]
    model = opened(given)
    words(model, "a")
    assert "temperature" not in model_server.calls[-1].body
    model_server.faults += [Fault(status=400, message="content filter")]
    assert words(model, "b") == ["refused"]


def test_servers_that_count_no_tokens_are_estimated(given: Settings, model_server: ModelServer) -> None:
    model_server.counts_tokens = False
    model = opened(given)
    words(model, "a word or two")
    assert model.costs()[0].estimated and model.costs()[0].tokens_in > 0


def test_settings_go_in_by_each_providers_own_names() -> None:
    options = Options(max_tokens=50, temperature=0.5, top_p=0.9, seed=3, stop=("x",))

    def given(provider: str, url: str = "", *, warm: bool = True) -> dict[str, object]:
        return Chats(provider, "m", url=url, timeout=9.0)._given(options, warm)

    anthropic = given("anthropic")
    assert (anthropic["max_tokens"], anthropic["temperature"], anthropic["timeout"]) == (50, 0.5, 9.0)
    assert "seed" not in anthropic and anthropic["stop"] == ["x"]
    ollama = given("ollama", "http://localhost:11434")
    assert ollama["num_predict"] == 50 and ollama["client_kwargs"] == {"timeout": 9.0} and ollama["seed"] == 3
    assert not {"max_tokens", "timeout", "max_retries"} & set(ollama)
    assert "temperature" not in given("openai", warm=False)
    assert "api_key" not in given("openai") and given("openai", "http://localhost/v1")["api_key"] == "none"


def test_ctrl_c_does_not_wait_for_what_is_under_way(given: Settings, model_server: ModelServer) -> None:
    model = opened(given)
    model_server.pause = 20.0
    timer = threading.Timer(0.3, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        words(model, "a", "b", "c")
    assert time.monotonic() - began < 10
    assert len(model_server.asked("words")) <= 3
