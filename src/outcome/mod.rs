//! What a session changes in other documents: a new file, a region between markers, a section under a heading, keys of front matter.
//!
//! In: the text of a document as it is now, or that there is none; what folkmoot left there the last time, if it is known; the new
//! content in Markdown. Out: the new text of the document and what was left alone because a person wrote it, or one [`Fault`] with the
//! line of the document and the cure. Pure: it reads and writes no file. It must never change a byte outside the place it was
//! asked to write to, and never drop a line that a person wrote: [`merge`] keeps those.

mod document;
mod footnotes;
mod front;
pub mod merge;
mod outline;
mod region;
mod section;

#[cfg(test)]
mod tests;

pub use front::{KeyValue, Scalar};

use crate::fault::{Fault, Place, Source};
use document::{Document, plain};
use footnotes::Notes;
use outline::Outline;
use std::ops::Range;
use std::sync::Arc;

/// Where new content goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How<'a> {
    /// A file of its own.
    NewFile,
    /// Between the markers `<!-- folkmoot:NAME -->` and `<!-- /folkmoot:NAME -->`, which a person put there.
    Region,
    /// The end of the section under a heading, between markers that folkmoot puts there.
    Section {
        /// The heading's text; `## ` before it asks for its level too.
        under: &'a str,
    },
    /// Keys of the document's front matter.
    FrontMatter,
}

/// What a session wants of a document.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The document's path, for messages.
    pub file: &'a str,
    /// The name in the markers: letters, digits, `-` and `/`.
    pub name: &'a str,
    /// Where the content goes.
    pub how: How<'a>,
    /// The content in Markdown; for [`How::FrontMatter`] there is none.
    pub text: &'a str,
    /// Front matter, for [`How::NewFile`] and [`How::FrontMatter`].
    pub keys: &'a [(String, KeyValue)],
    /// Footnotes instead of links.
    pub footnotes: bool,
}

/// A document with the new content in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its whole text.
    pub text: String,
    /// The same with what folkmoot alone would have there, which is what the next writing compares with: the text itself where no person
    /// wrote there, and what was known before where nothing is written or folkmoot's words cannot stand there.
    pub alone: Option<String>,
    /// What a person wrote there, and what was therefore left alone: headings, keys.
    pub left_alone: Vec<String>,
}

/// Whose words go into the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Folkmoot's, as far as they leave a person's as they are.
    Both,
    /// Folkmoot's alone.
    Ours,
}

/// A text and what was left alone in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Made {
    text: String,
    left_alone: Vec<String>,
}

/// Something wrong with a document, before it is known which file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    span: Range<usize>,
    message: String,
    cure: String,
}

impl Wrong {
    fn in_file(self, file: &str, text: &str) -> Fault {
        let source = Arc::new(Source {
            path: file.into(),
            text: text.to_owned(),
        });
        Fault::new(Place::new(&source, self.span), self.message, self.cure)
    }
}

/// Writes what a session wants into a document. `there` is the document now; `before` what [`Written::alone`] was the last time, where
/// that is known. Writing the same again changes nothing.
///
/// # Errors
/// One fault: the document is not there or is there already, the place in it is missing or not clear, the content cannot stand there.
pub fn write(
    there: Option<&str>,
    before: Option<&str>,
    wanted: &Wanted<'_>,
) -> Result<Written, Fault> {
    let both = made(there, before, wanted, Whose::Both)?;
    let known = || before.map(str::to_owned);
    let alone = match made(there, before, wanted, Whose::Ours) {
        Ok(ours) if there != Some(&both.text) => Some(ours.text),
        Ok(_) | Err(_) => known(),
    };
    Ok(Written {
        text: both.text,
        alone,
        left_alone: both.left_alone,
    })
}

