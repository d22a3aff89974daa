"""folkmoot's side: run `folkmoot affinity FILE --from lines --json` and read the proposal that it prints."""

import json
import subprocess
import tempfile
from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from score import UNPLACED


def command(binary: Path, notes: Path, groups: int | None = None) -> list[str]:
    """The command for one file of notes; `groups` asks for so many clusters."""
    wanted = [] if groups is None else ["--k", str(groups)]
    return [str(binary), "affinity", str(notes), "--from", "lines", "--json", *wanted]


def labels(proposal: dict[str, Any], texts: Sequence[str]) -> list[int]:
    """The number of each text's cluster, -1 where it is parked.

    Notes stand in the file's order; where some were left out (say, an exact duplicate), texts find theirs by wording.
    """
    if proposal.get("folkmoot") != "affinity/1":
        raise ValueError(f"expected the format affinity/1, found {proposal.get('folkmoot')!r}")
    notes = proposal["notes"]
    of_note = [UNPLACED] * len(notes)
    for number, cluster in enumerate(proposal["clusters"]):
        for note in cluster["notes"]:
            if of_note[note] != UNPLACED:
                raise ValueError(f"note {note} is in two clusters")
            if notes[note]["cluster"] != cluster["name"]:
                raise ValueError(f"note {note} names another cluster than the one that lists it")
            of_note[note] = number
    if len(notes) == len(texts):
        return of_note
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for note, number in zip(notes, of_note, strict=True):
        waiting[" ".join(note["text"].split())].append(number)
    found = []
    for text in texts:
        numbers = waiting.get(" ".join(text.split()))
        # The last one stays for further copies of the same text.
        found.append(UNPLACED if not numbers else numbers.popleft() if len(numbers) > 1 else numbers[0])
    return found


def propose(binary: Path, texts: Sequence[str], groups: int | None = None) -> list[int]:
    """Run folkmoot on these texts."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes.txt"
        notes.write_text("".join(" ".join(text.split()) + "\n" for text in texts), encoding="utf-8")
        run = subprocess.run(command(binary, notes, groups), capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{binary} affinity ended with {run.returncode}: {run.stderr.decode(errors='replace')}")
    return labels(json.loads(run.stdout), texts)
