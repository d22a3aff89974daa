"""scikit-learn: TF-IDF and k-means, told the true number of groups."""

from peer import Cluster, Notes, main


def load() -> Cluster:
    """Both with scikit-learn's defaults, beside English stop words and a fixed seed."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    def cluster(notes: Notes) -> list[int]:
        matrix = TfidfVectorizer(stop_words="english").fit_transform(notes.texts)
        return KMeans(n_clusters=notes.groups, random_state=0).fit_predict(matrix).tolist()

    return cluster


if __name__ == "__main__":
    main(load)
