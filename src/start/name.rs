//! Names of sessions' folders, from their titles.

use crate::session::SessionId;
use jiff::civil::Date;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// With a day behind it, a name still is an id.
const LONGEST: usize = 31;

/// The name of a session's folder, and so of the session: its title's words, and its day unless the title names the year.
pub fn folder(title: &str, date: Date, format: &str) -> String {
    let year = date.year().to_string();
    [title, format, "session"]
        .into_iter()
        .filter_map(|text| {
            let words = words(text);
            let dated = words.split('-').any(|word| word == year);
            let name = if dated {
                words
            } else {
                format!("{words}-{date}")
            };
            // Of a title without Latin letters nothing but the day is left.
            let id = SessionId::new(&name)?;
            id.as_str()
                .starts_with(|first: char| first.is_ascii_lowercase())
                .then_some(id)
        })
        .next()
        .map_or_else(|| format!("session-{date}"), |id| id.to_string())
}

/// The words of a text in small letters, as many as fit.
fn words(text: &str) -> String {
    let mut out = String::new();
    for character in text.nfkd().filter(char::is_ascii) {
        match character.to_ascii_lowercase() {
            sign if sign.is_ascii_lowercase() || sign.is_ascii_digit() => out.push(sign),
            // "Book's"
            '\'' => {}
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    if out.len() > LONGEST {
        // At the end of a word, if there is one.
        out.truncate(LONGEST + 1);
        let end = out.rfind('-').unwrap_or(LONGEST);
        out.truncate(end);
    }
    out.trim_end_matches('-').to_owned()
}

/// The name of a session by its folder.
pub fn of_folder(folder: &Path) -> String {
    folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_folder_is_called_as_its_session() {
        let day = Date::constant(2026, 3, 31);
        for (title, expected) in [
            ("Community call", "community-call-2026-03-31"),
            ("KubeCon India 2026", "kubecon-india-2026"),
            (
                "\"How might we\" workshop",
                "how-might-we-workshop-2026-03-31",
            ),
            ("Ünïcode & Book's", "unicode-books-2026-03-31"),
            ("多言語", "how-might-we-2026-03-31"),
            ("../../etc/passwd", "etc-passwd-2026-03-31"),
            ("2026", "how-might-we-2026-03-31"),
            (
                "A title that is much too long for a label of GitHub",
                "a-title-that-is-much-too-long-2026-03-31",
            ),
        ] {
            assert_eq!(folder(title, day, "how-might-we"), expected);
        }
    }

    proptest! {
        #[test]
        fn every_title_gives_a_name(title in "(?s).{0,80}", format in "[a-z-]{0,50}") {
            let name = folder(&title, Date::constant(2026, 3, 31), &format);
            prop_assert!(SessionId::new(&name).is_some(), "{name}");
        }
    }
}
