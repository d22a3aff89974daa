//! Notes as they come from GitHub: form-filed issues and comments.

use super::{LONGEST_NOTE, Refusal};
use crate::inert;

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
    fn a_comment_holds_notes_and_talk() {
        let body = "Hello!\n- how might we share ideas?\n/note No stem here\n/notebook is no note\nHow might one?\n> How might we (quoted)";
        assert_eq!(
            comment(body, "How might we"),
            ["how might we share ideas?", "No stem here"]
        );
        assert_eq!(comment("/note", ""), [""]);
    }
}
