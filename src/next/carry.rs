//! Dates in titles, ids and folders: where a text carries the day of a session, the next one's carries its own.
//!
//! `Call of 13 January 2026`, `call-2026-01-13`, `calls/2026/…`: only what is the session's day, whole or in part, and never a piece
//! of another date.

use jiff::civil::Date;

/// Ways to write a day, or a part of it.
const FORMS: [&str; 20] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y/%m",
    "%Y%m%d",
    "%d.%m.%Y",
    "%-d.%-m.%Y",
    "%Y-%m",
    "%-d %B %Y",
    "%B %-d, %Y",
    "%B %-d %Y",
    "%B %Y",
    "%-d %B",
    "%B %-d",
    "%B",
    "%-d %b %Y",
    "%b %-d, %Y",
    "%b %-d %Y",
    "%b %Y",
    "%-d %b",
    "%b %-d",
];
/// The day of the week may change as well.
const WEEKDAY: &str = "%A";
/// The year alone is the session's where there is one a year; else it may be anything's.
const YEAR: &str = "%Y";

/// A month alone.
const MONTH: &str = "%B";
/// Months that are words as well: "May we …", "March on".
const WORDS: [&str; 2] = ["May", "March"];
/// Behind these, such a word is a month.
const BEFORE_A_MONTH: [&str; 12] = [
    "in", "of", "the", "for", "since", "until", "by", "during", "this", "last", "next", "every",
];

/// A way to write the day of the session.
#[derive(Debug)]
struct Form {
    /// What stands there.
    from: String,
    /// What is to stand there.
    to: String,
    /// Whether it names a year.
    year: bool,
    /// Where it is looked for.
    only: Only,
}

/// Where a way to write a day is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Only {
    /// Everywhere.
    Everywhere,
    /// In ids, folders and paths: `may` in a sentence is no month.
    Names,
    /// In them, and in a sentence where it is a month.
    Months,
}

/// From one day to another in texts.
#[derive(Debug)]
pub(super) struct Carry {
    /// The longest first.
    forms: Vec<Form>,
}

impl Carry {
    /// From the day of one session to that of the next.
    pub(super) fn new(from: Date, to: Date, yearly: bool) -> Carry {
        let mut forms = Vec::new();
        let known = FORMS.iter().chain([&WEEKDAY]);
        for form in known.chain(yearly.then_some(&YEAR)) {
            let year = form.contains("%Y");
            let show = |date: Date| date.strftime(form).to_string();
            let (from, to) = (show(from), show(to));
            // As ids and folders have it: `13-january-2026`.
            let slug = |text: &str| text.to_lowercase().replace(", ", "-").replace(' ', "-");
            let month = *form == MONTH;
            let word = month && WORDS.contains(&from.as_str());
            forms.push(Form {
                from: slug(&from),
                to: slug(&to),
                year,
                only: if month { Only::Names } else { Only::Everywhere },
            });
            forms.push(Form {
                from,
                to,
                year,
                only: if word { Only::Months } else { Only::Everywhere },
            });
        }
        // May is May, long or short: what comes after it is written out then, as the long forms stand first.
        forms.sort_by_key(|form| std::cmp::Reverse(form.from.len()));
        Carry { forms }
    }

    /// The text with the other day. The same text, where it carries none.
    pub(super) fn over(&self, text: &str) -> String {
        self.moved(text, false)
    }

    /// The same for an id, a folder or a path, where `may` is no word.
    pub(super) fn name_over(&self, name: &str) -> String {
        self.moved(name, true)
    }

    fn moved(&self, text: &str, name: bool) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let before = text.get(..text.len() - rest.len()).unwrap_or_default();
            let found = self.forms.iter().find(|form| {
                rest.strip_prefix(form.from.as_str()).is_some_and(|behind| {
                    stands_alone(before, &form.from, behind, form.year)
                        && (name
                            || match form.only {
                                Only::Everywhere => true,
                                Only::Names => false,
                                Only::Months => is_month(before, behind),
                            })
                })
            });
            match found {
                Some(Form { from, to, .. }) => {
                    out.push_str(to);
                    rest = rest.get(from.len()..).unwrap_or_default();
                }
                None => {
                    out.push(first);
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                }
            }
        }
        out
    }
}

/// Whether a word that can be a month is one: at the end of a text or of a part of it, or behind a word that months follow. The answer is
/// the same for a text and for how it is written, in quotes or over several lines.
fn is_month(before: &str, behind: &str) -> bool {
    let blank = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'');
    if behind.trim_matches(blank).is_empty() || !behind.starts_with(char::is_whitespace) {
        return true;
    }
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(|sign: char| !sign.is_alphanumeric());
    let follows = BEFORE_A_MONTH
        .iter()
        .any(|word| word.eq_ignore_ascii_case(last));
    // "The March of the models".
    follows && behind.split_whitespace().next() != Some("of")
}

