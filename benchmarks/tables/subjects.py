"""What tables say outside language models: patients, regressions, measurements, counts, settings."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from content import Content, Item, Value, draw_content
from kit import DATASETS, METRICS, MODELS

Subject = Callable[[random.Random, dict[str, Any]], Content]

TRAITS = {
    "": ["Age, years", "Body mass index, kg/m2", "Follow-up, months", "Systolic pressure, mmHg"],
    "Sex": ["Male", "Female"],
    "Smoking status": ["Never", "Former", "Current"],
    "Tumour stage": ["I", "II", "III", "IV"],
    "Prior treatment": ["Surgery", "Radiotherapy", "None"],
}
RISKS = ["Age ≥ 65 years", "Current smoker", "Type 2 diabetes", "Hypertension", "Female sex", "eGFR < 60", "Statin use",
         "Previous stroke", "BMI per 5 kg/m2", "Low income"]  # fmt: skip
VARIABLES = ["Log income", "Years of schooling", "Unemployed", "Urban", "Age", "Age squared", "Female", "Union member",
             "Firm size (log)", "Constant"]  # fmt: skip
CORPORA = ["CoNLL-2003", "OntoNotes 5.0", "SQuAD v1.1", "MS MARCO", "WikiText-103", "CNN/DailyMail", "XSum", "PubMed",
           "arXiv", "Natural Questions", "TriviaQA"]  # fmt: skip
STATES = ["Ground state", "First excited state", "Doublet", "Triplet", "Continuum", "D0 → Kπ", "B+ → J/ψ K", "Λc"]
STEPS = ["Full model", "w/o reward shaping", "w/o KL penalty", "− curriculum", "− data filtering", "+ larger batch",
         "w/o pre-training", "replace GRPO by PPO", "− dropout"]  # fmt: skip
SETTINGS = ["Learning rate", "Batch size", "Warm-up steps", "Weight decay", "Dropout", "Temperature",
            "Gradient clipping", "Training epochs", "Context length", "Hidden size"]  # fmt: skip
FEATURES = ["Height", "Weight", "Income", "Education", "Trust", "Openness", "Anxiety", "Sleep"]


def models(rng: random.Random, look: dict[str, Any]) -> Content:
    """Scores of language models, as the other drawn tables."""
    return draw_content(rng, look)


def patients(rng: random.Random, look: dict[str, Any]) -> Content:
    """Baseline characteristics: means with deviations, counts with shares, traits with values set in below."""
    arms = [("Treatment",), ("Placebo",), ("Total",), ("P value",)][: rng.choice([3, 4])]
    if look["depth"] > 1:
        arms = [("Intention to treat", "Drug"), ("Intention to treat", "Placebo"), ("Per protocol", "Drug"),
                ("Per protocol", "Placebo")]  # fmt: skip
    items: list[Item] = []
    for trait in ["", *rng.sample(sorted(set(TRAITS) - {""}), 3)]:
        if trait:
            items.append(Item("parent", (trait,)))
        for name in TRAITS[trait] if trait else rng.sample(TRAITS[""], 3):
            values = [
                Value(
                    rng.choice(["<0.001", f"0.{rng.randint(100, 999)}"]) if arm[-1] == "P value" else _share(rng, trait)
                )
                for arm in arms
            ]
            items.append(Item("row", (name,), values=values, parent=trait))
    return Content(["Characteristic"], arms, items)


def _share(rng: random.Random, trait: str) -> str:
    if trait:
        return f"{rng.randint(12, 480)} ({rng.uniform(2, 90):.1f})"
    return f"{rng.uniform(20, 140):.1f} ({rng.uniform(1, 20):.1f})"


def hazards(rng: random.Random, look: dict[str, Any]) -> Content:
    """Ratios with confidence intervals, events of totals and p values."""
    paths: list[tuple[str, ...]] = [("Events/patients",), ("HR (95% CI)",), ("P",)]
    if look["depth"] > 1:
        paths = [(model, name) for model in ("Unadjusted", "Adjusted") for name in ("HR (95% CI)", "P")]
    items = []
    for name in rng.sample(RISKS, min(look["rows"], len(RISKS))):
        values = []
        for path in paths:
            low, wide = rng.uniform(0.4, 1.6), rng.uniform(0.05, 0.6)
            texts = {
                "P": rng.choice(["<0.001", f"0.{rng.randint(10, 99)}", f"0.0{rng.randint(10, 99)}"]),
                "HR (95% CI)": f"{low + wide / 2:.2f} ({low:.2f}–{low + wide:.2f})",
                "Events/patients": f"{rng.randint(10, 90)}/{rng.randint(200, 2400)}",
            }
            values.append(Value(texts[path[-1]]))
        items.append(Item("row", (name,), values=values))
    return Content(["Variable"], paths, items)


def regression(rng: random.Random, look: dict[str, Any]) -> Content:
    """Coefficients with stars and their standard errors on the next line; counts below."""
    columns = rng.choice([3, 4, 5])
    paths: list[tuple[str, ...]] = [(f"({n + 1})",) for n in range(columns)]
    if look["depth"] > 1:
        names = ["Wages"] * 2 + ["Hours worked"] * (columns - 2)
        paths = [(name, *path) for name, path in zip(names, paths, strict=True)]
    items = []
    for name in rng.sample(VARIABLES, min(look["rows"], 7)):
        values = []
        for _ in paths:
            stars = rng.choice(["", "*", "**", "***"])
            value = f"{rng.choice(['', '', '−'])}{rng.uniform(0, 2):.3f}"
            values.append(Value(f"{value} ({rng.uniform(0, 0.4):.3f})", mark=stars))
        items.append(Item("row", (name,), values=values))
    items.append(Item("row", ("Observations",), values=[Value(f"{rng.randint(900, 99999):,}") for _ in paths]))
    items.append(Item("row", ("R2",), values=[Value(f"0.{rng.randint(100, 899)}") for _ in paths]))
    return Content([""], paths, items)


def measurements(rng: random.Random, look: dict[str, Any]) -> Content:
    """Physical quantities: powers of ten, uncertainties in brackets or with a sign, units in the header."""
    names = ["m (GeV)", "σ (pb)", "Γ (MeV)", "N", "χ2/ndf"]
    paths: list[tuple[str, ...]] = [(name,) for name in rng.sample(names, rng.choice([3, 4]))]
    if look["depth"] > 1:
        paths = [(run, name) for run in ("Run 1", "Run 2") for name in rng.sample(names, 2)]
    items = []
    for state in rng.sample(STATES, min(look["rows"], len(STATES))):
        values = []
        for path in paths:
            texts = {
                "m (GeV)": f"{rng.uniform(1, 9):.4f}({rng.randint(1, 9)})",
                "σ (pb)": f"{rng.uniform(1, 9):.1f} × 10^{rng.choice(['-3', '-4', '-6', '2', '5'])}",
                "Γ (MeV)": f"{rng.uniform(1, 90):.1f} ± {rng.uniform(0, 3):.1f}",
                "N": f"{rng.randint(100, 99999):,}",
                "χ2/ndf": f"{rng.uniform(3, 60):.1f}/{rng.randint(4, 50)}",
            }
            values.append(Value(texts[path[-1]]))
        items.append(Item("row", (state,), values=values))
    return Content(["Channel"], paths, items)


def counts(rng: random.Random, look: dict[str, Any]) -> Content:
    """Sizes of corpora with commas of thousands, mean lengths, shares in per cent."""
    paths: list[tuple[str, ...]] = [("Train",), ("Dev",), ("Test",), ("Avg. length",), ("Overlap",)]
    if look["depth"] > 1:
        paths = [("Sentences", "Train"), ("Sentences", "Test"), ("Tokens", "Train"), ("Tokens", "Test"), ("OOV",)]
    items = []
    for name in rng.sample(CORPORA, min(look["rows"], len(CORPORA))):
        values = []
        for path in paths:
            share = path[-1] in {"Overlap", "OOV"}
            text = f"{rng.uniform(0, 40):.1f}%" if share else f"{rng.randint(800, 4_000_000):,}"
            values.append(Value(f"{rng.uniform(8, 900):.1f}" if path[-1] == "Avg. length" else text))
        items.append(Item("row", (name,), values=values))
    return Content(["Corpus"], paths, items)


def ranking(rng: random.Random, look: dict[str, Any]) -> Content:
    """A leader board: values of several kinds in one row, dashes where nothing is known."""
    paths: list[tuple[str, ...]] = [("Params",), ("MMLU",), ("Elo",), ("Cost ($)",), ("Latency",)]
    items = []
    for name in rng.sample(MODELS, min(look["rows"], 12)):
        values = [
            Value(rng.choice(["7B", "13B", "70B", "–"])), Value(f"{rng.uniform(30, 90):.1f}"),
            Value(f"{rng.randint(980, 1390)}"), Value(rng.choice(["–", f"{rng.uniform(0, 30):.2f}"])),
            Value(f"{rng.uniform(0, 9):.1f}s"),
        ]  # fmt: skip
        items.append(Item("row", (name,), values=values, also=(values[0].text,)))
    return Content(["Model"], paths, items)


def ablation(rng: random.Random, look: dict[str, Any]) -> Content:
    """A full system and what it loses without a part; losses stand in brackets beside the value."""
    paths: list[tuple[str, ...]] = [(name,) for name in rng.sample(DATASETS, rng.choice([2, 3, 4]))]
    items = []
    for at, name in enumerate([STEPS[0], *rng.sample(STEPS[1:], min(look["rows"], 7) - 1)]):
        values = []
        for _ in paths:
            value, loss = rng.uniform(40, 90), rng.uniform(0, 9)
            values.append(Value(f"{value:.1f} (−{loss:.1f})" if at else f"{value:.1f}"))
        items.append(Item("row", (name,), values=values))
    return Content(["Variant"], paths, items)


def correlations(rng: random.Random, look: dict[str, Any]) -> Content:
    """A triangle of coefficients."""
    names = rng.sample(FEATURES, rng.choice([4, 5, 6]))
    items = []
    for row, name in enumerate(names):
        values = []
        for column in range(len(names)):
            sign, stars = rng.choice(["", "−"]), rng.choice(["", "", "*", "**"])
            text = "1.00" if column == row else f"{sign}0.{rng.randint(10, 89)}" if column < row else ""
            values.append(Value(text, mark=stars if column < row else ""))
        items.append(Item("row", (name,), values=values))
    return Content([""], [(name,) for name in names], items)


def years(rng: random.Random, look: dict[str, Any]) -> Content:
    """A series: years head the columns."""
    first = rng.randint(2012, 2018)
    paths: list[tuple[str, ...]] = [(str(first + n),) for n in range(rng.choice([5, 6]))]
    items = []
    for name in rng.sample(["Europe", "North America", "Asia", "Africa", "Oceania", "World", "South America"], 6):
        items.append(Item("row", (name,), values=[Value(f"{rng.uniform(0, 60):.1f}") for _ in paths]))
    return Content(["Region"], paths, items)


def settings(rng: random.Random, look: dict[str, Any]) -> Content:
    """Hyperparameters: small and large numbers and powers of ten in one column."""
    paths: list[tuple[str, ...]] = [(name,) for name in rng.sample(["SFT", "RL", "Reward model", "Distillation"], 3)]
    items = []
    for name in rng.sample(SETTINGS, min(look["rows"], 8)):
        kinds = {
            "Learning rate": lambda: f"{rng.choice([1, 2, 5])} × 10^-{rng.randint(4, 7)}",
            "Weight decay": lambda: rng.choice(["0.1", "0.01", "0.0"]), "Dropout": lambda: rng.choice(["0.1", "0.0"]),
            "Temperature": lambda: rng.choice(["0.6", "1.0", "0.2"]), "Gradient clipping": lambda: "1.0",
        }  # fmt: skip
        made = kinds.get(name, lambda: f"{rng.choice([1, 2, 64, 128, 512, 1024, 4096, 8192]):,}")
        items.append(Item("row", (name,), values=[Value(made()) for _ in paths]))
    return Content(["Parameter"], paths, items)


def transposed(rng: random.Random, look: dict[str, Any]) -> Content:
    """Metrics in the rows, systems in the columns."""
    paths: list[tuple[str, ...]] = [(name,) for name in rng.sample(MODELS, rng.choice([3, 4]))]
    items = []
    for name in rng.sample(METRICS, min(look["rows"], len(METRICS))):
        values = [Value(f"{rng.uniform(0, 100):.2f}") for _ in paths]
        items.append(Item("row", (name,), values=values))
    return Content(["Metric"], paths, items)
