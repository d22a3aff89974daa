//! The issue form by which notes come in, as GitHub wants it, with an input for what each format asks of a note.
//!
//! In: formats. Out: the text of `.github/ISSUE_TEMPLATE/note.yml`. Pure. The labels are the headings of the body, by which
//! [`crate::notes::received`] reads it back.

use super::Format;
use crate::fields::{Field, Kind};
use crate::inert;
use std::fmt::Write;

/// Where the form belongs in a repository; the announcements of sessions link to it by its name.
pub const PATH: &str = ".github/ISSUE_TEMPLATE/note.yml";

/// One thing that the form asks, of one format or of several.
struct Asked {
    name: String,
    about: Vec<String>,
    kind: Kind,
    required: bool,
    /// The titles of the formats that ask it.
    of: Vec<String>,
}

/// The form for notes of sessions of these formats. What several ask by the same name is asked once.
pub fn form(formats: &[&Format]) -> String {
    let names: Vec<&str> = formats.iter().map(|format| format.name.as_str()).collect();
    let mut stems: Vec<&str> = formats.iter().map(|format| format.stem.as_str()).collect();
    stems.dedup();
    let begins = match stems.as_slice() {
        [stem] if !stem.is_empty() => Some(format!("{stem} …")),
        _ => None,
    };
    let example = begins
        .as_ref()
        .map(|begins| format!(", such as \"{begins}\""));
    let mut text = format!(
        "# The form for notes. Copy it to {PATH} of the repository with the sessions.\n\
         # `folkmoot form {}` makes it. folkmoot reads the fields by their labels: \"Session\", then \"Note\" as the last field.\n\
         name: Note\n\
         description: {}\n\
         title: \"Note\"\n\
         labels: [\"folkmoot:note\"]\n\
         body:\n  \
           - type: markdown\n    \
             attributes:\n      \
               value: One idea a note, please. Write another note for another idea. What you write here is public.\n",
        names.join(" "),
        quoted(&format!(
            "One idea for a session{}",
            example.unwrap_or_default()
        )),
    );
    let session = "The session's id, as in the link you came from. Leave it empty if only one session collects notes now.";
    element(&mut text, "input", "session", "Session", session, &[]);
    let mut asked = asked(formats);
    // A text of several paragraphs ends where the next heading is one that is known: other formats' come before it.
    asked.sort_by_key(|asked| asked.kind == Kind::Text);
    for one in &asked {
        one.write(&mut text, formats.len());
    }
    let placeholder = begins.map(|begins| ("placeholder", begins));
    let placeholder: Vec<(&str, String)> = placeholder.into_iter().collect();
    element(&mut text, "textarea", "note", "Note", "", &placeholder);
    text.push_str(REQUIRED);
    text
}

const REQUIRED: &str = "    validations:\n      required: true\n";

/// What the formats ask, in their order.
fn asked(formats: &[&Format]) -> Vec<Asked> {
    let mut list: Vec<Asked> = Vec::new();
    for format in formats {
        for field in format.fields.note.iter().filter(|field| field.asked) {
            match list.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.join(field, format),
                None => list.push(Asked {
                    name: field.name.clone(),
                    about: Some(field.about.clone())
                        .into_iter()
                        .filter(|about| !about.is_empty())
                        .collect(),
                    kind: field.kind.clone(),
                    required: field.required,
                    of: vec![format.title.clone()],
                }),
            }
        }
    }
    for one in &mut list {
        // Whoever writes for another format could not send the form.
        one.required &= one.of.len() == formats.len();
    }
    list
}

impl Asked {
    /// The same, asked by another format too.
    fn join(&mut self, field: &Field, format: &Format) {
        if !field.about.is_empty() && !self.about.contains(&field.about) {
            self.about.push(field.about.clone());
        }
        self.required &= field.required;
        self.of.push(format.title.clone());
        match (&mut self.kind, &field.kind) {
            (Kind::Choice(words), Kind::Choice(more)) => {
                for word in more {
                    if !words.contains(word) {
                        words.push(word.clone());
                    }
                }
            }
            (one, other) if one == other => {}
            (one, _) => *one = Kind::Line,
        }
    }

    fn write(&self, text: &mut String, formats: usize) {
        let mut about = self.about.join("; ");
        let mut more = Vec::new();
        let mut kind = "input";
        let mut options: &[String] = &[];
        match &self.kind {
            // GitHub keeps the word "None" for itself.
            Kind::Choice(words)
                if !words.is_empty()
                    && !words.iter().any(|word| word.eq_ignore_ascii_case("none")) =>
            {
                kind = "dropdown";
                options = words;
            }
            Kind::Choice(words) if !words.is_empty() => {
                more.push(("placeholder", format!("one of: {}", words.join(", "))));
            }
            Kind::Text => kind = "textarea",
            Kind::Link => more.push(("placeholder", "https://…".to_owned())),
            Kind::Date => more.push((
                "placeholder",
                "year-month-day, such as 2026-03-31".to_owned(),
            )),
            Kind::Number => more.push(("placeholder", "a whole number".to_owned())),
            Kind::Choice(_) | Kind::Line | Kind::List | Kind::Rows(_) => {}
        }
        if self.of.len() < formats {
            let of = format!("for: {}", self.of.join(", "));
            about = match about.as_str() {
                "" => of,
                about => format!("{about} ({of})"),
            };
        }
        element(text, kind, &self.name, &label(&self.name), &about, &more);
        if !options.is_empty() {
            text.push_str("      options:\n");
        }
        for option in options {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "        - {}", quoted(option));
        }
        if self.required {
            text.push_str(REQUIRED);
        }
    }
}

/// A field's name as a heading, by which it is read back.
fn label(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let rest = letters.map(|letter| if letter == '-' { ' ' } else { letter });
    first.into_iter().chain(rest).collect()
}

fn element(
    text: &mut String,
    kind: &str,
    id: &str,
    label: &str,
    about: &str,
    more: &[(&str, String)],
) {
    let _ = write!(
        text,
        "  - type: {kind}\n    id: {id}\n    attributes:\n      label: {}\n",
        quoted(label)
    );
    let about = Some(("description", about.to_owned())).filter(|(_, about)| !about.is_empty());
    for (key, value) in about.iter().chain(more) {
        let _ = writeln!(text, "      {key}: {}", quoted(value));
    }
}

/// A text in double quotes, as JSON writes it and YAML reads it: also `yes` is a word then.
fn quoted(text: &str) -> String {
    serde_json::Value::from(inert::line(text)).to_string()
}

#[cfg(test)]
mod tests;
