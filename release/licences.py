#!/usr/bin/env python3
"""The licences of everything in the binary: release/licences.py > THIRD-PARTY-LICENCES.txt

Asks cargo what the binary is made of (no build-time and no test-time crates) and takes the texts that the crates bring along.
Ends 1 if a crate brings none and names no licence whose text folkmoot has itself. Needs Python 3.11 and cargo.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)([-._].*)?", re.IGNORECASE)
# For crates that name one of these and bring no text.
OWN = {"MIT": "LICENSE-MIT", "Apache-2.0": "LICENSE-APACHE"}


def linked(metadata):
    """The packages that the binary is linked from, as their ids: those that its normal dependencies reach, macros and what they need left out."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    left = [package["id"] for package in metadata["packages"] if package["name"] == "folkmoot"]
    reached = set()
    while left:
        at = left.pop()
        if at in reached or any("proc-macro" in target["kind"] for target in packages[at]["targets"]):
            continue
        reached.add(at)
        left += [dep["pkg"] for dep in nodes[at]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
    return reached


def texts(package):
    """The licence texts in a package's folder, and in the folders of C code that it carries."""
    folder = Path(package["manifest_path"]).parent
    folders = [folder, *(path for path in folder.iterdir() if path.is_dir() and path.name not in {"src", "tests", "target"})]
    # Deeper than that lies only what ring takes from the Fiat project.
    folders.append(folder / "third_party" / "fiat")
    found = {}
    for at in folders:
        if at.is_dir():
            for path in sorted(at.iterdir()):
                if path.is_file() and NAMES.fullmatch(path.name):
                    found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8", errors="replace").strip()
    return found


def document(packages, own):
    """The document for (name, version, licence, texts of it) of each package: each text once, with whose it is."""
    whose = {}
    for name, version, licence, found in sorted(packages):
        if not found:
            ids = re.split(r"\s+(?:OR|AND)\s+|/", licence or "")
            found = {"": own[ids[0]]} if ids[0] in own else {"": own[ids[-1]]} if ids[-1] in own else {}
        if not found:
            raise SystemExit(f"error: {name} {version} ({licence}) brings no licence text")
        for text in found.values():
            key = " ".join(text.split())
            whose.setdefault(key, (text, []))[1].append(f"{name} {version} ({licence})")
    parts = ["folkmoot is made with the work of many. These are the licences of what is in its binary.\n"]
    for text, names in whose.values():
        parts.append("-" * 100 + "\n" + "\n".join(dict.fromkeys(names)) + "\n\n" + text + "\n")
    return "\n".join(parts)


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    reached = linked(metadata)
    packages = [
        (package["name"], package["version"], package["license"], texts(package))
        for package in metadata["packages"]
        if package["id"] in reached and package["source"]
    ]
    own = {name: (ROOT / path).read_text(encoding="utf-8") for name, path in OWN.items()}
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(document(packages, own), end="")


if __name__ == "__main__":
    main()
