"""`synth ingest --engine ray`: the functions of `onepaper.py` on many machines, by Ray Data.

Read, take claims, embed, check: each takes a batch of papers and gives it on. Where the cluster has GPUs each is a
`map_batches` of its own, the embedder an actor on a GPU; else one actor on each core does all four, so that a core
loads everything once and no batch is sent about. Claims are taken before the texts are embedded, so that only one stage
needs the model. The last stage writes its batch as a shard; this process sees counts only, and merges the shards in the
order of the files when all are there.

A worker that dies is replaced by Ray and its batch done again. A shard that is there is not made again, in this run or
in the next. What is under way at once is bounded by Ray Data: a stage that is slow holds up those before it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import MissingDependencyError, StageError, SynthError
from synth.extract import all_claims
from synth.parse import Parsed, ParseJob, parse_files
from synth.records import CheckedClaim, Claim, content_id
from synth.settings import Settings
from synth.store import Library
from synth.store.shards import ShardRow, kept_in, read_shard, row_of, write_shard
from synth.workflows.fill.attempts import Attempts, CrashedError
from synth.workflows.fill.folders import Failure, Filled, Outcome, keep, plan, stack_large, unread, whole
from synth.workflows.fill.onepaper import Known, Vectors, check, embed, judge_of, open_embedder, stumbled, texts_of
from synth.workflows.ingest import Progress

BATCH = 8
"""Papers of a shard: what is done again where a worker dies."""
STORE = 256 * 2**20
"""Bytes of Ray's object store on this machine, where we start it: a paper under way takes about half a MB of it."""
SILENCE = 3600
"""Seconds without any progress after which a run gives up."""
REACH = 10.0
"""Seconds within which a cluster must answer."""
START = "ray start --head starts a cluster; this machine needs its token (~/.ray/auth_token)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Where the work is done."""

    address: str = ""
    """Of a Ray cluster; empty starts one on this machine alone."""
    shards: Path | None = None
    """Folder for the shards, which are kept; on a disk that all machines share. None: in the library, until merged."""
    merge: bool = True


@dataclass(slots=True)
class _Work:
    """One paper on its way through the stages."""

    job: ParseJob
    parsed: Parsed | None = None
    claims: Sequence[Claim] = ()
    vectors: Vectors | None = None
    checked: Sequence[CheckedClaim] = ()
    failure: Failure | None = None


Batch = dict[str, Any]
"""Columns of a batch: `work`, pickled."""


def fill_many(paths: Sequence[Path], settings: Settings, cluster: Cluster, progress: Progress) -> Filled:
    """Read all papers under `paths` into the library of the settings, with Ray.

    Gives what `fill` gives, and leaves the same library. Raises MissingDependencyError without Ray, StageError where
    the cluster cannot be reached or used; shards that were written by then are taken up by the next run.
    """
    _ray(cluster.address)
    with Library.open(settings.library) as library:
        name = open_embedder(settings.embedding, settings.device, library).name
        made, judge = plan(paths, library, name), judge_of(name)
        folder = (cluster.shards or library.folder / "shards").absolute()
        marks = Attempts(folder / "attempts")
        marks.folder.mkdir(parents=True, exist_ok=True)
        done = kept_in(folder, settled=True)
        rest = [job for job in made.jobs if (job.sha256, job.parser, judge) not in done]
        progress("reading papers", 0, len(rest))
        if rest:
            with _aside(), _running(cluster, settings) as ray:
                for count in _stages(ray, rest, folder, judge, settings):
                    progress("reading papers", count, len(rest))
        goal, count = (library if cluster.merge else None), len(made.jobs)
        outcomes = _made(made.jobs, folder, judge)
        filled = keep(made, outcomes, goal, name, lambda done: progress("merging shards", done, count))
        shutil.rmtree(folder if cluster.shards is None else marks.folder, ignore_errors=True)
        if cluster.merge:
            stack_large(library, settings, progress)
    return whole(filled)


def _made(jobs: Sequence[ParseJob], folder: Path, judge: str) -> Iterator[tuple[ParseJob, Outcome]]:
    """What the shards hold of each job, in the order of the jobs."""
    where = kept_in(folder)
    opened: dict[Path, list[ShardRow]] = {}
    for job in jobs:
        path, place = where[job.sha256, job.parser, judge]
        if path not in opened:
            if len(opened) >= 8:  # jobs of one shard stand together; an older run's may lie between
                opened.pop(next(iter(opened)))
            opened[path] = read_shard(path)
        row = opened[path][place]
        yield job, Failure(row.reason, row.lasting) if row.reason else row


