"""A model on this machine as a LangChain chat model."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict

from synth.llm.local.backend import Local
from synth.llm.requests import Fault, Options, Prompt, Request


class LocalChat(BaseChatModel):  # type: ignore[misc]
    """One message at a time; batches go through `Local.answer`, which shares prefixes and memory."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    backend: Local
    max_tokens: int = 1024
    temperature: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "synth-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.backend.identity, "max_tokens": self.max_tokens, "temperature": self.temperature}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        system = "\n\n".join(str(message.content) for message in messages if message.type == "system")
        user = "\n\n".join(str(message.content) for message in messages if message.type != "system")
        options = Options(
            max_tokens=int(kwargs.get("max_tokens", self.max_tokens)),
            temperature=float(kwargs.get("temperature", self.temperature)),
            seed=kwargs.get("seed"),
            stop=tuple(stop or ()),
            schema=kwargs.get("schema"),
        )
        request = Request(prompt=Prompt(system=system, user=user), options=options)
        ((_, outcome),) = self.backend.answer([request], lambda: False)
        if isinstance(outcome, Fault):
            raise ValueError(outcome.message)
        usage = {
            "input_tokens": outcome.tokens_in,
            "output_tokens": outcome.tokens_out,
            "total_tokens": outcome.tokens_in + outcome.tokens_out,
        }
        reason = {"finish_reason": "length" if outcome.cut else "stop"}
        message = AIMessage(content=outcome.text, usage_metadata=usage, response_metadata=reason)
        return ChatResult(generations=[ChatGeneration(message=message)])
