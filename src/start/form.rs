//! The form that participants file notes with.

use crate::session::Format;

/// The note form of a repository with sessions of this format, as `.github/ISSUE_TEMPLATE/note.yml` holds it.
pub fn note_form(_format: &Format) -> String {
    // One form for every format. What a format asks of its notes can become fields of it here, and nowhere else.
    include_str!("../../workflow-templates/ISSUE_TEMPLATE/note.yml").to_owned()
}
