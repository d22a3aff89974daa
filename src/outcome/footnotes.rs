//! Footnotes instead of links, for documents that are printed too.
//!
//! `[text](url)` and `<url>` become `text[^n]`, and `[^n]: url` is defined where the document keeps its footnotes. Equal addresses
//! share one, those that are there already too. How the document writes its footnotes (a space before the mark, a title before
//! the address, a blank line between them) is how new ones are written. Links within the document, and what stands in code, stay.

use super::Whose;
use super::Wrong;
use super::document::{self, insert, line_end};
use super::outline::{self, Outline, options};
use super::region;
use super::section;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How the name of a region of footnotes ends.
pub(super) const FOOTNOTES: &str = ":footnotes";

/// The footnotes of a document, and those to come.
#[derive(Debug, Clone)]
pub(super) struct Notes {
    /// The next free number.
    next: usize,
    /// Which number an address has, and one that says something else.
    known: BTreeMap<String, usize>,
    /// Definitions to add.
    added: BTreeMap<usize, String>,
    spaced: bool,
    titled: bool,
    apart: bool,
}

impl Notes {
    /// What a document has, and how it writes it; what stands in `own` is folkmoot's, and about to be written anew.
    pub(super) fn read(text: &str, own: Option<&Range<usize>>) -> Notes {
        let mut outline = outline::read(text);
        let is_outside = |span: &Range<usize>| own.is_none_or(|own| !own.contains(&span.start));
        outline.definitions.retain(|one| is_outside(&one.span));
        outline.references.retain(|(_, span)| is_outside(span));
        let mut known = BTreeMap::new();
        let (mut titled, mut addresses, mut apart) = (0, 0, 0);
        for one in &outline.definitions {
            let lines = text.get(one.span.clone()).unwrap_or_default();
            let body = body(lines);
            let address = address(body);
            if let Some(address) = address {
                addresses += 1;
                titled += usize::from(address.len() < body.len());
            }
            if let Ok(number) = one.label.parse() {
                for says in Some(body).into_iter().chain(address) {
                    known.entry(document::plain(says)).or_insert(number);
                }
            }
            let after = text.get(one.span.end..).unwrap_or_default();
            apart += usize::from(after.starts_with(['\r', '\n']) || after.is_empty());
        }
        let spaced = outline
            .references
            .iter()
            .filter(|(_, range)| {
                text.get(..range.start)
                    .is_some_and(|before| before.ends_with(' '))
            })
            .count();
        Notes {
            next: highest(text).saturating_add(1),
            known,
            added: BTreeMap::new(),
            spaced: spaced > outline.references.len() / 2,
            titled: titled > addresses / 2,
            apart: apart * 2 >= outline.definitions.len(),
        }
    }