fn made(
    there: Option<&str>,
    before: Option<&str>,
    wanted: &Wanted<'_>,
    whose: Whose,
) -> Result<Made, Fault> {
    let before = before.map(|before| Document::read(before).text);
    if wanted.how == How::NewFile {
        return new_file(there, before, wanted, whose);
    }
    let Some(there) = there else {
        return Err(Fault::new(
            Place::whole(wanted.file.into()),
            "there is no such document to write into",
            "correct `file`, or make a file of it (`how: new-file`)",
        ));
    };
    let document = Document::read(there);
    let written = match wanted.how {
        How::FrontMatter => set(document.text, before, wanted, whose),
        How::Region | How::Section { .. } => place(&document, before, wanted, whose)
            .map_err(|wrong| wrong.in_file(wanted.file, document.text)),
        How::NewFile => new_file(Some(there), before, wanted, whose),
    }?;
    Ok(Made {
        text: document.with(&written.text),
        ..written
    })
}

fn set(text: &str, before: Option<&str>, wanted: &Wanted<'_>, whose: Whose) -> Result<Made, Fault> {
    // Without what folkmoot left there, every key is folkmoot's to set.
    let before = before.filter(|_| whose == Whose::Both);
    match front::set(wanted.file, text, before, wanted.keys) {
        Ok(set) => Ok(Made {
            text: set.text,
            left_alone: set.left_alone,
        }),
        Err(front::Trouble::Yaml(fault)) => Err(*fault),
        Err(front::Trouble::Key(wrong)) => Err(wrong.in_file(wanted.file, text)),
    }
}

fn new_file(
    there: Option<&str>,
    before: Option<&str>,
    wanted: &Wanted<'_>,
    whose: Whose,
) -> Result<Made, Fault> {
    let mut text = format!("{}\n", region::trim(&plain(wanted.text)));
    if wanted.footnotes {
        let mut notes = Notes::read("", None);
        let converted = format!("{}\n", region::trim(&notes.convert(&text)));
        text = footnotes::put(&converted, None, None, &notes, whose)
            .map_err(|wrong| wrong.in_file(wanted.file, &converted))?;
    }
    let ours = set(&text, None, wanted, whose)?.text;
    let taken = |text| {
        Ok(Made {
            text,
            left_alone: Vec::new(),
        })
    };
    let Some(there) = there.filter(|there| !there.trim().is_empty()) else {
        return taken(ours);
    };
    let document = Document::read(there);
    if plain(document.text) == ours {
        return taken(there.to_owned());
    }
    let Some(before) = before else {
        return Err(Fault::new(
            Place::whole(wanted.file.into()),
            "there is such a file already, and folkmoot did not write it",
            "name another `file`, or write into it with `how: section` or `how: region`",
        ));
    };
    if whose == Whose::Ours {
        return taken(ours);
    }
    let merged = merge::merge(before, document.text, &ours);
    Ok(Made {
        text: document.with(&merged.text),
        left_alone: merged.left_alone,
    })
}

/// Content into a region, or into a new one under a heading.
fn place(
    document: &Document<'_>,
    before: Option<&str>,
    wanted: &Wanted<'_>,
    whose: Whose,
) -> Result<Made, Wrong> {
    let text = document.text;
    let outline = outline::read(text);
    let found = region::find(&outline, wanted.name)?;
    let outline = region::outside(&outline);
    let level = level(text, &outline, found.as_ref(), wanted)?;
    let mut notes = Notes::read(text, found.as_ref().map(|found| &found.span));
    let mut content = section::shift(region::trim(&plain(wanted.text)), level);
    if wanted.footnotes {
        content = region::trim(&notes.convert(&content)).to_owned();
    }
    fits(&content, wanted.name)?;
    let Made {
        text: made,
        left_alone,
    } = match (&found, wanted.how) {
        (Some(found), _) => {
            let name = wanted.name;
            replaced(document, &outline, found, before, name, &content, whose)
        }
        (None, How::Section { under }) => {
            let heading = section::find(&outline, under)?;
            let at = section::end(text, &outline, heading);
            let block = region::wrap(wanted.name, &region::digest(&content), &content);
            Made {
                text: document::insert(text, at, &block),
                left_alone: Vec::new(),
            }
        }
        (None, _) => {
            let name = wanted.name;
            return Err(Wrong {
                span: 0..0,
                message: format!("there is no region `{name}`"),
                cure: format!(
                    "write `<!-- folkmoot:{name} -->` and `<!-- /folkmoot:{name} -->` on lines of their own where the text is to go"
                ),
            });
        }
    };
    let text = if wanted.footnotes {
        footnotes::put(&made, before, Some(wanted.name), &notes, whose)?
    } else {
        made
    };
    // A later run has to find it again.
    match region::find(&outline::read(&text), wanted.name)? {
        Some(_) => Ok(Made { text, left_alone }),
        None => Err(Wrong {
            span: 0..0,
            message: "a code block or a comment is open where the text would go".to_owned(),
            cure: "close it in the document, or write a region (`how: region`) where the text is to go".to_owned(),
        }),
    }
}