def _stages(ray: Any, jobs: Sequence[ParseJob], folder: Path, judge: str, settings: Settings) -> Iterator[int]:
    """Run the jobs; yields how many are done."""
    batches = [list(jobs[start : start + BATCH]) for start in range(0, len(jobs), BATCH)]
    rows = [{"work": pickle.dumps([_Work(job) for job in batch])} for batch in batches]
    data = ray.data.from_items(rows, override_num_blocks=len(rows))
    reading = {"timeout": settings.parse_timeout, "memory": settings.parse_memory}
    # Workers are told what they need, and no keys of services.
    model = {"embedding": settings.embedding, "device": settings.device, "folder": folder}
    resources = ray.cluster_resources()
    if gpus := int(resources.get("GPU", 0)):
        # Half a core a task: what reads must not leave those without one who embed and write.
        share = {"batch_size": 1, "num_cpus": 0.5}
        data = data.map_batches(read_batch, fn_kwargs=reading, **share)
        data = data.map_batches(claim_batch, fn_kwargs={"folder": folder}, **share)
        pool = _pool(ray, min(gpus, len(rows)))
        data = data.map_batches(EmbedBatch, fn_constructor_kwargs=model, compute=pool, num_gpus=1, **share)
        data = data.map_batches(write_batch, fn_kwargs={"folder": folder, "judge": judge}, **share)
    else:
        pool = _pool(ray, min(max(int(resources.get("CPU", 1)), 1), len(rows)))
        everything = {**model, "judge": judge, "reading": reading}
        data = data.map_batches(WholeBatch, fn_constructor_kwargs=everything, compute=pool, batch_size=1, num_cpus=1)
    done = 0
    try:
        for batch in data.iter_batches(batch_size=1):
            done += int(batch["papers"].sum())
            yield done
    except ray.exceptions.RayError as error:
        line = str(error).strip().splitlines()[-1]
        hint = "the same command again goes on from the shards that are there"
        raise StageError(f"the cluster failed: {line}", hint=hint) from error


def _pool(ray: Any, most: int) -> Any:
    """So many actors from the start; each is given its next batch while it works on one."""
    return ray.data.ActorPoolStrategy(min_size=1, initial_size=most, max_size=most, max_tasks_in_flight_per_actor=2)


def read_batch(batch: Batch, *, timeout: float, memory: int) -> Batch:
    """Files to documents, each in a child process with its limits, as on one machine."""
    works = _works(batch)
    for work in works:
        if not work.job.path.exists():
            here = os.uname().nodename
            work.failure = Failure(f"there is no such file on {here}: workers must see the same folder", lasting=False)
    jobs = [work.job for work in works if work.failure is None]
    by_job = {work.job: work for work in works}
    for job, result in parse_files(jobs, workers=1, timeout=timeout, memory=memory):
        if isinstance(result, SynthError):
            by_job[job].failure = unread(result, job.path)
        else:
            by_job[job].parsed = result
    return _batch(works)


def claim_batch(batch: Batch, *, folder: Path) -> Batch:
    """The claims of each document."""

    def take(work: _Work, parsed: Parsed) -> None:
        work.claims = all_claims(parsed.document, parsed.paper)

    return _batch(_each(_works(batch), take, Attempts(folder / "attempts")))


class EmbedBatch:
    """Holds the model: an actor for each GPU."""

    def __init__(self, embedding: str, device: str, folder: Path) -> None:
        self._embedder = open_embedder(embedding, device)
        self._marks = Attempts(folder / "attempts")

    def __call__(self, batch: Batch) -> Batch:
        """The vectors of each paper's texts."""

        def take(work: _Work, parsed: Parsed) -> None:
            work.vectors = embed(texts_of(parsed.document, parsed.paper, work.claims), self._embedder)

        return _batch(_each(_works(batch), take, self._marks))


class WholeBatch:
    """All stages in one: an actor for each core, where there is no GPU."""

    def __init__(self, embedding: str, device: str, folder: Path, judge: str, reading: dict[str, Any]) -> None:
        self._embed = EmbedBatch(embedding, device, folder)
        self._folder, self._judge, self._reading = folder, judge, reading

    def __call__(self, batch: Batch) -> Batch:
        """From files to a shard."""
        read = read_batch(batch, **self._reading)
        embedded = self._embed(claim_batch(read, folder=self._folder))
        return write_batch(embedded, folder=self._folder, judge=self._judge)


