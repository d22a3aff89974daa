//! Every note: in its cluster, parked, merged or refused.

use super::words::{Words, with};
use super::{Part, won};
use crate::draw::{html, prose};
use crate::fields::{Field, Kind};
use crate::report::context::Context;
use crate::report::{ClusterMaterial, Material, NoteMaterial, votes};
use crate::text::many;
use std::fmt::Write;

/// The notes of a cluster.
pub(super) fn of<'m>(
    material: &'m Material<'_>,
    item: u64,
) -> impl Iterator<Item = &'m NoteMaterial> {
    let clusters = material.clusters.iter();
    clusters
        .filter(move |cluster| cluster.number == item)
        .flat_map(|cluster| &cluster.notes)
}

/// The notes by cluster, in the order of the result, with a search.
pub(super) fn section(words: &Words, material: &Material<'_>) -> Part {
    let mut out = format!("<p class=\"lead\">{}</p>\n", words.said_about);
    // Writing to a String cannot fail. The script shows the search; without one there is none.
    let _ = writeln!(
        out,
        "<div class=\"search\" data-search data-count=\"{}\" role=\"search\" hidden><label>{} <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> <span role=\"status\"></span></div>",
        words.count, words.search
    );
    let rules = &material.record.rules;
    for standing in &material.tally.standings {
        let notes: Vec<&NoteMaterial> = of(material, standing.item).collect();
        let cluster = material
            .clusters
            .iter()
            .find(|cluster| cluster.number == standing.item);
        let class = if standing.wins {
            "cluster wins"
        } else {
            "cluster"
        };
        let chosen = if standing.wins {
            won(words, material)
        } else {
            String::new()
        };
        let _ = write!(
            out,
            "<article class=\"{class}\" id=\"cluster-{}\" data-group>\n<h3><bdi data-name>{}</bdi>{chosen}</h3>\n<p class=\"note-of\" dir=\"auto\">{}, {} · {}</p>\n",
            standing.item,
            html::text(&standing.name),
            prose::inline(&votes::came_to(rules, standing)),
            many(
                u64::try_from(notes.len()).unwrap_or(u64::MAX),
                "note",
                "notes"
            ),
            html::link(
                &format!("{}/issues/{}", material.repository_url, standing.item),
                words.discussion
            ),
        );
        if let Some(about) = cluster.and_then(about) {
            out.push_str(&about);
        }
        cards(&mut out, words, material, notes.into_iter());
        out.push_str("</article>\n");
    }
    if !material.parked.is_empty() {
        let _ = write!(
            out,
            "<article class=\"cluster\" id=\"parked\" data-group>\n<h3><bdi data-name>{}</bdi></h3>\n",
            words.parked
        );
        cards(&mut out, words, material, material.parked.iter());
        out.push_str("</article>\n");
    }
    Part {
        id: "notes",
        title: words.said,
        inner: out,
    }
}

/// What belongs into a cluster, as the session says.
fn about(cluster: &ClusterMaterial) -> Option<String> {
    cluster
        .about
        .as_deref()
        .map(|about| prose::blocks(about, 3))
}

fn cards<'n>(
    out: &mut String,
    words: &Words,
    material: &Material<'_>,
    notes: impl Iterator<Item = &'n NoteMaterial>,
) {
    let fields = telling(material);
    out.push_str("<ul class=\"notes\">\n");
    for note in notes {
        let _ = write!(
            out,
            "<li data-item><span class=\"said\" dir=\"auto\">{}</span>",
            html::text(&note.note.text)
        );
        let author = note.note.author.as_ref();
        if let Some(author) = author.filter(|author| material.shown.has(author)) {
            let _ = write!(
                out,
                "<span class=\"by\" dir=\"auto\">— {}</span>",
                html::text(author.name())
            );
        }
        let tags = tags(words, &fields, note);
        if !tags.is_empty() {
            let _ = write!(out, "<span class=\"tags\">{tags}</span>");
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// The fields that tell notes apart: a word that stands on every note does not.
fn telling<'m>(material: &'m Material<'_>) -> Vec<&'m Field> {
    let placed = material.clusters.iter().flat_map(|cluster| &cluster.notes);
    let notes: Vec<&NoteMaterial> = placed.chain(&material.parked).collect();
    let same = |field: &Field| {
        let mut said = notes.iter().map(|note| note.said.get(&field.name));
        let first = said.next().flatten();
        said.all(|other| other == first)
    };
    let fields = material.session.format.fields.note.iter();
    fields
        .filter(|field| !matches!(field.kind, Kind::Choice(_)) || !same(field))
        .collect()
}

/// How often it was said, and what the format lets people say of it.
fn tags(words: &Words, fields: &[&Field], note: &NoteMaterial) -> String {
    let mut tags = Vec::new();
    if note.support > 1 {
        tags.push(with(words.support, "n", &note.support.to_string()));
    }
    for field in fields {
        let Some(said) = note.said.get(&field.name).filter(|said| !said.is_empty()) else {
            continue;
        };
        tags.push(match field.kind {
            Kind::Link => html::link(said, &html::text(&field.name)),
            Kind::Choice(_) => html::text(said),
            _ => format!("{}: {}", html::text(&field.name), html::text(said)),
        });
    }
    tags.iter()
        .map(|tag| format!("<span class=\"tag\" dir=\"auto\">{tag}</span>"))
        .collect()
}

/// What became of everything that was received.
pub(super) fn accounted(words: &Words, material: &Material<'_>, context: &Context) -> Part {
    let numbers = &context.numbers;
    let mut out = format!(
        "<p class=\"lead\">{}</p>\n<ul class=\"sum\">\n<li><b>{}</b> {} =</li>\n",
        words.accounted_about, numbers.received, words.received
    );
    let sums = [
        (numbers.placed, words.placed, " +"),
        (numbers.merged, words.merged, " +"),
        (numbers.parked, words.parked, " +"),
        (numbers.refused, words.refused, ""),
    ];
    for (number, word, sign) in sums {
        let word = word.to_lowercase();
        let _ = writeln!(out, "<li><b>{number}</b> {word}{sign}</li>");
    }
    out.push_str("</ul>\n");
    if !material.merged.is_empty() {
        let _ = write!(
            out,
            "<h3>{}</h3>\n<ul class=\"plain\">\n",
            capital(words.merged)
        );
        for (note, into) in &material.merged {
            let _ = writeln!(
                out,
                "<li><span dir=\"auto\">“{}”</span> {} <span dir=\"auto\">“{}”</span></li>",
                html::text(&note.text),
                words.merged_into,
                html::text(&into.text)
            );
        }
        out.push_str("</ul>\n");
    }
    if !material.refused.is_empty() {
        let _ = write!(
            out,
            "<h3>{}</h3>\n<ul class=\"plain\">\n",
            capital(words.refused)
        );
        for (note, why) in &material.refused {
            let _ = writeln!(
                out,
                "<li><span dir=\"auto\">“{}”</span> ({})</li>",
                html::text(&crate::inert::cut(&note.text, 120)),
                html::text(&why.to_string())
            );
        }
        out.push_str("</ul>\n");
    }
    Part {
        id: "accounted",
        title: words.accounted,
        inner: out,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
