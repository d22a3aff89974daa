"""folkmoot's side: run `folkmoot affinity NOTES.csv -o OUT.json` and read the proposal that it writes."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import notes
from contest import Failed
from score import UNPLACED


def command(binary: Path, table: Path, out: Path, groups: int | None = None) -> list[str]:
    """The command for one file of notes; people's own groups in it are not looked at, `groups` asks for so many."""
    wanted = [] if groups is None else ["--k", str(groups)]
    return [str(binary), "affinity", str(table), "--ignore-clusters", *wanted, "-o", str(out)]


def names(out: Path, count: int) -> list[str | None]:
    """The name of the cluster that each of the file's notes is in, none where it is parked."""
    proposal = json.loads(out.read_text(encoding="utf-8"))
    if proposal.get("folkmoot") != "affinity/1":
        raise ValueError(f"{out}: expected the form affinity/1, found {proposal.get('folkmoot')!r}")
    if len(proposal["notes"]) != count:
        raise ValueError(f"{out}: {len(proposal['notes'])} notes, expected {count}")
    found = [None if note["placed"] == "parked" else note["cluster"] for note in proposal["notes"]]
    if len(set(found) - {None}) != len(proposal["clusters"]):
        raise ValueError(f"{out}: the clusters that notes name are not those that are listed")
    return found


def labels(found: Sequence[str | None]) -> list[int]:
    """The number of each note's cluster instead of its name."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for name in found if name is not None))}
    return [UNPLACED if name is None else numbers[name] for name in found]


def propose(binary: Path, texts: Sequence[str]) -> list[str | None]:
    """Run folkmoot on these texts."""
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / "notes.csv", Path(folder) / "proposal.json"
        notes.write(table, texts)
        run = subprocess.run(command(binary, table, out), capture_output=True, check=False)
        if run.returncode:
            raise Failed(f"folkmoot ended with {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
        return names(out, len(texts))
