"""Speed and memory: folkmoot and the peers on the same notes, each in a process of its own, on the same two cores.

    python sizes.py [--folkmoot BIN] [--work FOLDER] [--sizes 100,1000] [--only METHOD,…] [--fresh]

Each part (a method at a size) is kept in the work folder and run again only if its notes or its program changed, or if
it failed. Sentence vectors of 100,000 notes take a quarter of an hour: they are kept with the time they took.
"""

import argparse
import json
import statistics
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import contest
import notes
import proposal
from contest import COMMUNITY, ENCODE, FOLKMOOT, FOLKMOOT_K, PEERS, Failed, Method
from score import score, table

# Vectors before those who need them.
METHODS = (FOLKMOOT, FOLKMOOT_K, *PEERS[:2], ENCODE, *PEERS[2:])
ENCODED_AFRESH = 10_000
"""The most notes that are encoded again in each run, so that the time is of the same run."""

SECONDS = {100: 0.040, 1_000: 0.060, 10_000: 1.2, 100_000: 10.0}
"""The most that folkmoot may take, from the start of the process until its file is written."""
MEGABYTES = {100_000: 400.0}
RATIOS = (
    # peer, with its encoding, size, the least
    (contest.KMEANS, False, 10_000, 5),
    (contest.KMEANS_TEN, False, 10_000, 5),
    (contest.BERTOPIC, False, 10_000, 90),
    (contest.BERTOPIC, True, 10_000, 150),
    (COMMUNITY, False, 100_000, 20),
)
"""How many times as long as folkmoot, whole, a peer takes for its grouping alone (imports not counted)."""

Part = dict[str, Any]


def repeated(once: Callable[[], Part], runs: int, budget: float) -> list[Part]:
    """Up to `runs` runs; no further one begins once `budget` seconds are spent."""
    done: list[Part] = []
    while len(done) < runs and sum(run["seconds"] for run in done) < budget:
        done.append(once())
    return done


def folkmoot(method: Method, drawn: notes.Drawn, given: argparse.Namespace) -> tuple[list[Part], list[int]]:
    """Several runs of the real program, from CSV to JSON."""
    out = given.work / "proposal.json"
    groups = len(set(drawn.labels)) if method == FOLKMOOT_K else None

    def once() -> Part:
        out.unlink(missing_ok=True)
        return contest.run(proposal.command(given.folkmoot, drawn.table, out, groups), given.work / "folkmoot.err")

    runs = repeated(once, 15, given.budget)
    found = proposal.labels(proposal.names(out, len(drawn.labels)))
    return [run | {"written_mb": out.stat().st_size / 1e6} for run in runs], found


def measured(method: Method, size: int, drawn: notes.Drawn, given: argparse.Namespace) -> Part:
    """Run one method at one size, and score what it found."""
    vectors = given.work / "vectors"
    if method == ENCODE:
        return {"runs": [contest.encode(drawn.draws, vectors, given.threads, again=size <= ENCODED_AFRESH)]}
    if method in (FOLKMOOT, FOLKMOOT_K):
        runs, found = folkmoot(method, drawn, given)
    else:
        if method.vectors and not contest.vectors_of(drawn.draws, vectors).exists():
            raise Failed("no sentence vectors: the part `encode` comes first")
        groups: list[list[int]] = []

        def once() -> Part:
            run, groups[:] = contest.peer(method, drawn.draws, vectors, given.threads)
            return run

        runs = repeated(once, 5, given.budget)
        found = groups[0]
    return {"runs": runs, "scores": asdict(score(drawn.labels, found)) | {"clusters": len(set(found) - {-1})}}


