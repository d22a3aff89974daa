//! Texts as sparse vectors of weighted words.

use std::collections::BTreeMap;

/// Words that carry no theme. "How might we" is in every note of its format.
const STOP: &[&str] = &[
    "a",
    "about",
    "all",
    "also",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "being",
    "both",
    "but",
    "by",
    "can",
    "could",
    "do",
    "does",
    "each",
    "for",
    "from",
    "get",
    "give",
    "had",
    "has",
    "have",
    "how",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "like",
    "make",
    "many",
    "may",
    "might",
    "more",
    "most",
    "much",
    "must",
    "need",
    "no",
    "not",
    "of",
    "on",
    "one",
    "or",
    "other",
    "our",
    "out",
    "over",
    "own",
    "right",
    "should",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "too",
    "us",
    "use",
    "using",
    "very",
    "was",
    "way",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Vectors of a set of texts.
pub(super) struct Vectors<'t> {
    /// For each text: word index and weight, sorted by word, of length 1.
    rows: Vec<Vec<(usize, f64)>>,
    /// For each text its distinct words as people wrote them.
    words: Vec<Vec<&'t str>>,
}

impl<'t> Vectors<'t> {
    pub(super) fn of(texts: &[&'t str]) -> Vectors<'t> {
        let words: Vec<Vec<&str>> = texts.iter().map(|text| split(text)).collect();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        let mut frequency: Vec<u32> = Vec::new();
        let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
        for text in &words {
            let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
            for word in text {
                let next = index.len();
                let at = *index.entry(stem(word)).or_insert(next);
                if at == frequency.len() {
                    frequency.push(0);
                }
                *counts.entry(at).or_default() += 1.0;
            }
            for at in counts.keys() {
                if let Some(count) = frequency.get_mut(*at) {
                    *count += 1;
                }
            }
            rows.push(counts.into_iter().collect());
        }
        let total = texts.len() as f64;
        for row in &mut rows {
            for (at, weight) in row.iter_mut() {
                let seen = frequency.get(*at).copied().map_or(1.0, f64::from);
                *weight *= ((1.0 + total) / (0.5 + seen)).ln().max(0.05);
            }
            let length = row
                .iter()
                .map(|(_, weight)| weight * weight)
                .sum::<f64>()
                .sqrt();
            for (_, weight) in row.iter_mut() {
                *weight /= length;
            }
        }
        Vectors { rows, words }
    }

    /// Average cosine between the texts of two groups; 0 where one is empty.
    pub(super) fn between(&self, a: &[usize], b: &[usize]) -> f64 {
        let pairs = a.len() * b.len();
        if pairs == 0 {
            return 0.0;
        }
        let mut sum = 0.0;
        for x in a {
            for y in b {
                // The lower index first: the sum must not depend on which group is which.
                sum += self.cosine(*x.min(y), *x.max(y));
            }
        }
        // Rounded, so that the order of addition cannot decide between two pairs.
        (sum / pairs as f64 * 1e9).round() / 1e9
    }

    pub(super) fn cosine(&self, a: usize, b: usize) -> f64 {
        let (Some(a), Some(b)) = (self.rows.get(a), self.rows.get(b)) else {
            return 0.0;
        };
        let mut b = b.iter().peekable();
        let mut sum = 0.0;
        for (at, weight) in a {
            while b.next_if(|(other, _)| other < at).is_some() {}
            if let Some((_, other)) = b.next_if(|(other, _)| other == at) {
                sum += weight * other;
            }
        }
        sum
    }

    /// How many of these texts hold each word; the word as written most often stands for its forms.
    pub(super) fn counts(&self, texts: &[usize]) -> BTreeMap<&'t str, u32> {
        let mut forms: BTreeMap<String, BTreeMap<&'t str, u32>> = BTreeMap::new();
        for words in texts.iter().filter_map(|text| self.words.get(*text)) {
            let mut seen = BTreeMap::new();
            for word in words {
                seen.insert(stem(word), *word);
            }
            for (stem, word) in seen {
                *forms.entry(stem).or_default().entry(word).or_default() += 1;
            }
        }
        forms
            .into_values()
            .filter_map(|forms| {
                let total = forms.values().sum();
                let (word, _) = forms
                    .into_iter()
                    .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
                Some((word, total))
            })
            .collect()
    }
}

/// Words that may carry a theme.
fn split(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .filter(|word| !STOP.contains(&word.to_lowercase().as_str()))
        .collect()
}

/// A light stem: lower case without the commonest English endings.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    for ending in [
        "ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "er", "ed", "es", "s",
        "y", "e",
    ] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 3
        {
            return rest.to_owned();
        }
    }
    word
}