/// Whether what was found is neither part of a word nor of another date.
fn stands_alone(before: &str, found: &str, behind: &str, year: bool) -> bool {
    let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
    if letter(before.chars().next_back()) || letter(behind.chars().next()) {
        return false;
    }
    let digit = |side: Option<char>| side.is_some_and(|sign| sign.is_ascii_digit());
    let starts_with_digit = digit(found.chars().next());
    let ends_with_digit = digit(found.chars().next_back());
    // `2026-01` in `2026-01-20`, `January` in `14 January` or `January 20`.
    let joins = |side: Option<char>, has_digit: bool| match side {
        Some('-' | '.' | '/') => true,
        Some(' ') => !has_digit,
        _ => false,
    };
    // `01/2026` is a date, `2026/2026-01-13` is a file in a folder.
    let counts = |sign: Option<char>, digits: usize| match sign {
        Some('/') => (1..=2).contains(&digits),
        _ => digits > 0,
    };
    let run =
        |signs: &mut dyn Iterator<Item = char>| signs.take_while(char::is_ascii_digit).count();
    let mut back = before.chars().rev();
    let side = back.next();
    if joins(side, starts_with_digit) && counts(side, run(&mut back)) {
        return false;
    }
    let mut ahead = behind.chars();
    let side = ahead.next();
    if joins(side, ends_with_digit && year) && counts(side, run(&mut ahead)) {
        return false;
    }
    // `January 13` in `January 13, 2025`.
    year || !behind
        .strip_prefix(", ")
        .is_some_and(|behind| digit(behind.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_of_the_session_moves_and_no_other() {
        let carry = Carry::new(date(2026, 1, 13), date(2026, 2, 10), false);
        let table = [
            ("touchpoint-2026-01-13", "touchpoint-2026-02-10"),
            ("touchpoint-2026-01", "touchpoint-2026-02"),
            ("touchpoint-20260113", "touchpoint-20260210"),
            ("touchpoint-january-2026", "touchpoint-february-2026"),
            ("jan-13-2026", "feb-10-2026"),
            (
                "Touchpoint, 13 January 2026",
                "Touchpoint, 10 February 2026",
            ),
            (
                "Touchpoint of January 13, 2026",
                "Touchpoint of February 10, 2026",
            ),
            ("Touchpoint (Jan 13)", "Touchpoint (Feb 10)"),
            ("Touchpoint January", "Touchpoint February"),
            (
                "Touchpoint 12: January 2026",
                "Touchpoint 12: February 2026",
            ),
            ("13.01.2026 and 2026-01-13", "10.02.2026 and 2026-02-10"),
            ("reports/2026-01-13/call", "reports/2026-02-10/call"),
            ("posts/2026/01/13/call.md", "posts/2026/02/10/call.md"),
            ("posts/2026/01/call.md", "posts/2026/02/call.md"),
            (
                "posts/2026/2026-01-13-call.md",
                "posts/2026/2026-02-10-call.md",
            ),
            // Other dates, and no dates.
            ("posts/2026/01/20/call.md", "posts/2026/01/20/call.md"),
            ("due 2026-01-20", "due 2026-01-20"),
            ("since 13 January 2025", "since 13 January 2025"),
            ("since January 13, 2025", "since January 13, 2025"),
            ("14 January 2026", "14 January 2026"),
            ("January 20", "January 20"),
            ("12026-01-13", "12026-01-13"),
            ("Januaryish, goals of 2026", "Januaryish, goals of 2026"),
            ("", ""),
            ("日本語 2026-01-13", "日本語 2026-02-10"),
        ];
        for (text, moved) in table {
            // A month alone in small letters is one in names only.
            assert_eq!(carry.over(text), moved, "{text}");
            assert_eq!(carry.name_over(text), moved, "{text}");
        }
        assert_eq!(carry.name_over("call-january"), "call-february");
        assert_eq!(carry.over("call-january"), "call-january");
        let carry = Carry::new(date(2026, 5, 12), date(2026, 6, 9), false);
        assert_eq!(carry.over("Call of 12 May 2026"), "Call of 9 June 2026");
        assert_eq!(carry.over("call-may-2026"), "call-june-2026");
        let carry = Carry::new(date(2026, 1, 13), date(2027, 1, 12), true);
        assert_eq!(carry.over("Goals 2026"), "Goals 2027");
        assert_eq!(carry.over("goals-2026"), "goals-2027");
        assert_eq!(
            carry.over("posts/2026/2026-01-13-call.md"),
            "posts/2027/2027-01-12-call.md"
        );
        assert_eq!(carry.over("of 01/2026, q1-2026"), "of 01/2026, q1-2026");
        let carry = Carry::new(date(2026, 1, 13), date(2026, 1, 15), false);
        assert_eq!(carry.over("Tuesday call"), "Thursday call");
    }

    #[test]
    fn words_that_are_months_as_well_stay_words() {
        let may = Carry::new(date(2026, 5, 12), date(2026, 6, 9), false);
        let march = Carry::new(date(2026, 3, 10), date(2026, 4, 14), false);
        let table = [
            (&may, "What companies may do with models", None),
            (&may, "What Companies May Do with Models", None),
            (&may, "May we share models?", None),
            (&may, "Said so. May we go on?", None),
            (&may, "\"May we share models?\"", None),
            (&may, "as far as it may", None),
            (&march, "march on", None),
            (&march, "The March of the models", None),
            (&march, "March with us", None),
            // Months.
            (&may, "Touchpoint May", Some("Touchpoint June")),
            (&may, "\"Touchpoint May\"", Some("\"Touchpoint June\"")),
            (&may, "\"Touchpoint May \"", Some("\"Touchpoint June \"")),
            (&may, "Call (May)", Some("Call (June)")),
            (
                &may,
                "May: what may be said",
                Some("June: what may be said"),
            ),
            (
                &may,
                "Call of May on models",
                Some("Call of June on models"),
            ),
            (&may, "May 12 and 12 May", Some("June 9 and 9 June")),
            (&may, "May 2026 call", Some("June 2026 call")),
            (&march, "The March call", Some("The April call")),
        ];
        for (carry, text, moved) in table {
            assert_eq!(carry.over(text), moved.unwrap_or(text), "{text}");
        }
        assert_eq!(may.name_over("calls/may/call.md"), "calls/june/call.md");
        assert_eq!(may.name_over("calls-May"), "calls-June");
    }
}