    fn number(&mut self) -> usize {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    /// The number of an address; a new one gets a definition.
    fn of(&mut self, address: &str, title: &str) -> usize {
        if let Some(number) = self.known.get(address) {
            return *number;
        }
        let number = self.number();
        let definition = if self.titled && !title.is_empty() && title != address {
            format!("[^{number}]: {title}: {address}")
        } else {
            format!("[^{number}]: {address}")
        };
        self.known.insert(address.to_owned(), number);
        self.added.insert(number, definition);
        number
    }

    fn mark(&self, number: usize) -> String {
        let gap = if self.spaced { " " } else { "" };
        format!("{gap}[^{number}]")
    }

    /// New content with footnotes for its links. Footnotes of its own get numbers of the document.
    pub(super) fn convert(&mut self, content: &str) -> String {
        let parser = Parser::new_ext(content, options());
        let references: Vec<Range<usize>> = parser
            .reference_definitions()
            .iter()
            .filter(|(_, link)| is_address(&link.dest))
            .map(|(_, link)| link.span.clone())
            .collect();
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let bodies: BTreeMap<String, String> = outline::read(content)
            .definitions
            .into_iter()
            .map(|one| {
                let lines = content.get(one.span).unwrap_or_default();
                (one.label, body(lines).to_owned())
            })
            .collect();
        let mut link: Option<Link> = None;
        let mut images = 0;
        // Inside a footnote's definition nothing is converted: its addresses are what it is there for.
        let mut defining = 0;
        for (event, range) in parser.into_offset_iter() {
            if let Some(link) = &mut link
                && !matches!(event, Event::End(TagEnd::Link))
            {
                link.end = link.end.max(range.end);
                if let Event::Text(words) | Event::Code(words) = &event {
                    link.title.push_str(words);
                }
            }
            match event {
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }) if defining == 0 && is_address(&dest_url) && link_type != LinkType::Email => {
                    link = Some(Link {
                        address: dest_url.replace(char::is_whitespace, "%20"),
                        auto: link_type == LinkType::Autolink,
                        end: range.start,
                        title: String::new(),
                        range,
                    });
                }
                Event::End(TagEnd::Link) => {
                    if let Some(link) = link.take() {
                        self.link(&link, &mut edits);
                    }
                }
                Event::Start(Tag::Image { link_type, .. }) => {
                    images += usize::from(link_type != LinkType::Inline);
                }
                Event::FootnoteReference(label) => {
                    let number = bodies.get(&*label).map(|body| self.said(body));
                    edits.extend(number.map(|number| (range, format!("[^{number}]"))));
                }
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    defining += 1;
                    // What nothing refers to is not carried over.
                    if bodies.contains_key(&*label) {
                        edits.push((range, String::new()));
                    }
                }
                Event::End(TagEnd::FootnoteDefinition) => defining -= 1,
                _ => {}
            }
        }
        // What links referred to is of no more use; an image may need it still.
        if images == 0 {
            for span in references {
                edits.push((span.start..line_end(content, span.end), String::new()));
            }
        }
        edited(content, edits)
    }

    /// The number of a footnote that says this.
    fn said(&mut self, body: &str) -> usize {
        if let Some(number) = self.known.get(body) {
            return *number;
        }
        let number = self.number();
        self.known.insert(body.to_owned(), number);
        self.added.insert(number, format!("[^{number}]: {body}"));
        number
    }

    fn link(&mut self, link: &Link, edits: &mut Vec<(Range<usize>, String)>) {
        let title = link.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = self.of(&link.address, &title);
        let mark = self.mark(number);
        // A text that is the address itself would be a link again: who published it says as much.
        if link.auto
            || title == link.address
            || title.is_empty() && link.end <= link.range.start + 1
        {
            edits.push((link.range.clone(), format!("{}{mark}", host(&link.address))));
        } else {
            edits.push((link.range.start..link.range.start + 1, String::new()));
            edits.push((link.end..link.range.end, mark));
        }
    }
}

/// A link that is being read.
struct Link {
    range: Range<usize>,
    address: String,
    auto: bool,
    /// Where its text ends.
    end: usize,
    title: String,
}

