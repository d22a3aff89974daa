//! Days by which something is due, as people agree on them: a day, a month, a quarter, half a year, a year.

use jiff::civil::Date;
use std::fmt;

/// The last day on which something is in time, and the words it was agreed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub last: Date,
    /// As it was written: `Q2 2025`.
    pub words: String,
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Due {
    /// Reads `2025-03-31`, `31 March 2025`, `March 2025`, `Mar 2025`, `2025-03`, `Q2 2025`, `2025-Q2`, `H1 2025`, `2025`.
    pub fn parse(text: &str) -> Option<Due> {
        Some(Due {
            last: last_day(text.trim())?,
            words: text.trim().to_owned(),
        })
    }
}

fn last_day(text: &str) -> Option<Date> {
    if text.len() == 10
        && let Ok(date) = text.parse::<Date>()
    {
        return Some(date);
    }
    let folded = text.to_lowercase();
    let words: Vec<&str> = folded
        .split([' ', '-', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let end = |year: &str, month: i8| {
        let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
        Some(Date::new(year, month, 1).ok()?.last_of_month())
    };
    match *words.as_slice() {
        [year] => end(year, 12),
        [part, year] | [year, part] if part.len() != 4 || month(part).is_some() => {
            let numbered = || part.parse().ok().filter(|_| words.first() == Some(&year));
            end(year, span(part).or_else(|| month(part)).or_else(numbered)?)
        }
        [day, name, year] | [name, day, year] if month(name).is_some() => {
            let first = end(year, month(name)?)?.first_of_month();
            let digits = day.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
            Date::new(first.year(), first.month(), digits.parse().ok()?).ok()
        }
        _ => None,
    }
}

/// The last month of a quarter or half: `q2`, `h1`.
fn span(word: &str) -> Option<i8> {
    match word {
        "q1" => Some(3),
        "q2" | "h1" => Some(6),
        "q3" => Some(9),
        "q4" | "h2" => Some(12),
        _ => None,
    }
}

/// A month by its name, or the first three letters or more of it.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let at = MONTHS
        .iter()
        .position(|name| word.len() >= 3 && name.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_write_dates_in_many_ways() {
        for (text, last) in [
            ("2025-03-31", "2025-03-31"),
            ("Q2 2025", "2025-06-30"),
            ("2025-Q4", "2025-12-31"),
            ("2025 q1", "2025-03-31"),
            ("H1 2025", "2025-06-30"),
            ("2025", "2025-12-31"),
            ("February 2024", "2024-02-29"),
            ("Feb. 2025", "2025-02-28"),
            ("2025-02", "2025-02-28"),
            ("June 2025", "2025-06-30"),
            ("1st June 2025", "2025-06-01"),
            ("June 30, 2025", "2025-06-30"),
        ] {
            let due = Due::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (due.last.to_string().as_str(), due.to_string().as_str()),
                (last, text)
            );
        }
        for text in [
            "",
            "soon",
            "Q5 2025",
            "Q2",
            "25",
            "2025-13",
            "13 2025",
            "31 June 2025",
            "2025-02-30",
            "Q2 25",
        ] {
            assert_eq!(Due::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[QH]?[0-9]{0,5}[ -]?[a-zA-Z0-9]{0,9}[ -]?[0-9]{0,4}") {
            let _ = Due::parse(&text);
        }
    }
}
