"""A report made again with what its reviewers ask for, until they are content, nothing helps, or the budget ends."""

from __future__ import annotations

import time
from dataclasses import replace

from synth.llm.budget import Budget
from synth.records import Action, Report
from synth.review import best_remedies
from synth.workflows.drafting import Desk, Effort

MOST_ROUNDS = 8
_DOUBLED_UP_TO = 24
_CAPS = (0.5, 0.34, 0.25, 0.2)
_LEAST_CLAIMS = 10
"""Claims that a list keeps when those that fit least are left out: a short list is easily a good one."""
_WORDS = {
    Action.CHECK_MORE: "{0.checked_per_listed} claims checked for each one listed",
    Action.READ_WIDER: "{0.wider} times as many passages read",
    Action.SPREAD: "at most {0.most_of_one:.0%} of the claims from one paper",
    Action.FIT_CLOSER: "only claims with a relevance of at least {0.relevant:.2f}",
}


def raise_score(desk: Desk, target: float, budget: str) -> Report:
    """The best draft, with a sentence for each round in its method.

    Each round does what promises most; a round that does not help is undone, and its action not tried further.
    """
    began, seconds = time.monotonic(), Budget.read(budget).seconds
    effort, best = Effort(), desk.draft()
    said: list[str] = []
    spent: set[Action] = set()
    for number in range(2, MOST_ROUNDS + 2):
        if best.score is None or best.score >= target:
            break
        out_of_time = seconds is not None and time.monotonic() - began >= seconds
        step = None if out_of_time or desk.engine.used_up else _next(best, effort, spent)
        if step is None:
            break
        action, more = step
        draft = desk.draft(more)
        better = draft.score is not None and draft.score > best.score
        words = _WORDS[action].format(more)
        said.append(f"Round {number}: {words}; the score went from {best.score} to {draft.score}.")
        if better:
            effort, best = more, draft
        else:
            spent.add(action)
            said[-1] = said[-1][:-1] + ", and the round was undone."
    reached = best.score is not None and best.score >= target
    goal = f"A score of {target:g} was asked for and {'reached' if reached else f'not reached: it is {best.score}'}."
    return replace(best, method=(*best.method, *said, goal), costs=desk.engine.costs())


def _next(best: Report, effort: Effort, spent: set[Action]) -> tuple[Action, Effort] | None:
    """What promises most of what can be done here and was not tried in vain."""
    for _, remedy in best_remedies(best.reviews):
        if remedy.action not in spent and (more := _more(best, effort, remedy.action)) is not None:
            return remedy.action, more
    return None


def _more(best: Report, effort: Effort, action: Action) -> Effort | None:
    """A step more of one kind of effort; None where there is none."""
    if action is Action.CHECK_MORE and effort.checked_per_listed * 2 <= _DOUBLED_UP_TO:
        return replace(effort, checked_per_listed=effort.checked_per_listed * 2)
    if action is Action.READ_WIDER and effort.wider * 2 <= _DOUBLED_UP_TO // 3:
        return replace(effort, wider=effort.wider * 2)
    if action is Action.SPREAD and (caps := [cap for cap in _CAPS if cap < effort.most_of_one]):
        return replace(effort, most_of_one=caps[0])
    fits = sorted(one.claim.relevance for one in best.claims)
    if action is Action.FIT_CLOSER and len(fits) - len(fits) // 4 >= _LEAST_CLAIMS:
        return replace(effort, relevant=round(fits[len(fits) // 4], 4))
    return None
