"""Figures run again: those of recipes (`synth rerun`), and those that reports and audits cite (`--rerun`).

`recipes.py` runs recipes, and is what this door gives. `claims.py` finds the claims of a report that a recipe tests
and folds what came of it into their verdicts; `oneclaim.py` does so for one claim of a written report. `sampling.py`
draws new samples from a language model. `conflict.py` is the pass@k / pass@1 experiment, `gradients.py` its part with
a model.
"""

from synth.workflows.rerun.recipes import Failed, Listed, RerunOptions, by_hand, listing, named, run_recipes

__all__ = ["Failed", "Listed", "RerunOptions", "by_hand", "listing", "named", "run_recipes"]
