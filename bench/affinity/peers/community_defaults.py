"""sentence-transformers' community_detection with its defaults: threshold 0.75, ten notes or more a community."""

from community import load
from peer import main

if __name__ == "__main__":
    main(lambda: load({}))