def part(method: Method, size: int, drawn: notes.Drawn, given: argparse.Namespace) -> Part:
    """What is known of one method at one size, measured unless it is there already."""
    kept = given.work / "sizes" / f"{size}-{method.name}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    ours = method in (FOLKMOOT, FOLKMOOT_K)
    if ours and not given.folkmoot.exists():
        raise SystemExit(f"{given.folkmoot} is not there: cargo build --release")
    key = contest.digest(drawn.table, given.folkmoot) if ours else contest.key(drawn.draws)
    known: Part = json.loads(kept.read_text()) if kept.exists() else {}
    if known.get("key") == key and "failed" not in known and not given.fresh:
        return known
    try:
        now = measured(method, size, drawn, given)
    except Failed as fault:
        now = {"failed": str(fault)}
    except (OSError, ValueError, KeyError) as fault:
        now = {"failed": f"{type(fault).__name__}: {fault}"}
    kept.write_text(json.dumps({"key": key} | now, indent=1))
    print(f"{size:>7}  {method.name:<18} {now.get('failed') or f'{seconds(now):.3f} s'}", flush=True)
    return now


def measure(given: argparse.Namespace) -> dict[tuple[Method, int], Part]:
    """All the parts asked for, in order of size."""
    contest.use_cores()
    drawn = notes.draw(given.work)
    return {
        (method, size): part(method, size, drawn[size], given)
        for size in map(int, given.sizes.split(","))
        for method in METHODS
        if method.name in given.only.split(",") and size <= method.most
    }


def seconds(part: Part, name: str = "seconds") -> float:
    """The median over its runs."""
    return statistics.median(run[name] for run in part["runs"])


def memory(part: Part) -> float:
    """The highest over its runs."""
    return max(run["max_rss_mb"] for run in part["runs"])


def short(value: float) -> str:
    """Seconds with the digits that mean something."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def encoding(parts: dict[tuple[Method, int], Part], size: int) -> float | None:
    """Seconds that encoding takes. Beyond what this run encoded, at most in proportion to it: never to peers' cost."""
    known = parts.get((ENCODE, size), {})
    if "runs" not in known:
        return None
    afresh = parts.get((ENCODE, ENCODED_AFRESH), {})
    if size <= ENCODED_AFRESH or "runs" not in afresh:
        return seconds(known, "core")
    return min(seconds(known, "core"), seconds(afresh, "core") * size / ENCODED_AFRESH)


def times(parts: dict[tuple[Method, int], Part], peer: Method, encoded: bool, size: int) -> float | None:
    """How many times as long as folkmoot the peer takes, where both were measured."""
    ours, theirs = parts.get((FOLKMOOT, size), {}), parts.get((peer, size), {})
    extra = encoding(parts, size) if encoded else 0.0
    if "runs" not in ours or "runs" not in theirs or extra is None:
        return None
    return (seconds(theirs, "core") + extra) / seconds(ours)


def rows(parts: dict[tuple[Method, int], Part], size: int) -> list[list[str]]:
    """The table of one size."""
    found = []
    for (method, of), known in parts.items():
        if of != size:
            continue
        if "failed" in known:
            found.append([method.title, "failed", *[""] * 9])
            continue
        core = short(seconds(known, "core")) if "core" in known["runs"][0] else ""
        scores = known.get("scores")
        found.append(
            [
                method.title,
                str(len(known["runs"])),
                short(seconds(known)),
                core,
                short(seconds(known, "cpu_seconds")),
                f"{memory(known):,.0f}",
                *([f"{scores['clusters']:,}", f"{scores['unplaced']:.0%}"] if scores else ["", ""]),
                *([f"{scores[name]:.3f}" for name in ("ami", "nmi", "ari")] if scores else [""] * 3),
            ]
        )
    return found


HEADER = ["", "runs", "whole s", "core s", "CPU s", "MB", "clusters", "unplaced", "AMI", "NMI", "ARI"]


def ratio_rows(parts: dict[tuple[Method, int], Part], sizes: list[int]) -> list[list[str]]:
    """How many times as long as folkmoot each peer takes, at each size."""
    found = []
    for peer in PEERS:
        for encoded in (False, True) if peer.vectors else (False,):
            all_times = [times(parts, peer, encoded, size) for size in sizes]
            title = peer.title + (" + encoding" if encoded else "")
            if any(all_times):
                found.append([title, *("" if ratio is None else f"{ratio:,.1f}" for ratio in all_times)])
    return found