def write_batch(batch: Batch, *, folder: Path, judge: str) -> Batch:
    """Check the claims of each paper, and write the batch as a shard; gives how many papers that were."""
    import numpy as np

    def take(work: _Work, parsed: Parsed) -> None:
        known = Known(judge.partition(" ")[2], work.vectors or {})
        work.checked = check(parsed.document, parsed.paper, work.claims, known)

    works = _each(_works(batch), take, Attempts(folder / "attempts"))
    rows = [_row(work, judge) for work in works]
    write_shard(folder, content_id("part", *(row.sha256 for row in rows)), rows)
    return {"papers": np.array([len(rows)])}


def _row(work: _Work, judge: str) -> ShardRow:
    if work.failure is not None or work.parsed is None:
        failure = work.failure or Failure("it was not read", lasting=False)
        job = work.job
        return ShardRow(
            sha256=job.sha256, parser=job.parser, judge=judge, reason=failure.reason, lasting=failure.lasting
        )
    return row_of(work.parsed.document, work.parsed.paper, work.checked, work.vectors or {}, judge)


def _each(works: list[_Work], take: Callable[[_Work, Parsed], None], marks: Attempts) -> list[_Work]:
    """Do a step for each paper that is still in the race. A bug, or a paper at which workers die, costs that paper."""
    for work in works:
        if work.failure is not None or work.parsed is None:
            continue
        try:
            with marks.at(work.job.sha256):
                take(work, work.parsed)
        except SynthError:
            raise
        except CrashedError as error:
            work.failure = Failure(str(error), lasting=False)
        except Exception as error:
            work.failure = Failure(stumbled(error), lasting=False)
    return works


def _works(batch: Batch) -> list[_Work]:
    return [work for packed in batch["work"] for work in pickle.loads(packed)]


def _batch(works: list[_Work]) -> Batch:
    return {"work": [pickle.dumps(works)]}


@contextmanager
def _running(cluster: Cluster, settings: Settings) -> Iterator[Any]:
    """Ray, connected to a cluster or started on this machine, for as long as it is needed."""
    ray = _ray(cluster.address)
    folder = ""
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error", "configure_logging": True}
    if cluster.address:
        _reach(cluster.address)
        options["address"] = cluster.address
    else:
        folder = tempfile.mkdtemp(prefix="synth-ray-")
        options |= {
            "num_cpus": settings.workers or os.cpu_count() or 1,
            "object_store_memory": STORE,
            "include_dashboard": False,
            "_temp_dir": folder,
        }
    try:
        ray.init(**options)
    except Exception as error:  # Ray raises its own, gRPC's and plain ones
        shutil.rmtree(folder, ignore_errors=True)
        where = f"the cluster at {cluster.address}" if cluster.address else "Ray on this machine"
        line = str(error).strip().splitlines()[0]
        raise StageError(f"cannot use {where}: {line}", hint=START) from error
    try:
        yield ray
    finally:
        ray.shutdown()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _reach(address: str) -> None:
    """StageError where nobody answers at `address`: Ray itself would try for many minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdigit():  # "auto" looks on this machine, and says at once that there is none
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StageError(f"cannot use the cluster at {address}: {reason.lower()}", hint=START) from error


@contextmanager
def _aside() -> Iterator[None]:
    """Ray prints on both streams, some of it from native code: it goes nowhere, what we print goes where it did."""
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = os.dup(1), os.dup(2)
    with open(os.devnull, "w") as nowhere, os.fdopen(os.dup(err), "w", buffering=1) as ours:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            with redirect_stdout(nowhere), redirect_stderr(ours):
                yield
        finally:
            for number, stream in ((1, out), (2, err)):
                os.dup2(stream, number)
                os.close(stream)


def _ray(address: str) -> Any:
    """Ray, told before it is imported to report its use to nobody, and to stay on this machine where it is to."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if not address:
        # Without it Ray listens on all interfaces; the name is that of the systems where it never does.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        import ray
        import ray.data
    except ImportError as error:
        message = "--engine ray needs Ray, which is not installed"
        raise MissingDependencyError(message, hint='pip install "synth-literature[ray]"') from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_no_progress_timeout_s = SILENCE
    return ray
