"""Distinct short papers in Markdown, made by a grammar: material to measure growth with.

    python benchmarks/made_papers.py DIR --papers 10000 --seed 1

Each has a title, authors, abstract, sections, one or two tables of results, and references to papers made before it.
Tables share benchmarks and baselines, whose numbers mostly agree from paper to paper, so that a ledger has something
to compare. How long sentences are and how many numbers they hold follows what was counted in 17 real papers on language
models (5,923 sentences); a made paper has about an eighth of their sentences. No word of those papers is in here.

Paper `i` of a seed is the same however many are made. Ids look like arXiv's, of years to come: none names a real paper.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

LENGTHS = ((0.05, 4), (0.1, 7), (0.25, 12), (0.5, 19), (0.75, 26), (0.9, 33), (0.95, 39))
"""Quantiles of the words of a sentence; mean 20.2."""
NUMBERS = (0.55, 0.207, 0.1, 0.054, 0.033, 0.02, 0.036)
"""Shares of sentences with 0, 1, … 6 or more numbers."""
SHARE_OTHER = 0.03
"""Of baselines' figures, so many are printed other than elsewhere."""
FIRST_YEAR, PER_MONTH = 70, 3000
"""Where ids begin, and how many a month has: a million papers end in 2093."""
SHARE_RARE = 0.4
"""Of subjects, so many have a coined word, which few papers share: the long tail of a vocabulary."""

BENCHMARKS = ("HumanEval", "MBPP", "GSM8K", "MATH", "LiveCodeBench", "APPS", "DS-1000", "CodeContests", "MMLU", "ARC-C")
METRICS = {"HumanEval": "pass@1", "MBPP": "pass@1", "LiveCodeBench": "pass@1", "APPS": "pass@1", "DS-1000": "pass@1"}
"""Metrics other than accuracy."""
TOPICS = """
multi-turn code generation|reward models for program repair|process supervision|preference optimisation|self-play
curriculum sampling|retrieval of worked solutions|test-time search|verifier training|instruction evolution
data deduplication|long-context reasoning|tool use in mathematics|unit-test synthesis|speculative drafting
entropy regularisation|rejection sampling|distillation of chains of thought|calibrated abstention|program verification
low-resource languages|policy-gradient variance|weight averaging|tokeniser design|mixture routing|gradient clipping
exploration bonuses|majority voting|critique generation|execution feedback|symbolic regression|table question answering
citation checking|protein language modelling|seismic forecasting|medical coding|legal summarisation|robot planning
"""
SUBJECTS = """
the policy|the learned verifier|our sampler|the base model|a smaller student|the reward signal|the training mixture
the critic|each rollout|the second stage|a longer horizon|the annotated subset|this objective|the held-out split
the baseline|a stronger teacher|the decoding temperature|the search procedure|the proposed loss|the filtered corpus
"""
VERBS = """
improves|reduces|stabilises|replaces|complements|dominates|approximates|depends on|benefits from|interacts with
regularises|amplifies|limits|explains|outweighs|anticipates|separates|preserves|redistributes|constrains
"""
OBJECTS = """
the diversity of samples|the variance of the estimate|early stopping|the cost of annotation|credit assignment
the length of answers|the rate of syntax errors|the share of solved problems|the gap between train and test
the quality of explanations|the number of rollouts|the margin over greedy decoding|the loss on rare constructs
the agreement among raters|the coverage of edge cases|the entropy of the policy|the memory of the optimiser
"""
ADJUNCTS = """
when the budget is small|across all seeds|under the same protocol|without extra supervision|in later iterations
for problems with hidden tests|at every temperature that we tried|despite fewer parameters|with a frozen encoder
on both splits|after the first epoch|once duplicates are removed|as the horizon grows|in the offline setting
although the effect is not uniform|which earlier work left open|because rare cases carry most of the signal
relative to a tuned reference|for the harder half of the problems|in contrast to what one might expect
"""
OPENERS = """
In this section we describe how|We observe that|Prior work suggests that|It is known that|A closer look shows that
Our analysis indicates that|We conjecture that|Ablations confirm that|In practice|As a consequence|By contrast
"""
COUNTS = """
{} problems|{} rollouts per prompt|{} training steps|{} random seeds|a batch of {}|{} annotators|{} layers|{} hours
a context of {} tokens|{} epochs|a temperature of 0.{}|{} examples|{} thousand samples|section {}|{} repositories
"""
SURNAMES = """
Abara Bexley Corvin Dastrom Elvanger Farouz Gellert Hosfeld Ishvara Jorvik Kestrand Lindqvar Morazzi Nyberger Okonvale
Parvane Quillard Rosenveit Sandoval Tervonen Ulvestad Vasquari Wendeler Xanthos Yarrowby Zellweg Almodar Brandvik
"""
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"
ONSETS = ("b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v")
VOWELS = ("a", "e", "i", "o", "u", "ae", "io", "ou")
CODAS = ("", "l", "n", "r", "x", "m")
SIZES = ("1B", "3B", "7B", "13B", "34B", "70B")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for line in text.strip().splitlines() for part in line.split("|"))


