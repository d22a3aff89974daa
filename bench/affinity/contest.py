"""Who takes part, and how one of them is run: a process of its own, on the same two cores, measured from outside."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WORK = HERE / "work"
BINARY = HERE.parents[1] / "target" / "release" / "folkmoot"
CORES = 2
LONGEST = 3_600.0
"""Seconds after which a process is ended."""


@dataclass(frozen=True)
class Method:
    """A contestant: its name, what the tables say of it, and the size beyond which it is not tried."""

    name: str
    title: str
    vectors: bool = False
    most: int = 100_000


FOLKMOOT = Method("folkmoot", "**folkmoot**")
FOLKMOOT_K = Method("folkmoot_k", "folkmoot, k given")
KMEANS = Method("tfidf_kmeans", "TF-IDF + k-means, k given")
KMEANS_TEN = Method("tfidf_kmeans_ten", "TF-IDF + k-means, k given, ten starts")
SILHOUETTE = Method("tfidf_silhouette", "TF-IDF + k-means, silhouette", most=1_000)
ENCODE = Method("encode", "(encoding: all-MiniLM-L6-v2)")
BERTOPIC = Method("bertopic_defaults", "BERTopic", vectors=True)
COMMUNITY = Method("community", "community_detection, 0.40", vectors=True)
COMMUNITY_DEFAULTS = Method("community_defaults", "community_detection, defaults", vectors=True)
PEERS = (KMEANS, KMEANS_TEN, SILHOUETTE, BERTOPIC, COMMUNITY, COMMUNITY_DEFAULTS)


class Failed(Exception):
    """A process that ended with a fault, or never; the text says which."""


def environment(threads: int) -> dict[str, str]:
    """So many threads for every library, nothing fetched."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
    return os.environ | dict.fromkeys(names, str(threads)) | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}


def use_cores() -> None:
    """Hold this process and all that it starts to two cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def digest(*files: Path) -> str:
    """What a result depends on."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]


def run(command: list[str], errors: Path, threads: int = CORES) -> dict[str, Any]:
    """One run of a command through the small measure.py; what it says goes to `errors`."""
    launcher = [sys.executable, "-S", "-E", str(HERE / "measure.py"), os.devnull, str(errors), *command]
    process = subprocess.Popen(
        launcher, env=environment(threads), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Failed(f"ended after {LONGEST:.0f} s") from None
    finally:
        if process.poll() is None:  # an interrupt, too, ends what was started
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise Failed(f"{command[0]} could not be started")
    measured: dict[str, Any] = json.loads(said)
    if measured["exit"]:
        last = " ".join(errors.read_text(errors="replace").split())[-300:]
        raise Failed(f"exit {measured['exit']}: {last or 'nothing said'}")
    return measured | {"threads": threads}


def peer(method: Method, draws: Path, work: Path, threads: int = CORES) -> tuple[dict[str, Any], list[list[int]]]:
    """One run of a peer on a file of sets: what it took, and its groups of each set."""
    work.mkdir(parents=True, exist_ok=True)
    script = HERE / "peers" / f"{method.name}.py"
    out, errors = (work / f"{draws.stem}-{method.name}{end}" for end in (".out", ".err"))
    vectors = ["--vectors", str(vectors_of(draws, work))] if method.vectors or method == ENCODE else []
    measured = run([sys.executable, str(script), str(draws), str(out), *vectors], errors, threads)
    result = json.loads(out.read_text())
    out.unlink()
    core = sum(one["core_seconds"] for one in result["sets"])
    found = [] if method == ENCODE else [one["labels"] for one in result["sets"]]
    return measured | {"core": core, "imports": result["import_seconds"]}, found


def encode(draws: Path, work: Path, threads: int = CORES, again: bool = False) -> dict[str, Any]:
    """Make the sentence vectors of a file of sets, unless they are there; what it took stands beside them."""
    beside = vectors_of(draws, work).with_suffix(".json")
    if again or not beside.exists():
        taken, _ = peer(ENCODE, draws, work, threads)
        now = datetime.now(UTC).isoformat(timespec="minutes")
        beside.write_text(json.dumps(taken | {"at": now}))
    kept: dict[str, Any] = json.loads(beside.read_text())
    return kept


def key(draws: Path) -> str:
    """What the peers' results depend on."""
    return digest(draws, HERE / "requirements.txt", *sorted((HERE / "peers").glob("*.py")))


def vectors_of(draws: Path, work: Path) -> Path:
    """Where the sentence vectors of a file of sets are, or will be: encoding is slow, so they outlive other changes."""
    return work / f"vectors-{digest(draws, HERE / 'peers' / 'encode.py')}.npy"
