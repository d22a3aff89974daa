//! What people say for fields in the middle of their own words: `stage: consumer` on a line, `[stage: consumer, value: strategic]` beside a
//! note.
//!
//! Only the names that a format declares count, and in brackets only where all that stands in them is such. Everything else stays what it is.

use crate::fields::{self, Field};
use std::collections::BTreeMap;

/// What was said, by names of fields.
pub(super) type Said = BTreeMap<String, String>;

/// `name: value`, where a field has that name: the field, and the value where it fits.
pub(super) fn line<'f>(text: &str, declared: &'f [Field]) -> Option<(&'f Field, Option<String>)> {
    let markup = |c: char| matches!(c, '*' | '`' | ' ');
    let (name, value) = text.split_once([':', '：'])?;
    let name = name.trim_start_matches(['-', '•']).trim_matches(markup);
    let field = declared.iter().find(|field| field.is_called(name))?;
    let value = value.trim_matches(markup);
    Some((field, fields::cell(field, value).ok().flatten()))
}

/// The text without what stands in brackets at its beginning and its end, and what that says.
pub(super) fn brackets<'t>(text: &'t str, declared: &[Field]) -> (&'t str, Said) {
    let mut said = Said::new();
    let mut rest = text.trim();
    loop {
        let front = rest.strip_prefix('[').and_then(|text| text.split_once(']'));
        let back = || {
            rest.strip_suffix(']')
                .and_then(|text| text.rsplit_once('['))
        };
        let (inside, outside) = match front.map(|(inside, after)| (items(inside, declared), after))
        {
            Some((Some(inside), after)) => (inside, after),
            _ => match back().map(|(before, inside)| (items(inside, declared), before)) {
                Some((Some(inside), before)) => (inside, before),
                _ => return (rest, said),
            },
        };
        for (name, value) in inside {
            said.entry(name).or_insert(value);
        }
        rest = outside.trim();
    }
}

/// `stage: consumer, why: it is cheap, and quick`: a comma parts only before the name of a field.
fn items(inside: &str, declared: &[Field]) -> Option<Said> {
    let mut list: Vec<String> = Vec::new();
    for piece in inside.split_inclusive([',', ';']) {
        match list.last_mut() {
            Some(last) if line(piece, declared).is_none() => last.push_str(piece),
            _ => list.push(piece.to_owned()),
        }
    }
    let said = list.iter().map(|item| {
        let item = item.trim_end_matches([',', ';', ' ']);
        let (field, value) = line(item, declared)?;
        Some((field.name.clone(), value?))
    });
    said.collect()
}