_TOPICS, _SUBJECTS, _VERBS, _OBJECTS = _listed(TOPICS), _listed(SUBJECTS), _listed(VERBS), _listed(OBJECTS)
_ADJUNCTS, _OPENERS, _COUNTS, _SURNAMES = _listed(ADJUNCTS), _listed(OPENERS), _listed(COUNTS), tuple(SURNAMES.split())
_NUMBER_ENDS = tuple(accumulate(NUMBERS))


@dataclass(frozen=True, kw_only=True, slots=True)
class MadePaper:
    """One paper."""

    arxiv: str
    """Its id with version, as in `7001.00012v1`."""
    title: str
    authors: tuple[str, ...]
    markdown: str

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.arxiv}.md"


def made_papers(count: int, *, seed: int = 1, start: int = 0) -> Iterator[MadePaper]:
    """Papers `start` to `start + count` of a seed, in order."""
    for number in range(start, start + count):
        yield _paper(number, seed)


def write_papers(folder: Path, count: int, *, seed: int = 1, start: int = 0) -> list[Path]:
    """Write papers into `folder`, which is made; their files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for paper in made_papers(count, seed=seed, start=start):
        path = folder / paper.name
        path.write_text(paper.markdown, encoding="utf-8")
        paths.append(path)
    return paths


# -- what a paper is about ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    """What other papers know of a paper."""

    arxiv: str
    method: str
    topic: str
    title: str
    authors: tuple[str, ...]
    year: int


@lru_cache(maxsize=4096)
def _head(number: int, seed: int) -> _Head:
    rng = random.Random(f"{seed}/head/{number}")
    month, place = divmod(number, PER_MONTH)
    year, month = FIRST_YEAR + month // 12, month % 12 + 1
    method = _coined(number, seed)
    topic, other = rng.sample(_TOPICS, 2)
    form = rng.choice(("{m}: {t} through {o}", "{m}: rethinking {t} with {o}", "{m}, or how {o} helps {t}"))
    title = form.format(m=method, t=topic, o=other)
    authors = tuple(f"{rng.choice(INITIALS)}. {name}" for name in rng.sample(_SURNAMES, rng.randint(2, 5)))
    arxiv = f"{year}{month:02d}.{place + 1:05d}"
    return _Head(arxiv=arxiv, method=method, topic=topic, title=title, authors=authors, year=2000 + year)


def _coined(number: int, seed: int) -> str:
    """A name that no other paper of the seed has: digits of the number as syllables."""
    rng = random.Random(f"{seed}/names")
    onsets, vowels = rng.sample(ONSETS, len(ONSETS)), rng.sample(VOWELS, len(VOWELS))
    syllables, rest = [], number
    for _ in range(3):
        rest, place = divmod(rest, len(onsets) * len(vowels))
        syllables.append(onsets[place // len(vowels)] + vowels[place % len(vowels)])
    return "".join(syllables).capitalize() + CODAS[number % len(CODAS)].replace("x", "r") + "Coder"


@lru_cache(maxsize=8)
def _baselines(seed: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Baselines that papers compare with, and how often each is chosen, summed up: few are chosen by most."""
    rng = random.Random(f"{seed}/baselines")
    stems = {_syllables(rng).capitalize() for _ in range(60)}
    names = [f"{stem}-{size}" for stem in sorted(stems) for size in rng.sample(SIZES, 3)]
    rng.shuffle(names)
    return tuple(names), tuple(accumulate(1 / (rank + 5) for rank in range(len(names))))


