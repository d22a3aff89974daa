"""scikit-learn: TF-IDF and k-means, told the true number of groups, the best of ten starts."""

from peer import Cluster, Notes, main


def load() -> Cluster:
    """As `tfidf_kmeans`, with `n_init=10`: scikit-learn's default until 1.4, when it became one start."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    def cluster(notes: Notes) -> list[int]:
        matrix = TfidfVectorizer(stop_words="english").fit_transform(notes.texts)
        return KMeans(n_clusters=notes.groups, n_init=10, random_state=0).fit_predict(matrix).tolist()

    return cluster


if __name__ == "__main__":
    main(load)
