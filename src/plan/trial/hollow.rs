//! What a repository's own templates publish that leads nowhere or says nothing.

use super::Made;
use crate::fault::{Fault, Place, Source};
use crate::session::Format;

/// Texts that always say something.
const WHOLE: [&str; 3] = ["announcement.md", "report.md", "pull-request.md"];
/// Templates that are no texts of their own, and without which a report or an issue lacks something.
const PARTS: [&str; 2] = ["clusters", "cluster.md"];

/// Empty texts and links to nowhere, by the places in the templates that make them.
pub(super) fn faults(format: &Format, made: &[Made]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, source) in format.templates.own() {
        let needed = WHOLE.contains(&name)
            || PARTS.contains(&name)
            || format.documents.iter().any(|(_, of)| of == name);
        let is_empty = |(of, text): &Made| of == name && text.trim().is_empty();
        let comes_out = WHOLE.contains(&name) && made.iter().any(is_empty);
        if comes_out || (needed && source.text.trim().is_empty()) {
            faults.push(Fault::new(
                Place::at(source.path.clone(), 1, 1),
                format!("the template `{name}` comes out empty"),
                "write what it is to say, or take the file away: then the built-in one stands in for it",
            ));
        }
    }
    for label in made.iter().flat_map(|(_, text)| nowhere(text)) {
        let mut own = format.templates.own();
        let place = own.find_map(|(_, source)| link(source, label));
        faults.extend(place.map(|place| {
            Fault::new(
                place,
                "a link leads nowhere where its address is left out".to_owned(),
                "put the link into `{{#if …}}` with the name of its address",
            )
        }));
    }
    faults
}

/// What stands in the brackets of links without an address.
fn nowhere(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("]()").filter_map(|(at, _)| {
        let before = text.get(..at)?;
        before.rsplit('[').next().filter(|label| label.len() < at)
    })
}

/// Where a template writes a link with that label whose address is a value alone.
fn link(source: &Source, label: &str) -> Option<Place> {
    let mut lines = source.text.lines().zip(1..);
    lines.find_map(|(line, number)| {
        let mut links = line.match_indices("](");
        let start = links.find_map(|(at, _)| {
            let (before, written) = line.get(..at)?.rsplit_once('[')?;
            let alone = line.get(at + 2..).is_some_and(values_alone);
            (alone && can_be(written, label)).then_some(before)
        })?;
        let column = start.chars().count() + 1;
        Some(Place::at(source.path.clone(), number, column))
    })
}

/// Whether nothing but values stands before the bracket that closes an address.
fn values_alone(mut text: &str) -> bool {
    let mut some = false;
    while let Some((_, behind)) = text
        .strip_prefix("{{")
        .and_then(|inside| inside.split_once("}}"))
    {
        some = true;
        text = behind.trim_start_matches('}');
    }
    some && text.starts_with(')')
}

/// Whether a label that is written so can come out as that.
fn can_be(written: &str, label: &str) -> bool {
    match (written.split_once("{{"), written.rsplit_once("}}")) {
        (Some((first, _)), Some((_, last))) => label.starts_with(first) && label.ends_with(last),
        _ => written == label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_nowhere_are_found_where_they_are_written() {
        let source = Source {
            path: "a.hbs".into(),
            text: "[here](https://x) [b]({{b}}/c)\n- é [see {{a}}]({{{b}}}), [register]({{first-of a b}}{{c}})\n".to_owned(),
        };
        let place = |label: &str| link(&source, label).map(|place| place.to_string());
        assert_eq!(place("see this").as_deref(), Some("a.hbs:2:5"));
        assert_eq!(place("register").as_deref(), Some("a.hbs:2:27"));
        for none in ["b", "here", "other"] {
            assert_eq!(place(none), None, "{none}");
        }
        let found: Vec<&str> = nowhere("[a](b) [c]() x]() ![d e]()").collect();
        assert_eq!(found, ["c", "c]() x", "d e"]);
        assert_eq!(nowhere("]()").count(), 0);
    }
}