def _syllables(rng: random.Random) -> str:
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(2)) + rng.choice(CODAS)


@lru_cache(maxsize=1 << 16)
def _figure(model: str, benchmark: str, seed: int) -> float:
    """What a baseline reaches, wherever it is printed."""
    rng = random.Random(f"{seed}/{model}/{benchmark}")
    size = SIZES.index(model.rpartition("-")[2])
    return round(rng.uniform(18, 40) + 6 * size + rng.random(), 1)


# -- text --------------------------------------------------------------------------------------------------------------


def _length(rng: random.Random) -> int:
    """Words of a sentence, drawn from the quantiles."""
    drawn = rng.random()
    low, words = 0.0, 3.0
    for high, more in LENGTHS:
        if drawn < high:
            return round(words + (more - words) * (drawn - low) / (high - low))
        low, words = high, float(more)
    return rng.randint(39, 52)


def _clause(rng: random.Random) -> str:
    subject = rng.choice(_SUBJECTS)
    if rng.random() < SHARE_RARE:
        article, _, rest = subject.partition(" ")
        subject = f"{article} {_rare(int(rng.paretovariate(0.6)) % 50_000)} {rest}"
    return f"{subject} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)}"


@lru_cache(maxsize=1 << 16)
def _rare(rank: int) -> str:
    """The coined word of a rank; the lower the rank, the commoner it is."""
    rng = random.Random(f"rare/{rank}")
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(3)) + rng.choice(("l", "n", "ric", "tive"))


def _sentence(rng: random.Random, topic: str, cited: int) -> str:
    """A sentence with about as many words, and as many numbers, as one of a real paper."""
    wanted, numbers = _length(rng), bisect_right(_NUMBER_ENDS, rng.random())
    parts = [_clause(rng)]
    if wanted > 11:
        parts.insert(0, rng.choice(_OPENERS))
    while numbers > 0:
        joint = "with" if len(parts) < 3 else "and"
        parts.append(f"{joint} {rng.choice(_COUNTS).format(rng.choice((2, 3, 4, 5, 8, 12, 16, 24, 32, 64, 100, 256)))}")
        numbers -= 1
    if rng.random() < 0.2:
        parts.append(f"in {topic}")
    joints = iter((" and ", ", while ", "; moreover, ", ", whereas "))
    while (short := wanted - len(" ".join(parts).split())) > 2:
        if short > 8 and (joint := next(joints, "")):
            parts[-1] += f"{joint}{_clause(rng)}"
        else:
            parts.append(rng.choice(_ADJUNCTS))
    text = " ".join(parts)
    if cited and rng.random() < 0.15:
        text += f" [{rng.randint(1, cited)}]"
    return f"{text[0].upper()}{text[1:]}."


def _prose(rng: random.Random, topic: str, sentences: int, cited: int) -> str:
    """Paragraphs of three to six sentences."""
    texts = [_sentence(rng, topic, cited) for _ in range(sentences)]
    paragraphs, at = [], 0
    while at < len(texts):
        size = rng.randint(3, 6)
        paragraphs.append(" ".join(texts[at : at + size]))
        at += size
    return "\n\n".join(paragraphs)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Results:
    """A table of results."""

    benchmarks: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    """Model and its figures; the paper's own comes last."""

    def markdown(self, number: int, caption: str) -> str:
        head = ["Model", *(f"{name} {METRICS.get(name, 'accuracy')}" for name in self.benchmarks)]
        lines = [head, ["---"] * len(head), *([name, *map(str, values)] for name, values in self.rows)]
        grid = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"Table {number}: {caption}\n\n{grid}"


