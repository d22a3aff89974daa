"""Coverage by folder from the JSON of `llvm-cov export`, and the functions that no test enters. Python 3.9, standard library only."""

import collections
import json
import pathlib
import re
import sys

data = json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]
root = pathlib.Path(__file__).resolve().parent.parent


def place(name):
    """The path below the repository, or None where it is not ours or only tests are in it."""
    try:
        path = pathlib.Path(name).resolve().relative_to(root)
    except ValueError:
        return None
    ours = path.parts[0] in ("src", "affinity", "fakehub")
    tests = "tests" in path.parts or path.stem == "tests"
    return path if ours and not tests else None


def folder(path):
    return "/".join(path.parts[:2]) if path.parts[0] == "src" else path.parts[0]


sums = collections.defaultdict(lambda: [0, 0, 0, 0])
for file in data["files"]:
    if path := place(file["filename"]):
        summary = file["summary"]
        for row in (sums[folder(path)], sums["all"]):
            for at, what in ((0, "lines"), (2, "regions")):
                row[at] += summary[what]["covered"]
                row[at + 1] += summary[what]["count"]

print(f"{'folder':<28}{'lines':>9}{'covered':>9}{'regions':>10}")
for name, (lines, of, regions, total) in sorted(sums.items(), key=lambda row: (row[0] == "all", row[0])):
    print(f"{name:<28}{of:>9}{lines / max(of, 1):>9.1%}{regions / max(total, 1):>10.1%}")

# One function is there once for each type that it was made for: entered by one is entered.
entered = collections.Counter()
for function in data["functions"]:
    path = place(function["filenames"][0])
    if path and "::tests" not in function["name"]:
        line = function["regions"][0][0]
        entered[(str(path), line)] += function["count"]
unseen = collections.defaultdict(list)
for (path, line), count in sorted(entered.items()):
    text = (root / path).read_text().splitlines()[line - 1] if count == 0 else ""
    if name := re.search(r"\bfn (\w+)", text):
        unseen[path].append(name.group(1))
print("\nno test enters:")
for path, names in unseen.items():
    print(f"  {path}: {', '.join(names)}")
