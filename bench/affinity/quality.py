"""Agreement with human groups: the real program on every draw of a folder, each in a process of its own.

    python quality.py [BINARY] [--draws FOLDER] [--peers METHOD,…]

A draw is one JSON object a line with `texts` and `labels`; a file is a family. Ends with 1 if a target is missed, with
2 if there are no draws or folkmoot fails. Peers are run once and then kept in the work folder.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import contest
import proposal
from contest import FOLKMOOT, PEERS, Failed, Method
from score import HEADER, Score, mean, row, score, table

ROOT = contest.HERE.parents[1]
DRAWS = ROOT.parent / "shared" / "affinity" / "draws"
PUBLISHED = ROOT / "examples" / "kubecon-india-2024" / "notes.csv"
WORKSHOPS = ("argkp_mix", "banking", "clinc", "clinc_dom")
WORKSHOP_MEAN = "mean of the four"


class Draw(NamedTuple):
    """A set of notes and people's groups of it."""

    texts: list[str]
    labels: list[str]


def families(folder: Path) -> dict[str, Path]:
    """The files of draws, workshops first."""
    files = {file.stem: file for file in folder.glob("*.jsonl")}
    return dict(sorted(files.items(), key=lambda one: (one[0] not in WORKSHOPS, one[0])))


def read(file: Path) -> list[Draw]:
    """The draws of a family."""
    found = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Draw(draw["texts"], draw["labels"]) for draw in found]


def folkmoot(binary: Path, draws: Sequence[Draw]) -> list[Score]:
    """Two processes at a time."""
    with ThreadPoolExecutor(contest.CORES) as pool:
        found = pool.map(lambda draw: proposal.propose(binary, draw.texts), draws)
        return [score(draw.labels, proposal.labels(names)) for draw, names in zip(draws, found, strict=True)]


def peer(method: Method, file: Path, draws: Sequence[Draw], work: Path) -> list[Score]:
    """What a peer finds in a family, kept from one run to the next."""
    kept, key = work / "quality" / f"{file.stem}-{method.name}.json", contest.key(file)
    known = json.loads(kept.read_text()) if kept.exists() else {}
    if known.get("key") != key:
        if method.vectors:
            contest.encode(file, work / "vectors")
        _, groups = contest.peer(method, file, work / "vectors")
        known = {"key": key, "groups": groups}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(known))
    return [score(draw.labels, groups) for draw, groups in zip(draws, known["groups"], strict=True)]


def averages(scores: dict[str, list[Score]]) -> dict[str, Score]:
    """The mean of each family, and the mean of the four workshops' means."""
    found = {family: mean(of) for family, of in scores.items()}
    if all(family in found for family in WORKSHOPS):
        found = {WORKSHOP_MEAN: mean([found[family] for family in WORKSHOPS])} | found
    return found


def targets(found: dict[str, Score]) -> list[tuple[str, str, str, bool]]:
    """Each target: what, wanted, found, and whether it is met. What is not there is not met."""
    four, polis = found.get(WORKSHOP_MEAN), found.get("polis")
    wanted = [
        ("AMI, four families", four and four.ami, "≥", 0.80),
        ("ARI, four families", four and four.ari, "≥", 0.70),
        ("k error, four families", four and four.k_error, "≤", 0.25),
        ("AMI, polis", polis and polis.ami, "≥", 0.45),
    ]
    return [
        (
            title,
            f"{sign} {limit:.2f}",
            "not measured" if value is None else f"{value:.3f}",
            value is not None and (value >= limit if sign == "≥" else value <= limit),
        )
        for title, value, sign, limit in wanted
    ]


def published(binary: Path) -> str:
    """The 13 notes of the workshop at KubeCon India 2024 in folkmoot's clusters, each with its published one."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        notes = list(csv.DictReader(file))
    names = proposal.propose(binary, [note["text"] for note in notes])
    result = score([note["cluster"] for note in notes], proposal.labels(names))
    said = [
        f"{len(set(names) - {None})} clusters, {len({note['cluster'] for note in notes})} were published: "
        f"AMI {result.ami:.3f}, NMI {result.nmi:.3f}, ARI {result.ari:.3f}, "
        f"{round(result.edits * len(notes) / 100)} edits. In brackets where each note stood in the published report."
    ]
    for name in sorted(set(names), key=lambda name: (name is None, name)):
        cards = [f"- {note['text']} ({note['cluster']})" for note, of in zip(notes, names, strict=True) if of == name]
        said.append("\n".join([f"**{name or 'Parked'}**", "", *cards]))
    return "\n\n".join(said) + "\n"


class Quality(NamedTuple):
    """What was found, as Markdown, and the targets."""

    report: str
    goals: list[tuple[str, str, str, bool]]


def named(names: str) -> list[Method]:
    """The peers of a list with commas."""
    return [method for method in PEERS if method.name in names.split(",")]


def measure(binary: Path, folder: Path, peers: Sequence[Method], work: Path) -> Quality:
    """folkmoot on all families, then the peers."""
    files = families(folder)
    if not files:
        raise Failed("no draws; name their folder with --draws")
    draws = {family: read(file) for family, file in files.items()}
    ours = averages({family: folkmoot(binary, of) for family, of in draws.items()})
    notes = {family: sum(len(draw.texts) for draw in of) / len(of) for family, of in draws.items()}
    counts = {family: f"{len(of)} × {notes[family]:.0f} notes" for family, of in draws.items()}
    lines = [[f"{name} ({counts[name]})" if name in counts else f"**{name}**", *row(of)] for name, of in ours.items()]
    said = ["### folkmoot on each family", table(["", *HEADER], lines)]
    compared = [name for name in draws if name in (*WORKSHOPS, "polis")]
    beside, faults = [], []
    for method in peers:
        try:
            theirs = averages({name: peer(method, files[name], draws[name], work) for name in compared})
        except (Failed, OSError, ValueError, KeyError) as fault:
            faults.append(f"{method.title} failed: {fault}")
            continue
        print(f"quality  {method.name}", flush=True)
        beside.append((method, theirs))
    if peers:
        for name in (WORKSHOP_MEAN, "polis"):
            all_of = [(FOLKMOOT, ours), *beside]
            lines = [[method.title, *row(of[name])] for method, of in all_of if name in of]
            said += [f"### Side by side: {name}", table(["", *HEADER], lines)]
        said += faults
    said += ["### The 13 notes of KubeCon India 2024", published(binary)]
    return Quality("\n\n".join(said), targets(ours))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folkmoot", type=Path, nargs="?", default=contest.BINARY)
    parser.add_argument("--draws", type=Path, default=DRAWS)
    parser.add_argument("--work", type=Path, default=contest.WORK)
    parser.add_argument("--peers", default="", help=", ".join(method.name for method in PEERS))
    given = parser.parse_args()
    try:
        found = measure(given.folkmoot.resolve(), given.draws, named(given.peers), given.work)
    except Failed as fault:
        print(f"{given.draws}: {fault}", file=sys.stderr)
        raise SystemExit(2) from None
    print(found.report)
    print(table(["target", "wanted", "found", ""], [[*words, "yes" if met else "NO"] for *words, met in found.goals]))
    raise SystemExit(not all(met for *_, met in found.goals))


if __name__ == "__main__":
    main()
