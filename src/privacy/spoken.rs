//! Names as people speak them.

use super::fold::words;

/// Words before and behind a name that are no part of it.
const TITLES: [&str; 23] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "mx",
    "miss",
    "sir",
    "dame",
    "herr",
    "frau",
    "phd",
    "msc",
    "bsc",
    "mba",
    "esq",
    "jr",
    "sr",
    "ii",
    "iii",
    "she",
    "they",
];

/// The words of a name in the order in which they are spoken, without titles and what stands in brackets.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let name: String = name
        .chars()
        .filter(|character| match character {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    let said = |text: &str| -> Vec<String> {
        let list = words(text);
        let plain = |word: &&String| !TITLES.contains(&word.as_str());
        let without: Vec<String> = list.iter().filter(plain).cloned().collect();
        if without.is_empty() { list } else { without }
    };
    match name.split_once(',') {
        Some((last, first)) => {
            let only_titles = words(first)
                .iter()
                .all(|word| TITLES.contains(&word.as_str()));
            if only_titles {
                said(last)
            } else {
                said(&format!("{first} {last}"))
            }
        }
        None => said(&name),
    }
}

/// `Müller` as `Mueller`.
pub(super) fn spelled_out(name: &str) -> String {
    name.chars()
        .flat_map(|character| {
            let lower = character.to_lowercase().next().unwrap_or(character);
            let more = match lower {
                'ä' => "ae",
                'ö' | 'ø' => "oe",
                'ü' => "ue",
                'å' => "aa",
                _ => return vec![character],
            };
            more.chars().collect()
        })
        .collect()
}

/// The first letters of the first and the last word.
pub(super) fn initials(words: &[&str]) -> String {
    let first = |word: &str| {
        let letter = word.chars().find(|c| c.is_alphanumeric());
        letter.map(|letter| format!("{}…", letter.to_uppercase()))
    };
    match words {
        [one] => first(one).unwrap_or_default(),
        [one, .., last] => [first(one), first(last)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        [] => String::new(),
    }
}
