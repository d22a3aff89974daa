//! What a column of a survey holds: when somebody answered, who that was, or an answer, and of which kind.
//!
//! A form's export does not say. Headers that every tool writes are known by their words; else the answers tell.

use super::who;
use crate::inert;

/// Columns that a tool writes by itself, or asks for to know who answered, by their whole header. Letters and digits alone are compared.
const WHEN: [&str; 17] = [
    "timestamp",
    "date",
    "time",
    "date submitted",
    "submit date",
    "submitted at",
    "submitted on",
    "submission date",
    "start time",
    "start date",
    "date started",
    "end date",
    "completion time",
    "last modified time",
    "zeitstempel",
    "horodateur",
    "marca temporal",
];
const NAME: [&str; 16] = [
    "name",
    "your name",
    "full name",
    "first name",
    "last name",
    "given name",
    "family name",
    "surname",
    "your full name",
    "what is your name",
    "whats your name",
    "who are you",
    "nombre",
    "nom",
    "vorname",
    "nachname",
];
const HANDLE: [&str; 10] = [
    "username",
    "user name",
    "handle",
    "login",
    "github",
    "github handle",
    "github username",
    "github account",
    "slack handle",
    "account",
];
const EMPLOYER: [&str; 13] = [
    "organisation",
    "organization",
    "your organisation",
    "your organization",
    "company",
    "your company",
    "company name",
    "organisation name",
    "organization name",
    "employer",
    "your employer",
    "affiliation",
    "where do you work",
];
const EMAIL: [&str; 9] = [
    "email",
    "e mail",
    "mail",
    "email address",
    "e mail address",
    "your email",
    "your email address",
    "e mail adresse",
    "contact",
];
/// Numbers and addresses that tell one answer from the other.
const MACHINE: [&str; 14] = [
    "id",
    "response id",
    "respondent id",
    "submission id",
    "token",
    "network id",
    "ip address",
    "ip",
    "collector id",
    "user agent",
    "seed",
    "last page",
    "start language",
    "language",
];
/// What people put behind such a header.
const ASIDES: [&str; 4] = ["optional", "required", "if you like", "not required"];

/// Answers to a question of yes or no, which are a choice however few gave them.
const PLAIN: [&str; 8] = ["yes", "no", "true", "false", "maybe", "y", "n", "not sure"];
/// The longest answer that is one of a form's, in characters.
const LONGEST_CHOICE: usize = 200;
/// The most different answers of a choice.
const MOST_CHOICES: usize = 20;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// When somebody answered, or what else a tool notes.
    Machine,
    /// A name.
    Name,
    /// An account.
    Handle,
    /// Whom somebody works for.
    Employer,
    /// An e-mail address.
    Email,
    /// Several of these, or another way to reach somebody.
    Contact,
    /// Numbers.
    Numbers,
    /// One of a few answers.
    Choice,
    /// Their own words.
    Text,
}

/// What a column holds, by its header and the answers in it that are not empty, each on one line.
pub(super) fn holds(header: &str, answers: &[String]) -> Holds {
    let words = words(header);
    let named = |list: &[&str]| list.contains(&words.as_str());
    if named(&EMAIL) || (!answers.is_empty() && answers.iter().all(|answer| is_email(answer))) {
        return Holds::Email;
    }
    for (list, holds) in [
        (NAME.as_slice(), Holds::Name),
        (HANDLE.as_slice(), Holds::Handle),
        (EMPLOYER.as_slice(), Holds::Employer),
        (MACHINE.as_slice(), Holds::Machine),
        (WHEN.as_slice(), Holds::Machine),
    ] {
        if named(list) {
            return holds;
        }
    }
    if !answers.is_empty() && answers.iter().all(|answer| is_moment(answer)) {
        return Holds::Machine;
    }
    if let Some(holds) = who::asked(&words, answers) {
        return holds;
    }
    if !answers.is_empty() && answers.iter().all(|answer| thousandths(answer).is_some()) {
        return Holds::Numbers;
    }
    if is_choice(answers) {
        Holds::Choice
    } else {
        Holds::Text
    }
}

/// Words of small letters and digits with one space between; without what is set aside behind them.
fn words(header: &str) -> String {
    let spread: String = header
        .to_lowercase()
        .replace(['’', '\''], "")
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let mut words = inert::line(&spread);
    for aside in ASIDES {
        if let Some(rest) = words.strip_suffix(aside).map(str::trim_end)
            && !rest.is_empty()
        {
            words = rest.to_owned();
        }
    }
    words
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((before, behind)) = text.split_once('@') else {
        return false;
    };
    !before.is_empty()
        && behind.contains('.')
        && !behind.starts_with('.')
        && !text.contains(char::is_whitespace)
        && !behind.contains('@')
}

