"""The table of word vectors: fitted to the teacher's sentence vectors, rounded to 4 bits, written for the binary.

`table.py TEACHER OUT.bin`. Each word piece starts from what the teacher makes of it alone; then the sum of a text's pieces is drawn
towards the teacher's vector of that text (cosine), and the products between texts of a batch towards the teacher's.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
import unicodedata
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
from teacher import folder
from transformers import AutoModel, AutoTokenizer

SEED = 20241211
DIMS = 256
SLOTS = 65_536
EPOCHS = 6
BATCH = 512
RATE = 0.002
RELATION = 1.0


def pieces_in_use(tokenizer) -> list[int]:
    """The numbers of the pieces that a folded word can be cut into: no marks, nothing unused."""
    names = tokenizer.convert_ids_to_tokens(range(tokenizer.vocab_size))
    def fits(name: str) -> bool:
        bare = name.removeprefix("##")
        return bare != "" and not name.startswith("[") and all(unicodedata.category(c)[0] in "LN" for c in bare)
    return [number for number, name in enumerate(names) if fits(name)]


@torch.inference_mode()
def alone(model, pieces: list[int], tokenizer) -> torch.Tensor:
    """What the teacher makes of each piece alone."""
    rows = []
    for start in range(0, len(pieces), 1024):
        part = torch.tensor(pieces[start : start + 1024])
        full = torch.stack([torch.full_like(part, tokenizer.cls_token_id), part, torch.full_like(part, tokenizer.sep_token_id)], 1)
        rows.append(model(input_ids=full, attention_mask=torch.ones_like(full)).last_hidden_state.mean(1))
    return torch.cat(rows)


def bags(tokenizer, texts: list[str], row_of: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """The pieces of all texts one after the other, and where each text begins."""
    flat, starts = [], []
    for encoding in tokenizer(texts, add_special_tokens=False, truncation=True, max_length=46)["input_ids"]:
        starts.append(len(flat))
        flat += [row for row in row_of[encoding] if row >= 0]
    return torch.tensor(flat), torch.tensor(starts)


def fit(weights: torch.Tensor, flat: torch.Tensor, starts: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Draws the sums of pieces towards the targets."""
    bag = torch.nn.EmbeddingBag.from_pretrained(weights, mode="sum", freeze=False)
    optimizer = torch.optim.Adam(bag.parameters(), lr=RATE)
    count = len(starts)
    held = count // 50
    steps = EPOCHS * ((count - held) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    ends = torch.cat([starts[1:], torch.tensor([len(flat)])])
    generator = torch.Generator().manual_seed(SEED)

    def batch(which: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        parts = [flat[starts[i] : ends[i]] for i in which.tolist()]
        offsets = torch.tensor([0, *(len(part) for part in parts)]).cumsum(0)[:-1]
        return torch.cat(parts), offsets

    for epoch in range(EPOCHS):
        order = torch.randperm(count - held, generator=generator) + held
        for start in range(0, len(order) - BATCH + 1, BATCH):
            which = order[start : start + BATCH]
            made = torch.nn.functional.normalize(bag(*batch(which)), dim=1)
            wanted = targets[which]
            loss = (1 - (made * wanted).sum(1)).mean()
            if RELATION:
                a, b = made - made.mean(0), wanted - wanted.mean(0)
                loss = loss + RELATION * (a @ a.T - b @ b.T).pow(2).mean() * 30
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        with torch.no_grad():
            made = torch.nn.functional.normalize(bag(*batch(torch.arange(held))), dim=1)
            cosine = (made * targets[:held]).sum(1).mean().item()
        print(f"epoch {epoch + 1}: cosine of held-out texts {cosine:.4f}", file=sys.stderr, flush=True)
    return bag.weight.detach()


def fnv(text: bytes) -> int:
    """FNV-1a, folded to a slot."""
    value = 0x811C9DC5
    for byte in text:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return (value >> 16) ^ (value & 0xFFFF)


def packed(names: list[str], weights: np.ndarray) -> bytes:
    """The table as affinity/src/table.rs reads it."""
    order = sorted(range(len(names)), key=lambda i: names[i].encode())
    texts = [names[i].encode() for i in order]
    rows = weights[order]
    slots = [0] * SLOTS
    for number, text in enumerate(texts):
        slot = fnv(text)
        while slots[slot]:
            slot = (slot + 1) % SLOTS
        slots[slot] = number + 1
    # Per row the step that loses least among a few, in units of the largest.
    best, loss = None, None
    top = np.abs(rows).max(1) + 1e-9
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        step = top * share / 7
        codes = np.clip(np.rint(rows / step[:, None]), -8, 7)
        error = ((codes * step[:, None] - rows) ** 2).sum(1)
        if best is None:
            best, loss, steps = codes, error, step
        else:
            better = error < loss
            best[better], loss[better], steps[better] = codes[better], error[better], step[better]
    scales = np.rint(steps / steps.max() * 4095).astype("<u2")
    print(f"4 bits keep {1 - loss.sum() / (rows ** 2).sum():.4f} of the square; smallest scale {scales.min()}", file=sys.stderr)
    nibbles = (best + 8).astype(np.uint8)
    bytes_ = nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)
    starts = np.cumsum([0, *map(len, texts)]).astype("<u4")
    text = b"".join(texts)
    return b"".join([
        b"FOLKMOOT", struct.pack("<II", len(texts), len(text)), np.array(slots, "<u2").tobytes(), starts.tobytes(),
        scales.tobytes(), text, bytes_.tobytes(),
    ])


def main() -> None:
    """`table.py TEACHER OUT.bin`."""
    source, out = map(Path, sys.argv[1:])
    torch.manual_seed(SEED)
    texts: list[str] = []
    rows = []
    for file in sorted(source.glob("*.npy")):
        rows.append(np.load(file))
        texts += file.with_suffix(".txt").read_text("utf-8").splitlines()
    targets = torch.from_numpy(np.concatenate(rows).astype(np.float32))
    tokenizer = AutoTokenizer.from_pretrained(folder())
    pieces = pieces_in_use(tokenizer)
    row_of = np.full(tokenizer.vocab_size, -1)
    row_of[pieces] = np.arange(len(pieces))
    model = AutoModel.from_pretrained(folder()).eval()
    start = alone(model, pieces, tokenizer)
    # The directions in which sentences differ most.
    _, _, directions = torch.linalg.svd(targets[:20_000], full_matrices=False)
    turn = directions[:DIMS].T
    targets = torch.nn.functional.normalize(targets @ turn, dim=1)
    flat, starts = bags(tokenizer, texts, row_of)
    keep = torch.diff(torch.cat([starts, torch.tensor([len(flat)])])) > 0
    assert keep.all(), "a text without pieces"
    counts = torch.bincount(flat, minlength=len(pieces)).float()
    rare = 1e-3 / (1e-3 + counts / counts.sum())
    weights = torch.nn.functional.normalize(start @ turn, dim=1) * rare[:, None]
    weights = fit(weights, flat, starts, targets)
    table = packed(tokenizer.convert_ids_to_tokens(pieces), weights.numpy())
    out.write_bytes(table)
    print(f"{len(pieces)} pieces, {len(table)} bytes, sha256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
