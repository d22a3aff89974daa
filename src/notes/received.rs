//! Notes as they come from GitHub: form-filed issues and comments.

use super::{LONGEST_NOTE, Refusal};
use crate::inert;
use crate::session::fields::{self, Field};
use std::collections::BTreeMap;

/// What an issue filed with the note form says. The form's fields are the headings of its body, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The session that the participant filed it for.
    pub session: Option<String>,
    /// The note.
    pub text: String,
}

/// Reads the body of an issue made by the note form. An issue without the form's headings is a note by its title.
pub fn form(title: &str, body: &str) -> Form {
    let body = body.replace("\r\n", "\n");
    let field = |name: &str, to_end: bool| {
        let heading = format!("### {name}");
        let mut lines = body.lines();
        lines.find(|line| line.trim().eq_ignore_ascii_case(&heading))?;
        let value: Vec<&str> = lines
            .take_while(|line| to_end || !line.starts_with("### "))
            .collect();
        let value = inert::line(&value.join("\n"));
        // What GitHub writes for a field left empty.
        Some(value).filter(|value| value != "_No response_")
    };
    let has_note = body
        .lines()
        .any(|line| line.trim().eq_ignore_ascii_case("### note"));
    Form {
        session: field("Session", false).map(|id| id.to_lowercase()),
        text: if has_note {
            // The note is the form's last field, so nothing in it can pass for another field.
            field("Note", true).unwrap_or_default()
        } else {
            inert::line(title)
        },
    }
}

/// What a form says of its note for the fields of the session's format: under headings with their names, before the note. What does not fit
/// a field is left out: a participant cannot be asked again.
pub fn fields(body: &str, declared: &[Field]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut heading: Option<&Field> = None;
    for line in body.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            let name = name.trim();
            if name.eq_ignore_ascii_case("note") {
                break;
            }
            heading = declared
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case(name));
        } else if let Some(field) = heading
            && !line.trim().is_empty()
        {
            heading = None;
            // What GitHub writes for a field left empty.
            if line.trim() == "_No response_" {
                continue;
            }
            if let Ok(Some(value)) = fields::cell(field, line) {
                found.insert(field.name.clone(), value);
            }
        }
    }
    found
}

/// The notes in a comment: each line that begins with the format's stem ("How might we"), or with `/note`. Everything else in a
/// comment is talk.
pub fn comment(body: &str, stem: &str) -> Vec<String> {
    body.lines()
        .filter_map(|raw| {
            let text = inert::line(raw);
            let bare = text.trim_start_matches(['-', '*', '•', ' ']);
            if let Some(rest) = bare.strip_prefix("/note") {
                return (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim().to_owned());
            }
            let begins = !stem.is_empty()
                && bare
                    .get(..stem.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(stem));
            begins.then(|| bare.to_owned())
        })
        .collect()
}

/// Whether a text can be a note.
///
/// # Errors
/// Why it cannot.
pub fn admit(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    if text.chars().count() > LONGEST_NOTE {
        return Err(Refusal::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_session_and_note() {
        let body = "### Session\r\n\r\nkubecon-india-2024\r\n\r\n### Note\r\n\r\nHow might we\r\nshare?\r\n\r\n### Session\r\n\r\nother";
        assert_eq!(
            form("Note", body),
            Form {
                session: Some("kubecon-india-2024".into()),
                text: "How might we share? ### Session other".into()
            }
        );
        let empty = form(
            "Note",
            "### Session\n\n_No response_\n\n### Note\n\n_No response_",
        );
        assert_eq!(
            empty,
            Form {
                session: None,
                text: String::new()
            }
        );
        assert_eq!(form("How might we?", "free text").text, "How might we?");
    }

    #[test]
    fn a_form_says_what_the_format_asks() {
        let side = Field {
            name: "side".into(),
            about: String::new(),
            required: false,
            kind: fields::Kind::Choice(vec!["good".into(), "bad".into()]),
            example: None,
        };
        let said = |body: &str| fields(body, std::slice::from_ref(&side)).remove("side");
        let of = |side: &str| format!("### Side\r\n\r\n{side}\r\n\r\n### Note\r\n\r\nx");
        assert_eq!(said(&of("Bad")).as_deref(), Some("bad"));
        assert_eq!(said(&of("_No response_")), None);
        assert_eq!(said("### Note\n\nx\n\n### Side\n\nbad"), None);
    }

    #[test]
    fn a_comment_holds_notes_and_talk() {
        let body = "Hello!\n- how might we share ideas?\n/note No stem here\n/notebook is no note\nHow might one?\n> How might we (quoted)";
        assert_eq!(
            comment(body, "How might we"),
            ["how might we share ideas?", "No stem here"]
        );
        assert_eq!(comment("/note", ""), [""]);
    }
}