/// Whether it is a day with a time: `8/31/2020 14:24:18`, `2020-08-31T14:24:18Z`, `31.08.2020 14:24`.
fn is_moment(text: &str) -> bool {
    let signs = |sign: char| text.matches(sign).count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let day = signs('/') == 2 || signs('-') >= 2 || signs('.') >= 2;
    let known = |letter: char| {
        letter.is_ascii_digit() || " /-.:,+TZ".contains(letter) || "AaPpMmGUTC".contains(letter)
    };
    day && signs(':') >= 1 && (6..=24).contains(&digits) && text.chars().all(known)
}

/// A number as thousandths; none where it is no number of a rating.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let fits = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !fits(whole, 9) || !fits(part, 3) {
        return None;
    }
    let padded = format!("{part:0<3}");
    let value = whole.parse::<i64>().ok()? * 1_000 + padded.parse::<i64>().ok()?;
    Some(sign * value)
}

/// A yes or a no.
pub(super) fn is_plain(answer: &str) -> bool {
    PLAIN.contains(&answer.to_lowercase().as_str())
}

/// Whether some of a form's answers come again: half of them are told twice on average. Words of their own differ.
fn is_choice(answers: &[String]) -> bool {
    let mut different: Vec<&str> = answers.iter().map(String::as_str).collect();
    different.sort_unstable();
    different.dedup();
    if !different.is_empty() && different.iter().all(|answer| is_plain(answer)) {
        return true;
    }
    answers.len() >= 3
        && different.len() <= MOST_CHOICES
        && different.len() * 2 <= answers.len() + 1
        && different
            .iter()
            .all(|answer| answer.chars().count() <= LONGEST_CHOICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_words_or_their_answers() {
        let table: [(&str, &[&str], Holds); 25] = [
            ("Timestamp", &["8/31/2020 14:24:18"], Holds::Machine),
            ("Zeitstempel", &[], Holds::Machine),
            (
                "When?",
                &["2020-08-31T14:24:18Z", "31.08.2020 14:24"],
                Holds::Machine,
            ),
            ("Completion time", &["x"], Holds::Machine),
            ("ID", &["1", "2"], Holds::Machine),
            ("Email Address", &[], Holds::Email),
            ("E-Mail (optional)", &["-"], Holds::Email),
            ("How can we reach you?", &["a@example.org"], Holds::Email),
            ("Name", &["Jane"], Holds::Name),
            ("What's your name? (optional)", &["Jane"], Holds::Name),
            ("Name one thing to change", &["Jane", "tea"], Holds::Text),
            ("GitHub handle", &["@jane"], Holds::Handle),
            ("Company *", &["Example"], Holds::Employer),
            ("How satisfied are you?", &["8", "10", "10"], Holds::Numbers),
            ("How satisfied are you?", &["8", "10", "ten"], Holds::Text),
            ("Years?", &["2.5", "-1"], Holds::Numbers),
            (
                "How often?",
                &["Monthly", "Monthly", "Quarterly"],
                Holds::Choice,
            ),
            ("How often?", &["Monthly", "Quarterly"], Holds::Text),
            ("Will you come?", &["Yes"], Holds::Choice),
            ("Will you come?", &["Yes", "no", "if I can"], Holds::Text),
            ("Date of your next call", &["2020-08-31"], Holds::Text),
            ("Empty", &[], Holds::Text),
            ("Ask", &["a@b", "@"], Holds::Text),
            ("Big", &["12345678901"], Holds::Contact),
            ("Day", &["9:00", "10:00"], Holds::Text),
        ];
        for (header, answers, expected) in table {
            let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
            assert_eq!(holds(header, &answers), expected, "{header} {answers:?}");
        }
    }

    #[test]
    fn numbers_are_exact() {
        for (text, value) in [
            ("8", Some(8_000)),
            ("4.5", Some(4_500)),
            ("-0.25", Some(-250)),
            ("007", Some(7_000)),
            ("", None),
            (".5", None),
            ("5.", None),
            ("1e3", None),
            ("8/10", None),
            ("٣", None),
        ] {
            assert_eq!(thousandths(text), value, "{text}");
        }
    }
}
