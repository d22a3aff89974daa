//! Whether a column, or an answer, tells who answered or how to reach them.
//!
//! People ask for it in many words, so headers are read word by word. Where that is in doubt the column stays here: what is lost is said by
//! `check`, and what is handed on cannot be taken back.

use super::kinds::{Holds, is_email, is_plain, thousandths};

/// Words of a header that asks for a name.
const NAME: [&str; 18] = [
    "name",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "nickname",
    "nombre",
    "apellido",
    "apellidos",
    "nom",
    "prénom",
    "prenom",
    "vorname",
    "nachname",
    "familienname",
    "nome",
    "naam",
    "namn",
];
const EMAIL: [&str; 10] = [
    "email",
    "emails",
    "mail",
    "mails",
    "emailadresse",
    "mailadresse",
    "courriel",
    "correo",
    "epost",
    "inbox",
];
/// Any other way to reach somebody.
const REACH: [&str; 20] = [
    "phone",
    "telephone",
    "telefon",
    "telefonnummer",
    "téléphone",
    "telephon",
    "telefono",
    "teléfono",
    "tel",
    "whatsapp",
    "handynummer",
    "mobilnummer",
    "handy",
    "cellphone",
    "contact",
    "contacts",
    "kontakt",
    "kontaktdaten",
    "contacto",
    "erreichen",
];
const REACH_YOU: [&str; 5] = [
    "reach you",
    "reach me",
    "call you",
    "get in touch",
    "get back to you",
];
const HANDLE: [&str; 8] = [
    "handle",
    "handles",
    "username",
    "usernames",
    "userid",
    "nick",
    "login",
    "benutzername",
];
/// Where people have accounts. Questions about these places are asked as well.
const SERVICES: [&str; 13] = [
    "github", "gitlab", "slack", "discord", "twitter", "mastodon", "bluesky", "linkedin",
    "telegram", "matrix", "irc", "account", "zulip",
];
const ACCOUNTS: [&str; 12] = [
    "id", "user", "username", "account", "profile", "handle", "name", "url", "link", "login",
    "address", "your",
];
const EMPLOYER: [&str; 26] = [
    "organisation",
    "organization",
    "organisations",
    "organizations",
    "organizacion",
    "organización",
    "organisatie",
    "company",
    "companies",
    "employer",
    "employers",
    "affiliation",
    "affiliations",
    "affiliated",
    "institution",
    "unternehmen",
    "firma",
    "arbeitgeber",
    "organisationsname",
    "entreprise",
    "société",
    "employeur",
    "empresa",
    "azienda",
    "bedrijf",
    "workplace",
];
/// What makes a long question with such a word one about whom somebody works for.
const WORK: [&str; 12] = [
    "name",
    "work for",
    "work at",
    "work with",
    "employed",
    "represent",
    "representing",
    "belong",
    "are you with",
    "are you from",
    "arbeiten",
    "affiliated",
];
/// What a question about an employer asks for that names nobody.
const ABOUT: [&str; 16] = [
    "size", "type", "kind", "sector", "industry", "many", "large", "big", "often", "long", "does",
    "do", "should", "has", "country", "region",
];
/// Words behind `name` where it tells somebody to name something.
const SOMETHING: [&str; 12] = [
    "one",
    "two",
    "three",
    "a",
    "an",
    "the",
    "some",
    "any",
    "something",
    "up",
    "your",
    "at",
];
/// A header of so many words asks for a thing, a longer one is a question.
const SHORT: usize = 5;
/// The most words beside an address where that is what the cell is for.
const BESIDE: usize = 4;
/// The fewest and the most digits of a number that somebody can be called at.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whom a column tells of; `None` where it tells of nobody. In: its words as [`super::kinds`] has them, and its answers.
pub(super) fn asked(header: &str, answers: &[String]) -> Option<Holds> {
    // A yes or a rating tells nobody's name, whatever was asked.
    let says_nothing =
        |answer: &String| is_plain(answer) || (answer.len() <= 3 && thousandths(answer).is_some());
    if !answers.is_empty() && answers.iter().all(says_nothing) {
        return None;
    }
    if answers.iter().any(|answer| is_address(answer)) {
        return Some(Holds::Contact);
    }
    let words: Vec<&str> = header.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let says = |list: &[&str]| {
        let header = format!(" {header} ");
        list.iter()
            .any(|words| header.contains(&format!(" {words} ")))
    };
    let of_you = has(&[
        "you", "your", "yours", "ihr", "ihre", "dein", "votre", "tu", "su",
    ]);
    // `What should we name the group?`
    let name = has(&NAME) && (of_you || !says(&["should", "to name"])) && !names_something(&words);
    let employer =
        has(&EMPLOYER) && (name || says(&WORK) || (words.len() <= SHORT && !has(&ABOUT)));
    if has(&EMAIL)
        || has(&REACH)
        || says(&REACH_YOU)
        || says(&["mobile number"])
        || header == "mobile"
    {
        return Some(Holds::Contact);
    }
    let handled = words.windows(2).any(|pair| {
        matches!(pair, [before, "handle"] if ["you", "we", "they", "to", "should", "can", "will", "could", "would"].contains(before))
    });
    let account =
        has(&SERVICES) && (words.len() <= 2 || has(&ACCOUNTS)) && !says(&["into account"]);
    match (name, employer) {
        (true, true) => Some(Holds::Contact),
        (true, false) => Some(Holds::Name),
        (false, true) => Some(Holds::Employer),
        _ if (has(&HANDLE) && !handled) || account => Some(Holds::Handle),
        _ => None,
    }
}