/// The level of the content's highest heading: below the heading it stands under.
fn level(
    text: &str,
    outline: &Outline,
    found: Option<&region::Region>,
    wanted: &Wanted<'_>,
) -> Result<usize, Wrong> {
    if let How::Section { under } = wanted.how {
        let heading = section::find(outline, under);
        match found {
            None => return heading.map(|heading| heading.level + 1),
            // Its heading may have been renamed since, or the region moved.
            Some(found) => {
                if let Ok(heading) = heading
                    && section::of(text, outline, heading).contains(&found.span.start)
                {
                    return Ok(heading.level + 1);
                }
            }
        }
    }
    let above = found.and_then(|found| outline.above(found.span.start));
    Ok(above.map_or(1, |heading| heading.level + 1))
}

/// New content in the place of the old, as far as a person has not changed that.
fn replaced(
    document: &Document<'_>,
    outline: &Outline,
    found: &region::Region,
    before: Option<&str>,
    name: &str,
    content: &str,
    whose: Whose,
) -> Made {
    let text = document.text;
    let theirs = region::inside(text, found);
    let same = |left_alone| Made {
        text: text.to_owned(),
        left_alone,
    };
    if theirs == content {
        return same(Vec::new());
    }
    let base = match before {
        // The digest says it as well, and outlives a squash.
        _ if found.is_ours(&theirs) => Some(theirs.clone()),
        // What another session carried along may have a person's words in it.
        Some(before) => region::find(&outline::read(before), name)
            .ok()
            .flatten()
            .map(|region| (region::inside(before, &region), region))
            .filter(|(inside, region)| region.is_ours(inside))
            .map(|(inside, _)| inside),
        None => None,
    };
    let merged = match base {
        _ if theirs.is_empty() => merge::Merged {
            text: content.to_owned(),
            left_alone: Vec::new(),
        },
        Some(base) => merge::merge(&base, &theirs, content),
        None => {
            let above = outline.above(found.span.start);
            let heading = above.map_or(name, |heading| heading.text.as_str());
            return same(vec![heading.to_owned()]);
        }
    };
    let new = match whose {
        Whose::Both => region::trim(&merged.text),
        Whose::Ours => content,
    };
    if new == theirs {
        return same(merged.left_alone);
    }
    // The digest is that of our text, so that what a person's hand is in is known by it.
    let block = region::wrap(name, &region::digest(content), new);
    Made {
        text: region::replace(text, found, &block),
        left_alone: merged.left_alone,
    }
}

/// Whether content can stand between markers and leaves them whole.
fn fits(content: &str, name: &str) -> Result<(), Wrong> {
    let whole = region::wrap(name, "", content);
    let inside = |message: &str, cure: &str| Wrong {
        span: 0..0,
        message: format!("the new text for `{name}` {message}"),
        cure: cure.to_owned(),
    };
    match region::find(&outline::read(&whole), name) {
        Ok(Some(region)) if region.span == (0..whole.len()) => Ok(()),
        Ok(_) | Err(_) if content.contains(&format!("folkmoot:{name} ")) => Err(inside(
            "holds the markers of its own place",
            "take the markers out of the text",
        )),
        Ok(_) | Err(_) => Err(inside(
            "leaves a code block or a comment open, so that no later run would find its end",
            "close it in the text",
        )),
    }
}
