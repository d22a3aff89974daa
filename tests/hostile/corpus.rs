//! The inputs, kept as data.

use crate::seen;
use serde::Deserialize;

/// A text that somebody could write as a note, a title, a name.
#[derive(Debug, Clone, Deserialize)]
pub struct Text {
    pub name: String,
    pub text: String,
    /// What the importers of other tools' files make of it.
    pub repaired: Option<String>,
    /// What a reader should see of it.
    #[serde(skip)]
    pub shown: String,
}

/// All texts. Each can be told from every other wherever it stands.
pub fn texts() -> Vec<Text> {
    let mut texts: Vec<Text> = serde_json::from_str(include_str!("corpus/texts.json")).unwrap();
    for text in &mut texts {
        text.shown = seen::line(&text.text);
    }
    for text in &texts {
        let same = texts
            .iter()
            .filter(|other| other.shown.contains(&text.shown) || other.name == text.name);
        assert_eq!(same.count(), 1, "{} stands within another", text.name);
    }
    texts
}

impl Text {
    /// How it may be shown.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        [Some(self.shown.as_str()), self.repaired.as_deref()]
            .into_iter()
            .flatten()
    }
}