/// `Name one thing to change`, and no second time a name.
fn names_something(words: &[&str]) -> bool {
    let named = words.iter().filter(|word| NAME.contains(word)).count();
    match words {
        ["name", next, _, ..] => named == 1 && SOMETHING.contains(next),
        ["please", "name", next, _, ..] => named == 1 && SOMETHING.contains(next),
        _ => false,
    }
}

/// What stands in an answer without white space and the signs around it.
fn parts(answer: &str) -> impl Iterator<Item = &str> {
    answer
        .split(|letter: char| {
            letter.is_whitespace()
                || matches!(
                    letter,
                    ',' | ';' | '|' | '<' | '>' | '(' | ')' | '[' | ']' | '"'
                )
        })
        .map(|part| {
            part.trim_start_matches("mailto:")
                .trim_matches(['.', ':', '!', '?', '\'', '`', '*'])
        })
        .filter(|part| !part.is_empty())
}

/// The e-mail addresses in an answer.
pub(super) fn emails(answer: &str) -> impl Iterator<Item = &str> {
    parts(answer).filter_map(|part| {
        // `mail:jane@example.org`, `jane/jane@example.org`
        let part = part
            .rsplit([':', '/', '='])
            .find(|piece| piece.contains('@'))?;
        is_email(part).then_some(part)
    })
}

/// `@jane`
fn is_handle(part: &str) -> bool {
    part.strip_prefix('@').is_some_and(|login| {
        login.chars().any(char::is_alphabetic)
            && login
                .chars()
                .all(|letter| letter.is_alphanumeric() || "-_.".contains(letter))
    })
}

/// A number that somebody can be called at; no day, no sum.
fn is_phone(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = |letter: char| letter.is_ascii_digit() || " +-()./\u{a0}".contains(letter);
    if !DIGITS.contains(&digits) || !text.chars().all(known) {
        return false;
    }
    let groups: Vec<usize> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .map(str::len)
        .collect();
    let day = matches!(groups.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4]);
    let decimals = matches!(groups.as_slice(), [_, 1..=3]) && text.contains('.');
    !day && !decimals
}

/// Whether an answer is there to reach somebody by: an address, a number, an account, with hardly a word beside it.
fn is_address(answer: &str) -> bool {
    let all = parts(answer).count();
    let accounts = parts(answer).filter(|part| is_handle(part)).count();
    (emails(answer).next().is_some() && all <= BESIDE + 1)
        || (accounts > 0 && all <= accounts + 1)
        || is_phone(answer)
        || (all <= BESIDE + 4 && has_phone(answer))
}