def _results(rng: random.Random, own: str, seed: int) -> _Results:
    benchmarks = tuple(rng.sample(BENCHMARKS, rng.randint(2, 4)))
    names, weights = _baselines(seed)
    chosen = dict.fromkeys(rng.choices(names, cum_weights=weights, k=rng.randint(3, 7)))
    rows = []
    for name in chosen:
        figures = [_figure(name, one, seed) for one in benchmarks]
        rows.append((name, tuple(_reprinted(rng, value) for value in figures)))
    best = [max(values[i] for _, values in rows) for i in range(len(benchmarks))]
    rows.append((own, tuple(round(value + rng.uniform(-1.5, 6), 1) for value in best)))
    return _Results(benchmarks=benchmarks, rows=tuple(rows))


def _reprinted(rng: random.Random, value: float) -> float:
    return round(value + rng.choice((-2.4, -1.1, 0.9, 1.7)), 1) if rng.random() < SHARE_OTHER else value


def _finding(rng: random.Random, results: _Results) -> str:
    """A sentence that says what one column of the table says."""
    column = rng.randrange(len(results.benchmarks))
    own, values = results.rows[-1]
    other, others = rng.choice(results.rows[:-1])
    name = results.benchmarks[column]
    metric = METRICS.get(name, "accuracy")
    verb = "compared with" if values[column] < others[column] else "which is higher than the"
    link = f"{verb} {others[column]} of {other}"
    return f"On {name}, {own} reaches a {metric} of {values[column]}, {link}.".replace("a accuracy", "an accuracy")


# -- a paper -----------------------------------------------------------------------------------------------------------


def _paper(number: int, seed: int) -> MadePaper:
    head = _head(number, seed)
    rng = random.Random(f"{seed}/text/{number}")
    own = f"{head.method}-{rng.choice(SIZES)}"
    references = _references(rng, number, seed)
    tables = [_results(rng, own, seed) for _ in range(rng.randint(1, 2))]

    def prose(low: int, high: int) -> str:
        return _prose(rng, head.topic, rng.randint(low, high), len(references))

    findings = [_finding(rng, one) for one in tables]
    parts = [f"# {head.title}", ", ".join(head.authors)]
    parts.append(f"## Abstract\n\nWe study {head.topic} and propose {head.method}. {prose(2, 4)} {findings[0]}")
    parts += [f"## {name}\n\n{prose(low, high)}" for name, low, high in _SECTIONS]
    parts.append(f"## 4. Experiments\n\n{prose(3, 5)}")
    for place, one in enumerate(tables, start=1):
        caption = f"Results of {head.method} and baselines on {', '.join(one.benchmarks)}."
        parts += [one.markdown(place, caption), f"{_finding(rng, one)} {_sentence(rng, head.topic, 0)}"]
    parts.append(f"## 5. Analysis\n\n{prose(6, 10)}")
    parts.append(f"## 6. Conclusion\n\n{prose(2, 3)} {findings[-1]}")
    parts.append("## References\n\n" + "\n\n".join(f"[{at}] {one}" for at, one in enumerate(references, start=1)))
    return MadePaper(
        arxiv=f"{head.arxiv}v1", title=head.title, authors=head.authors, markdown="\n\n".join(parts) + "\n"
    )


_SECTIONS = (("1. Introduction", 7, 11), ("2. Related Work", 4, 7), ("3. Method", 8, 12))


def _references(rng: random.Random, number: int, seed: int) -> list[str]:
    """Entries of papers made before this one, of the last years more than of the first; none in the first paper."""
    back = {number - 1 - int(rng.paretovariate(0.4)) % number for _ in range(rng.randint(4, 9))} if number else set()
    heads: Sequence[_Head] = [_head(one, seed) for one in sorted(back)]
    return [f"{', '.join(one.authors)}. {one.title}. arXiv:{one.arxiv}, {one.year}." for one in heads]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the papers go")
    parser.add_argument("--papers", type=int, default=100, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first")
    arguments = parser.parse_args()
    paths = write_papers(arguments.folder, arguments.papers, seed=arguments.seed, start=arguments.start)
    print(f"{len(paths)} papers, {sum(path.stat().st_size for path in paths)} bytes in {arguments.folder}")


if __name__ == "__main__":
    main()
