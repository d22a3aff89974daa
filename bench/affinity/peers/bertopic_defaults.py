"""BERTopic with its defaults, on sentence vectors that are made already. Its outliers (-1) are left unplaced."""

from peer import Cluster, Notes, main


def load() -> Cluster:
    """A new model for each set; UMAP has no seed by default, so runs differ."""
    from bertopic import BERTopic

    def cluster(notes: Notes) -> list[int]:
        topics, _ = BERTopic().fit_transform(notes.texts, notes.vectors)
        return list(topics)

    return cluster


if __name__ == "__main__":
    main(load)