/// A number that begins with `+` or `0` among words.
fn has_phone(answer: &str) -> bool {
    let known = |letter: char| letter.is_ascii_digit() || " +-()./\u{a0}".contains(letter);
    answer.split(|letter: char| !known(letter)).any(|run| {
        let run = run.trim_matches([' ', '.', '-', '/', '\u{a0}']);
        run.starts_with(['+', '0', '(']) && is_phone(run)
    })
}

/// Whether an answer among others must stay here, because somebody can be reached by what it says.
pub(super) fn stays(answer: &str) -> bool {
    emails(answer).next().is_some() || has_phone(answer)
}

#[cfg(test)]
mod tests {
    use super::super::kinds::{Holds, holds};
    use super::stays;

    #[test]
    fn who_answered_stays_whatever_they_were_asked() {
        for (header, answers) in [
            (
                "Your name and organization",
                &["Jane Doe, Example GmbH"] as &[&str],
            ),
            ("Company / Organization", &["Example"]),
            ("Phone number", &["none", "call me"]),
            ("Unternehmen", &["Beispiel"]),
            ("Ihr Name", &["Jane"]),
            ("Name (first and last)", &["Jane Doe"]),
            ("Please tell us your name", &["Jane"]),
            ("How can we reach you?", &["a@example.org", "none"]),
            ("May we get back to you?", &["yes, jane at example"]),
            ("Which company do you work for?", &["Example"]),
            (
                "What is the name of the organisation that you represent here today?",
                &["Example"],
            ),
            ("Your GitHub", &["jane"]),
            ("GitHub ID", &["jane"]),
            ("Slack", &["jane"]),
            ("Nom et prénom", &["Jane"]),
            ("Entreprise", &[]),
            ("Anything else?", &["none", "a@example.org"]),
            ("Anything else?", &["Thanks", "Jane Doe <a@example.org>"]),
            ("Anything else?", &["Thanks", "@jane-doe"]),
            ("Anything else?", &["Thanks", "+49 170 555 0100"]),
            ("Anything else?", &["Thanks", "my number: (555) 010-0199"]),
            ("Where?", &["5550100"]),
        ] {
            let answers: Vec<String> = answers.iter().map(|&one| one.to_owned()).collect();
            let held = holds(header, &answers);
            assert!(
                matches!(
                    held,
                    Holds::Name | Holds::Handle | Holds::Employer | Holds::Email | Holds::Contact
                ),
                "{header} {answers:?}: {held:?}"
            );
        }
    }

    #[test]
    fn questions_are_not_lost_for_a_word() {
        for (header, answers) in [
            (
                "What should we name the group?",
                &["Owls", "Larks"] as &[&str],
            ),
            ("Name one thing to change", &["tea"]),
            ("How do you handle budgets?", &["badly"]),
            (
                "What challenges does your organization face with licences?",
                &["time"],
            ),
            ("Size of your company", &["10", "many"]),
            ("May we use your name?", &["Yes", "no"]),
            ("Was the e-mail clear?", &["4", "5"]),
            ("What do you miss on GitHub most of all?", &["polls"]),
            ("When?", &["2020-08-31", "31.08.2020", "later"]),
            ("How much?", &["1234567.5", "little"]),
            ("Anything else?", &["@jane-doe spoke very well today", "no"]),
            (
                "Anything else?",
                &[
                    "Write to a@example.org whenever you want to hear more of this",
                    "no",
                ],
            ),
        ] {
            let answers: Vec<String> = answers.iter().map(|&one| one.to_owned()).collect();
            let held = holds(header, &answers);
            assert!(
                matches!(held, Holds::Numbers | Holds::Choice | Holds::Text),
                "{header} {answers:?}: {held:?}"
            );
        }
        assert!(stays(
            "Write to a@example.org whenever you want to hear more of this"
        ));
        assert!(stays("see mailto:a@example.org.") && stays("or ring me at +1 555 010 0199"));
        assert!(!stays(
            "at 10:00 on 31.08.2020, @jane, for 1,000,000 people in 2019-2020"
        ));
    }
}
