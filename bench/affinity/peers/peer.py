"""What all peers share: sets of notes in, a number a note and the seconds it took out.

    python peers/NAME.py DRAWS.jsonl OUT.json [--vectors VECTORS.npy]

Peers see the texts and the true number of groups, never the labels. Imports (and loading a model) are timed apart.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()


@dataclass(frozen=True)
class Notes:
    """One set of notes."""

    texts: list[str]
    groups: int
    vectors: Any
    """Sentence vectors of the texts (an array), where the peer wants them."""


Cluster = Callable[[Notes], list[int]]


def read(draws: Path, vectors: Any = None) -> list[Notes]:
    """The sets of a file; `vectors` holds those of all its texts, one set after the other."""
    found, at = [], 0
    for line in draws.read_text(encoding="utf-8").splitlines():
        draw = json.loads(line)
        size = len(draw["texts"])
        part = None if vectors is None else vectors[at : at + size]
        found.append(Notes(draw["texts"], len(set(draw["labels"])), part))
        at += size
    return found


def arguments() -> argparse.Namespace:
    """The command line that every peer has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("draws", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path)
    return parser.parse_args()


def main(load: Callable[[], Cluster]) -> None:
    """Load the peer, give it each set, write what it found."""
    given = arguments()
    cluster = load()
    ready = time.perf_counter() - STARTED
    vectors = None
    if given.vectors:
        import numpy

        vectors = numpy.load(given.vectors)
    sets = []
    for notes in read(given.draws, vectors):
        start = time.perf_counter()
        labels = cluster(notes)
        sets.append({"core_seconds": time.perf_counter() - start, "labels": [int(label) for label in labels]})
    given.out.write_text(json.dumps({"import_seconds": ready, "sets": sets}))
