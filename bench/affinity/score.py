"""How well a grouping agrees with people's: one definition for folkmoot and for all peers.

A grouping is a number a note; -1 says that the note is in no cluster (folkmoot's parked notes, others' outliers). For
AMI, NMI and ARI each such note counts as a cluster of its own; the same scores over the placed notes stand beside.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import count

UNPLACED = -1


@dataclass(frozen=True)
class Score:
    """Agreement of one grouping with people's, or the mean over several."""

    ami: float
    nmi: float
    ari: float
    k_error: float
    """|clusters found - groups of people| / groups of people; unplaced notes are no cluster."""
    edits: float
    """Edits a person would need per 100 notes."""
    unplaced: float
    """Share of notes in no cluster."""
    ami_placed: float
    nmi_placed: float
    ari_placed: float


def edits(truth: Sequence[Hashable], found: Sequence[int]) -> int:
    """The edits that lead from the clusters found to people's groups: moves and merges.

    Each cluster stands for the group that most of its notes belong to; every other note in it is one move. Clusters
    that stand for the same group are merged, one edit for each beyond the first. A note in no cluster is one move.

    >>> edits("aaabbb", [0, 0, 1, 2, 2, 0])  # move the last note, merge cluster 1 into 0
    2
    >>> edits("aaabbb", [0, 0, -1, 1, 1, 1])
    1
    """
    clusters: dict[int, Counter[Hashable]] = {}
    for group, cluster in zip(truth, found, strict=True):
        if cluster != UNPLACED:
            clusters.setdefault(cluster, Counter())[group] += 1
    # Of several largest groups the one that comes first by name, so that the order of notes does not matter.
    stands_for = [min((-size, str(group)) for group, size in groups.items())[1] for groups in clusters.values()]
    settled = sum(max(groups.values()) for groups in clusters.values())
    return len(truth) - settled + len(stands_for) - len(set(stands_for))


def agreement(truth: Sequence[Hashable], found: Sequence[int]) -> tuple[float, float, float]:
    """AMI (arithmetic), NMI and ARI as scikit-learn defines them."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score

    if not truth:
        return 0.0, 0.0, 0.0
    names = {group: number for number, group in enumerate(dict.fromkeys(truth))}
    people = [names[group] for group in truth]
    return (
        float(adjusted_mutual_info_score(people, found, average_method="arithmetic")),
        float(normalized_mutual_info_score(people, found, average_method="arithmetic")),
        float(adjusted_rand_score(people, found)),
    )


def score(truth: Sequence[Hashable], found: Sequence[int]) -> Score:
    """Score one grouping."""
    alone = count(max(found) + 1)
    placed = [note for note, cluster in enumerate(found) if cluster != UNPLACED]
    groups, clusters = len(set(truth)), len({found[note] for note in placed})
    return Score(
        *agreement(truth, [next(alone) if cluster == UNPLACED else cluster for cluster in found]),
        abs(clusters - groups) / groups,
        100 * edits(truth, found) / len(truth),
        1 - len(placed) / len(truth),
        *agreement([truth[note] for note in placed], [found[note] for note in placed]),
    )


def mean(scores: Sequence[Score]) -> Score:
    """The mean of each number."""
    return Score(*(sum(column) / len(scores) for column in zip(*map(astuple, scores), strict=True)))


HEADER = ["AMI", "NMI", "ARI", "k error", "edits / 100", "parked", "AMI placed", "NMI placed", "ARI placed"]
assert len(HEADER) == len(fields(Score))


def row(value: Score) -> list[str]:
    """The cells under `HEADER`."""
    return [
        *(f"{number:.3f}" for number in (value.ami, value.nmi, value.ari)),
        f"{value.k_error:.2f}",
        f"{value.edits:.1f}",
        f"{value.unplaced:.1%}",
        *(f"{number:.3f}" for number in (value.ami_placed, value.nmi_placed, value.ari_placed)),
    ]


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table with aligned columns, for the terminal and for RESULTS.md alike."""
    widths = [max(len(line[column]) for line in [header, *rows]) for column in range(len(header))]

    def line(cells: list[str]) -> str:
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return "| " + " | ".join([cells[0].ljust(widths[0]), *rest]) + " |"

    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([line(header), rule, *map(line, rows)])
