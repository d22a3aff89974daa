"""scikit-learn: TF-IDF and k-means, the number of groups from 2 to 30 chosen by the silhouette."""

from peer import Cluster, Notes, main

MOST = 30


def load() -> Cluster:
    """As `tfidf_kmeans`, once for each number; the silhouette compares all pairs, so for small sizes only."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import silhouette_score

    def cluster(notes: Notes) -> list[int]:
        matrix = TfidfVectorizer(stop_words="english").fit_transform(notes.texts)
        tried = []
        for groups in range(2, min(MOST, len(notes.texts) - 1) + 1):
            labels = KMeans(n_clusters=groups, random_state=0).fit_predict(matrix)
            if len(set(labels.tolist())) > 1:
                tried.append((float(silhouette_score(matrix, labels, metric="cosine")), -groups, labels.tolist()))
        return max(tried)[2]

    return cluster


if __name__ == "__main__":
    main(load)
