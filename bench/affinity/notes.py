"""Notes for the speed runs that anyone can get: definitions and example sentences of WordNet 3.0, as Debian packs it.

The human label of a note is the lexicographer's file it stands in (45 of them: noun.food, verb.motion, …). These texts
are also in the corpus from which folkmoot's word table is distilled: they are evidence for speed, none for quality.
"""

import csv
import hashlib
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = "wordnet-base=1:3.0-37"
PACKAGE_SHA256 = "61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752"
SIZES = (100, 1_000, 10_000, 100_000)
SEED = "folkmoot"


class Drawn(NamedTuple):
    """One size: the notes as CSV (for folkmoot), the same as a set of one draw (for peers), the labels."""

    table: Path
    draws: Path
    labels: list[str]


def wordnet(work: Path) -> Path:
    """The folder with WordNet's data files, fetched from Debian unless it is there."""
    data = work / "wordnet-base" / "usr" / "share" / "wordnet"
    if not data.is_dir():
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-q", PACKAGE], cwd=work, check=True)
        package = next(work.glob("wordnet-base_*.deb"))
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        if digest != PACKAGE_SHA256:
            raise SystemExit(f"{package}: SHA-256 is {digest}, expected {PACKAGE_SHA256}")
        subprocess.run(["dpkg", "-x", str(package), str(work / "wordnet-base")], check=True)
    return data


def glosses(data: Path) -> Iterator[tuple[str, str]]:
    """Each definition and each example sentence of three words or more, with its lexicographer's file."""
    for name in ("noun", "verb", "adj", "adv"):
        for line in (data / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue  # the licence
            fields, _, gloss = line.partition(" | ")
            label = fields.split(" ", 2)[1]
            definition = gloss.partition('"')[0].strip(" ;")
            for text in [definition, *re.findall(r'"([^"]+)"', gloss)]:
                if len(text.split()) >= 3:
                    yield " ".join(text.split()), label


def write(table: Path, texts: Iterable[str]) -> None:
    """Notes as folkmoot reads them: a CSV file with the one column `text`."""
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["text"], *([text] for text in texts)])


def draw(work: Path) -> dict[int, Drawn]:
    """The notes of every size; each size begins with the next smaller one. The same on every machine."""
    folder = work / "notes"
    if not (folder / f"{SIZES[-1]}.jsonl").exists():
        unique = {text.lower(): (text, label) for text, label in glosses(wordnet(work))}
        order = sorted(unique.values(), key=lambda one: hashlib.sha256(f"{SEED} {one[0]}".encode()).digest())
        folder.mkdir(parents=True, exist_ok=True)
        for size in SIZES:
            texts, labels = zip(*order[:size], strict=True)
            write(folder / f"{size}.csv", texts)
            (folder / f"{size}.jsonl").write_text(json.dumps({"texts": texts, "labels": labels}) + "\n")
    return {
        size: Drawn(
            folder / f"{size}.csv",
            folder / f"{size}.jsonl",
            json.loads((folder / f"{size}.jsonl").read_text())["labels"],
        )
        for size in SIZES
    }


if __name__ == "__main__":
    for size, drawn in draw(Path(__file__).parent / "work").items():
        digest = hashlib.sha256(drawn.table.read_bytes()).hexdigest()[:16]
        print(f"{size:>7} notes, {len(set(drawn.labels))} labels, sha256 {digest}…  {drawn.table}")
