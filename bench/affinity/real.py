"""Speed on notes that people wrote: 10,000 texts of the labelled draws, with the groups that people gave them.

    python real.py [--draws FOLDER] [--folkmoot BINARY] [--work FOLDER]

Writes RESULTS-REAL.md. Its notes are longer than WordNet's and its groups many: k-means, told their number, takes its
time.
"""

import argparse
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import contest
import notes
import sizes

SIZE = 10_000
METHODS = (
    contest.FOLKMOOT,
    contest.FOLKMOOT_K,
    contest.KMEANS,
    contest.ENCODE,
    contest.BERTOPIC,
    contest.COMMUNITY,
)


def draw(draws: Path, work: Path) -> notes.Drawn:
    """Distinct texts of all draws in an order by hash, each with its family and group."""
    known: dict[str, str] = {}
    for file in sorted(draws.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            one = json.loads(line)
            for text, label in zip(one["texts"], one["labels"], strict=True):
                known.setdefault(text, f"{one['family']}: {label}")
    order = sorted(known, key=lambda text: hashlib.sha256(text.encode()).digest())[:SIZE]
    folder = work / "notes"
    folder.mkdir(parents=True, exist_ok=True)
    table, sets = folder / f"{SIZE}.csv", folder / f"{SIZE}.jsonl"
    notes.write(table, order)
    labels = [known[text] for text in order]
    sets.write_text(json.dumps({"texts": order, "labels": labels}) + "\n")
    return notes.Drawn(table, sets, labels)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=Path, default=contest.HERE.parents[2] / "shared" / "affinity" / "draws")
    parser.add_argument("--folkmoot", type=Path, default=contest.BINARY)
    parser.add_argument("--work", type=Path, default=contest.WORK / "real")
    parser.set_defaults(threads=contest.CORES, budget=15.0, fresh=False)
    given = parser.parse_args()
    if not given.draws.is_dir():
        raise SystemExit(f"{given.draws} is not there: name the folder of draws with --draws")
    contest.use_cores()
    drawn = draw(given.draws, given.work)
    parts = {(method, SIZE): sizes.part(method, SIZE, drawn, given) for method in METHODS}
    now = datetime.now(UTC).isoformat(timespec="minutes")
    groups = len(set(drawn.labels))
    page = f"""# Affinity mapping: speed on notes that people wrote

Written by `python bench/affinity/real.py`, {now}, two cores.
{SIZE:,} texts of the labelled draws, in {groups} groups of people.

{sizes.report(parts)}
"""
    (contest.HERE / "RESULTS-REAL.md").write_text(page)
    print(page)


if __name__ == "__main__":
    main()
