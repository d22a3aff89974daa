"""The texts that the table of word vectors is fitted on: all openly licensed, none from an evaluation.

Reads WordNet's glosses and examples (the files of Debian's `wordnet-base`) and plain texts drawn from checkouts of openly licensed
repositories; see README.md for sources and licences. Writes one text a line, without duplicates, in a fixed order.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

MOST_PAGES = 15_000
"""Texts of one source other than the dictionary."""

LONGEST = 220
"""Characters of a text; what is longer says too much for one note."""

POLIS_LEFT_OUT = ("scoop-hivemind", "austria-climate", "affordable-housing")
"""Conversations that an evaluation uses, or that ran beside one that it uses; and those that are not in English."""

FILES_LEFT_OUT = re.compile(r"bof-kubecon-india|node_modules|/es/|/pt/|/fr/|_articles/[a-z]{2}(-[a-z]+)?/", re.IGNORECASE)
"""Texts about the workshop that the tests look at, and translations."""


def wordnet(folder: Path) -> list[str]:
    """The first lemma with its gloss, and each example."""
    texts = []
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
            if line.startswith("  ") or "|" not in line:
                continue
            fields, gloss = line.split("|", 1)
            words = fields.split(" ")
            lemmas = [re.sub(r"\(\w+\)$", "", words[4 + 2 * i]).replace("_", " ") for i in range(int(words[3], 16))]
            examples = re.findall(r'"([^"]+)"', gloss)
            definition = re.sub(r'"[^"]*"', "", gloss).strip(" ;\n")
            texts.append(f"{lemmas[0]}: {definition}" if lemmas else definition)
            texts += examples
    return texts


def show(repository: Path, path: str) -> str:
    """The text of a file in the newest commit of a bare repository."""
    done = subprocess.run(["git", "-C", repository, "show", f"HEAD:{path}"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def files(repository: Path, ending: str) -> list[str]:
    """The paths with that ending in the newest commit, sorted."""
    done = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, check=True, text=True
    )
    return sorted(path for path in done.stdout.splitlines() if path.endswith(ending) and not FILES_LEFT_OUT.search(path))


def polis(repository: Path) -> list[str]:
    """The comments of every conversation that may be used."""
    texts = []
    for path in files(repository, "comments.csv"):
        if any(name in path for name in POLIS_LEFT_OUT):
            continue
        texts += [row.get("comment-body") or "" for row in csv.DictReader(io.StringIO(show(repository, path)))]
    return texts


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown page, without front matter, code, tables, links' targets and markup."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"```.*?```|<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}|<[^>]+>", " ", text, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    found = []
    for block in re.split(r"\n\s*\n|\n\s*(?:[-*+]|\d+\.|#+|>)\s+", text):
        if "|" in block:
            continue
        plain = re.sub(r"[*_`#>]+", "", block)
        found += re.split(r"(?<=[.!?])\s+(?=[A-Z])", re.sub(r"\s+", " ", plain).strip())
    return found


def pages(repository: Path) -> list[str]:
    """The sentences of every Markdown page."""
    return [sentence for path in files(repository, ".md") for sentence in sentences(show(repository, path))]


def usable(text: str) -> bool:
    """Whether a text is a sentence that could stand on a note."""
    letters = sum(c.isalpha() or c == " " for c in text)
    return 12 <= len(text) <= LONGEST and letters > 0.8 * len(text) and len(text.split()) >= 3


def main() -> None:
    """`corpus.py OUT WORDNET POLIS [PAGES…]`."""
    out, dictionary, comments, *rest = map(Path, sys.argv[1:])
    parts = [("wordnet", wordnet(dictionary)), ("polis", polis(comments))]
    parts += [(path.parent.name if path.name == "repo" else path.name, pages(path)) for path in rest]
    seen: set[str] = set()
    lines: list[str] = []
    for name, texts in parts:
        before, fresh = len(lines), []
        for raw in texts:
            text = re.sub(r"\s+", " ", raw).strip()
            if usable(text) and text.lower() not in seen:
                seen.add(text.lower())
                fresh.append(text)
        # Every nth, so that no one source of pages outweighs the others.
        step = 1 if name == "wordnet" else -(-len(fresh) // MOST_PAGES)
        lines += fresh[:: max(step, 1)]
        print(f"{name}: {len(lines) - before} texts", file=sys.stderr)
    out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
