"""sentence-transformers' community_detection on sentence vectors that are made already; what is in none is unplaced.

The threshold of 0.40 (default 0.75) is the one that did best on workshop-sized draws; with the default almost nothing
is grouped there. From three notes up a community counts (default 10), as groups of people often are that small.
"""

from typing import Any

from peer import Cluster, Notes, main

SETTINGS = {"threshold": 0.40, "min_community_size": 3}


def load(settings: dict[str, Any]) -> Cluster:
    """On the processor: there is no CUDA in this comparison."""
    from sentence_transformers.util import community_detection

    def cluster(notes: Notes) -> list[int]:
        labels = [-1] * len(notes.texts)
        for number, community in enumerate(community_detection(notes.vectors, **settings)):
            for note in community:
                labels[int(note)] = number
        return labels

    return cluster


if __name__ == "__main__":
    main(lambda: load(SETTINGS))