def aims(parts: dict[tuple[Method, int], Part], sizes: list[int]) -> list[tuple[str, str, str, bool]]:
    """Each aim: what, wanted, found, and whether it is met. What was not measured is not met."""
    found = []
    for size in sizes:
        ours = parts.get((FOLKMOOT, size), {})
        took = seconds(ours) if "runs" in ours else None
        said = "not measured" if took is None else f"{short(took)} s"
        met = took is not None and took <= SECONDS[size]
        found.append((f"folkmoot, {size:,} notes", f"≤ {SECONDS[size]:g} s", said, met))
        if size in MEGABYTES:
            needs = memory(ours) if "runs" in ours else None
            said = "not measured" if needs is None else f"{needs:.0f} MB"
            met = needs is not None and needs <= MEGABYTES[size]
            found.append((f"folkmoot, {size:,} notes", f"≤ {MEGABYTES[size]:g} MB", said, met))
    for peer, encoded, size, least in RATIOS:
        if size in sizes:
            ratio = times(parts, peer, encoded, size)
            said = "not measured" if ratio is None else f"{ratio:.1f} ×"
            title = peer.title + (" + encoding" if encoded else "")
            found.append((f"{title}, {size:,} notes", f"≥ {least} ×", said, ratio is not None and ratio >= least))
    return found


def report(parts: dict[tuple[Method, int], Part]) -> str:
    """All tables as Markdown, for the terminal and for RESULTS.md alike."""
    sizes = sorted({size for _, size in parts})
    said = []
    for size in sizes:
        said += [f"### {size:,} notes", table(HEADER, rows(parts, size))]
        said += [
            f"{method.title} failed: {known['failed']}"
            for (method, of), known in parts.items()
            if of == size and "failed" in known
        ]
    if ratios := ratio_rows(parts, sizes):
        said += ["### Times as long as folkmoot", table(["", *(f"{size:,}" for size in sizes)], ratios)]
    # The system counts in hundredths of a second: short runs would say nothing.
    busy = [
        (run["others"], f"{method.name} at {size:,}")
        for (method, size), known in parts.items()
        if method != ENCODE or size <= ENCODED_AFRESH
        for run in known.get("runs", [])
        if run["seconds"] >= 1
    ]
    if busy:
        said.append("Other programs took at most {:.2f} processors meanwhile ({}).".format(*max(busy)))
    kept = [
        f"Encoding {size:,} notes was measured at {run['at']} with {run['threads']} threads, while other programs "
        f"took {run['others']:.1f} processors: {run['core']:.0f} s. Ratios take {encoding(parts, size):.0f} s."
        for (method, size), known in parts.items()
        if method == ENCODE and "runs" in known and size > ENCODED_AFRESH
        for run in known["runs"]
    ]
    return "\n\n".join([*said, *kept]) + "\n"


def options(parser: argparse.ArgumentParser) -> None:
    """What sizes.py and results.py both understand."""
    parser.add_argument("--folkmoot", type=Path, default=contest.BINARY)
    parser.add_argument("--work", type=Path, default=contest.WORK, help="where results and vectors are kept")
    parser.add_argument("--sizes", default=",".join(map(str, notes.SIZES)))
    parser.add_argument("--only", default=",".join(method.name for method in METHODS))
    parser.add_argument("--budget", type=float, default=15, help="no further run of a part after so many seconds (15)")
    parser.add_argument("--threads", type=int, default=contest.CORES, help="threads for the peers (2)")
    parser.add_argument("--fresh", action="store_true", help="measure again what is known, vectors of 100,000 aside")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options(parser)
    given = parser.parse_args()
    given.folkmoot = given.folkmoot.resolve()
    parts = measure(given)
    print("\n" + report(parts))
    goals = aims(parts, sorted({size for _, size in parts}))
    print(table(["aim", "wanted", "found", ""], [[*words, "yes" if met else "NO"] for *words, met in goals]))
    raise SystemExit(not all(met for *_, met in goals))


if __name__ == "__main__":
    main()