/// The content with edits; one within another falls away.
fn edited(content: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(content.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(content.get(at..range.start).unwrap_or_default());
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(content.get(at..).unwrap_or_default());
    out
}

/// The highest number that a document uses for a footnote, whether or not it is defined.
fn highest(text: &str) -> usize {
    text.split("[^")
        .skip(1)
        .filter_map(|rest| rest.split_once(']')?.0.parse::<usize>().ok())
        .filter(|number| *number < 1_000_000)
        .max()
        .unwrap_or(0)
}

/// A definition without its label.
fn body(definition: &str) -> &str {
    definition
        .split_once("]:")
        .map_or("", |(_, body)| body)
        .trim()
}

/// The address at the end of a definition.
fn address(body: &str) -> Option<&str> {
    let last = body.split_whitespace().last()?;
    let last = last
        .strip_prefix('<')
        .and_then(|last| last.strip_suffix('>'))
        .unwrap_or(last);
    is_address(last).then_some(last)
}

/// Whether it leads out of the document and its repository.
fn is_address(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// The host of an address, as people say it.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// The region of the definitions that belong to the region `name`.
fn region_of(name: &str) -> String {
    format!("{name}{FOOTNOTES}")
}

/// Puts definitions into a document whose new content stands there already, and takes out those of ours that nothing refers to any
/// more. `name` is the region of the content; none for a document of our own, which needs no markers.
///
/// # Errors
/// Where a definition would stand in code or in a comment that the document leaves open.
pub(super) fn put(
    text: &str,
    before: Option<&str>,
    name: Option<&str>,
    notes: &Notes,
    whose: Whose,
) -> Result<String, Wrong> {
    let made = placed(text, before, name, notes, whose)?;
    let outline = outline::read(&made);
    let defined = |number: &usize| {
        outline
            .definitions
            .iter()
            .any(|one| one.label.parse() == Ok(*number))
    };
    let lost = |number: &usize| text.contains(&format!("[^{number}]")) && !defined(number);
    match notes.added.keys().find(|number| lost(number)) {
        Some(number) => Err(Wrong {
            span: 0..0,
            message: format!(
                "a code block or a comment is open where the footnote {number} would be defined"
            ),
            cure: "close it in the document, or leave `footnotes` out".to_owned(),
        }),
        None => Ok(made),
    }
}

fn placed(
    text: &str,
    before: Option<&str>,
    name: Option<&str>,
    notes: &Notes,
    whose: Whose,
) -> Result<String, Wrong> {
    let outline = outline::read(text);
    let name = name.map(region_of);
    let own = match &name {
        Some(name) => region::find(&outline, name)?,
        None => None,
    };
    let written = before
        .zip(name.as_deref())
        .map(|(before, name)| definitions(before, name));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for one in &outline.definitions {
        let inside = own.as_ref().is_some_and(|own| {
            own.inside.contains(&one.span.start) && one.span.end <= own.inside.end
        });
        if inside {
            let lines = text.get(one.span.clone()).unwrap_or_default().trim_end();
            let is_ours = match &written {
                Some(written) => written.contains(&document::plain(lines)),
                // All that folkmoot writes by itself is an address.
                None => address(body(lines)) == Some(body(lines)),
            };
            if is_ours { &mut ours } else { &mut theirs }.push(one);
        }
    }
    if whose == Whose::Both {
        theirs.clear();
    }
    let used = used(text, notes, &ours, &theirs);
    let new: Vec<&str> = notes
        .added
        .iter()
        .filter(|(number, _)| used.contains(*number))
        .map(|(_, definition)| definition.as_str())
        .collect();
    let gap = if notes.apart { "\n\n" } else { "\n" };
    let at = || place(text, &region::outside(&outline));
    let Some(name) = name else {
        return Ok(match new.is_empty() {
            true => text.to_owned(),
            false => insert(text, at(), &new.join(gap)),
        });
    };
    let Some(own) = own else {
        if new.is_empty() {
            return Ok(text.to_owned());
        }
        let lines = new.join(gap);
        let block = region::wrap(&name, &region::digest(&lines), &lines);
        return Ok(insert(text, at(), &block));
    };
    // A person's words are kept even where nothing refers to them.
    let of_no_use = ours.into_iter().filter(|one| {
        let number = one.label.parse();
        number.is_ok_and(|number| !used.contains(&number))
    });
    let mut gone: Vec<&outline::Definition> = of_no_use.chain(theirs).collect();
    gone.sort_by_key(|one| one.span.start);
    let cuts: Vec<(Range<usize>, String)> = gone
        .into_iter()
        .map(|one| {
            let after = text.get(one.span.end..own.inside.end).unwrap_or_default();
            let blank = after.len() - after.trim_start_matches(['\r', '\n']).len();
            (one.span.start..one.span.end + blank, String::new())
        })
        .collect();
    if cuts.is_empty() && new.is_empty() {
        return Ok(text.to_owned());
    }
    let cut = cuts.iter().map(|(range, _)| range.len()).sum::<usize>();
    let short = edited(text, cuts);
    let own = region::Region {
        span: own.span.start..own.span.end - cut,
        inside: own.inside.start..own.inside.end - cut,
        ..own
    };
    let kept = region::inside(&short, &own);
    let all: Vec<&str> = Some(kept.as_str())
        .filter(|kept| !kept.is_empty())
        .into_iter()
        .chain(new)
        .collect();
    if all.is_empty() {
        return Ok(without(&short, &own));
    }
    let lines = all.join(gap);
    let block = region::wrap(&name, &region::digest(&lines), &lines);
    Ok(region::replace(&short, &own, &block))
}

/// The definitions in the region `name` of a document, with plain line ends.
fn definitions(text: &str, name: &str) -> BTreeSet<String> {
    let outline = outline::read(text);
    let Ok(Some(region)) = region::find(&outline, name) else {
        return BTreeSet::new();
    };
    let inside = outline.definitions.into_iter().map(|one| one.span);
    inside
        .filter(|span| region.inside.contains(&span.start))
        .map(|span| document::plain(text.get(span).unwrap_or_default().trim_end()))
        .collect()
}

/// The numbers that a document refers to, those to come included. What stands in a definition of folkmoot's own refers to another only
/// where that definition is of use itself; what stands in one that goes anyway, never.
fn used(
    text: &str,
    notes: &Notes,
    ours: &[&outline::Definition],
    going: &[&outline::Definition],
) -> BTreeSet<usize> {
    // A reference is none before its definition stands there.
    let added: Vec<&str> = notes.added.values().map(String::as_str).collect();
    let with = outline::read(&format!("{text}\n\n{}\n", added.join("\n\n")));
    let added = with
        .definitions
        .iter()
        .filter(|one| one.span.start >= text.len());
    let number = |label: &str| label.parse::<usize>().ok();
    // Where definitions begin and end, and which number has to be of use for what they refer to.
    let mut within: Vec<(&Range<usize>, Option<usize>)> = ours
        .iter()
        .copied()
        .chain(added)
        .map(|one| (&one.span, number(&one.label)))
        .chain(going.iter().map(|one| (&one.span, None)))
        .collect();
    within.sort_by_key(|(span, _)| span.start);
    let mut found: Vec<usize> = Vec::new();
    let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (label, place) in &with.references {
        let Some(to) = number(label) else { continue };
        let next = within.partition_point(|(span, _)| span.start <= place.start);
        let from = next.checked_sub(1).and_then(|at| within.get(at));
        match from.filter(|(span, _)| place.start < span.end) {
            None => found.push(to),
            Some((_, Some(from))) => below.entry(*from).or_default().push(to),
            Some((_, None)) => {}
        }
    }
    let mut used = BTreeSet::new();
    while let Some(number) = found.pop() {
        if used.insert(number) {
            found.extend(below.remove(&number).unwrap_or_default());
        }
    }
    used
}

/// The document without a region, and without the blank line that was put before it.
fn without(text: &str, region: &region::Region) -> String {
    let before = text.get(..region.span.start).unwrap_or_default();
    let after = text.get(region.span.end..).unwrap_or_default();
    let written = before.trim_end_matches(['\r', '\n']).len();
    // A last line that had no end has none again.
    let end = if after.is_empty() && !document::is_ended(text) {
        written
    } else {
        line_end(before, written)
    };
    format!("{}{after}", before.get(..end).unwrap_or_default())
}

/// Where the document keeps its footnotes: behind the last one, else under the heading that says so, else at its end..
fn place(text: &str, outline: &Outline) -> usize {
    if let Some(last) = outline.definitions.last() {
        // Behind the markers of another region of footnotes, if they close here.
        let after = text.get(last.span.end..).unwrap_or_default();
        let next = last.span.end + (after.len() - after.trim_start().len());
        return outline
            .comments
            .iter()
            .find(|one| one.span.start == next && one.text.ends_with(FOOTNOTES))
            .filter(|one| one.text.starts_with('/'))
            .map_or(last.span.end, |one| one.span.end);
    }
    let named = |heading: &&outline::Heading| heading.text.to_lowercase().contains("footnotes");
    match outline.headings.iter().rev().find(named) {
        Some(heading) => section::end(text, outline, heading),
        None => {
            let written = text.trim_end();
            line_end(text, written.len())
        }
    }
}
