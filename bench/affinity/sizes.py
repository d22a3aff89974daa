"""Speed and memory: folkmoot and the peers on the same notes, each in a process of its own, on the same two cores.

    python sizes.py [--folkmoot BIN] [--sizes 100,1000] [--only METHOD,…] [--fresh]

Each part (a method at a size) is kept in work/sizes/ and run again only if the notes, the program or a version changed.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import notes
import proposal
from score import score

HERE = Path(__file__).parent
WORK = HERE / "work"
BINARY = HERE.parents[1] / "target" / "release" / "folkmoot"
CORES = 2


@dataclass(frozen=True)
class Method:
    """A contestant: its name, what the table says of it, and the size beyond which it is not tried."""

    name: str
    title: str
    vectors: bool = False
    most: int = notes.SIZES[-1]


FOLKMOOT = (
    Method("folkmoot", "**folkmoot affinity**"),
    Method("folkmoot_k", "folkmoot affinity --k, true number"),
)
ENCODE = Method("encode", "(encoding alone: all-MiniLM-L6-v2)")
PEERS = (
    Method("tfidf_kmeans", "scikit-learn TF-IDF + k-means, true number"),
    Method("tfidf_silhouette", "scikit-learn TF-IDF + k-means, silhouette", most=1_000),
    Method("bertopic_defaults", "BERTopic, defaults", vectors=True),
    Method("community", "community_detection, 0.40", vectors=True),
)
# Vectors before those who need them.
METHODS = (*FOLKMOOT, *PEERS[:2], ENCODE, *PEERS[2:])


def environment() -> dict[str, str]:
    """Two threads for every library, nothing fetched."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), str(CORES))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    return kept | threads | {"HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": ""}


def digest(*parts: Path) -> str:
    """What a part depends on."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.read_bytes()).digest())
    return whole.hexdigest()[:16]


def measure(command: list[str], stdout: Path, stderr: Path) -> dict[str, Any]:
    """One run of a command, through the small measure.py."""
    launcher = [sys.executable, "-S", "-E", str(HERE / "measure.py"), str(stdout), str(stderr)]
    said = subprocess.run([*launcher, *command], env=environment(), check=True, capture_output=True, text=True)
    run: dict[str, Any] = json.loads(said.stdout)
    if run["exit"]:
        raise SystemExit(f"{' '.join(command)} ended with {run['exit']}:\n{stderr.read_text()[-2000:]}")
    return run


def repeated(once: Callable[[], dict[str, Any]], runs: int, budget: float) -> list[dict[str, Any]]:
    """Up to `runs` runs; no further one begins once `budget` seconds are spent."""
    done: list[dict[str, Any]] = []
    while len(done) < runs and sum(run["seconds"] for run in done) < budget:
        done.append(once())
    return done


def part(method: Method, size: int, drawn: notes.Drawn, given: argparse.Namespace) -> None:
    """Measure one method at one size, unless it is known already."""
    folder = WORK / "sizes" / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    kept, out, errors = (folder / f"{method.name}{end}" for end in (".json", ".out", ".err"))
    vectors = folder / "vectors.npy"
    ours = method in FOLKMOOT
    script = HERE / "peers" / f"{method.name}.py"
    depends = (given.folkmoot,) if ours else (script, HERE / "peers" / "peer.py", HERE / "requirements.txt")
    key = digest(drawn.lines, *depends)
    known = json.loads(kept.read_text()) if kept.exists() else {}
    if known.get("key") == key and not given.fresh:
        print(f"{size:>7}  {method.name:<18} kept", flush=True)
        return
    if method.vectors and not vectors.exists():
        raise SystemExit(f"{method.name} needs vectors: run the part `encode` first")

    def once() -> dict[str, Any]:
        if ours:
            groups = len(set(drawn.labels)) if method.name == "folkmoot_k" else None
            return measure(proposal.command(given.folkmoot, drawn.lines, groups), out, errors)
        with_vectors = ["--vectors", str(vectors)] if method.vectors or method == ENCODE else []
        run = measure([sys.executable, str(script), str(drawn.draws), str(out), *with_vectors], Path(os.devnull), errors)
        result = json.loads(out.read_text())
        return run | {"core": result["sets"][0]["core_seconds"], "imports": result["import_seconds"]}

    runs = repeated(once, given.runs, given.budget)
    result = json.loads(out.read_text())
    scores = None
    if method != ENCODE:
        found = proposal.labels(result, drawn.lines.read_text().splitlines()) if ours else result["sets"][0]["labels"]
        scores = asdict(score(drawn.labels, found)) | {"clusters": len(set(found) - {-1})}
    out.unlink()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept.write_text(json.dumps({"key": key, "at": now, "runs": runs, "scores": scores}, indent=1))
    fastest = min(run["seconds"] for run in runs)
    print(f"{size:>7}  {method.name:<18} {fastest:.3f} s, {len(runs)} runs", flush=True)


def main() -> None:
    """Run the parts asked for, in order of size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folkmoot", type=Path, default=BINARY)
    parser.add_argument("--sizes", default=",".join(map(str, notes.SIZES)))
    parser.add_argument("--only", default=",".join(method.name for method in METHODS))
    parser.add_argument("--runs", type=int, default=5, help="at most so many runs of a part (5)")
    parser.add_argument("--budget", type=float, default=30, help="no further run of a part after so many seconds (30)")
    parser.add_argument("--fresh", action="store_true", help="measure again what is known")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    drawn = notes.draw(WORK)
    for size in map(int, given.sizes.split(",")):
        for method in METHODS:
            if method.name in given.only.split(",") and size <= method.most:
                part(method, size, drawn[size], given)


if __name__ == "__main__":
    main()
