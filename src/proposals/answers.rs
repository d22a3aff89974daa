//! Answers to a form's fields as values, in the many ways in which people write them.

use super::body::Section;
use super::form::{About, Entry, Field};
use super::lists::{self, items, joins};
use super::values::{Chair, Material, TimeOfDay, Values};
use crate::fault::nearest;
use crate::fields::address;
use crate::inert;

/// The most chairs and the most sessions to avoid: a wall of them is no list that somebody means.
const MOST: usize = 100;

/// What people write who do not know yet.
const LATER: [&str; 6] = ["", "@", "@@", "@@@", "TBD", "TODO"];

/// Why an answer is none.
pub(super) struct Bad {
    /// The line within the answer, from 0.
    pub(super) line: usize,
    pub(super) why: String,
    pub(super) cure: String,
}

fn bad(line: usize, item: &str, why: &str, cure: impl Into<String>) -> Bad {
    let shown = inert::cut(&inert::line(item), 60);
    Bad {
        line,
        why: format!("`{shown}` {why}"),
        cure: cure.into(),
    }
}

/// Takes the answer to one field.
pub(super) fn take(field: &Field, section: &Section, values: &mut Values) -> Result<(), Bad> {
    let text = section.text.as_str();
    if let Entry::Choice { options, several } = &field.entry {
        chosen(text, options, *several, field.about)?;
    }
    match field.about {
        About::Description => values.description = Some(text.to_owned()),
        // Some write paragraphs, although the form has one line for it.
        About::Goal => values.goal = Some(text.to_owned()),
        About::Type => values.plenary = text.eq_ignore_ascii_case("plenary"),
        About::Chairs => chairs(text, values)?,
        About::Capacity => values.capacity = capacity(text),
        About::Channel => values.channel = channel(text)?,
        About::Conflicts => values.conflicts = conflicts(text)?,
        About::Comments => values.comments = true,
        About::TimeOfDay => values.time_of_day = time_of_day(text),
        About::Materials => materials(text, values)?,
        About::Calendar => calendar(text)?,
        About::Agenda | About::Other if field.entry == Entry::Line => {
            if text.contains('\n') {
                let cure = "write one line";
                return Err(bad(1, text, "has several lines", cure));
            }
        }
        About::Agenda | About::Other => {}
    }
    Ok(())
}

/// Whether it is what can be chosen. GitHub itself adds "None" where nothing has to be.
fn chosen(text: &str, options: &[String], several: bool, about: About) -> Result<(), Bad> {
    let fits = |text: &str| {
        let wanted = inert::line(text).to_lowercase();
        wanted == "none"
            || options.iter().any(|option| {
                let option = inert::line(option).to_lowercase();
                // "Morning" stands for "Morning slot".
                option == wanted
                    || about == About::TimeOfDay
                        && !wanted.is_empty()
                        && option.starts_with(&wanted)
            })
    };
    let lacks = match several {
        // An option can have commas of its own.
        true if fits(text) => None,
        true => items(text).into_iter().find(|(_, item)| !fits(item)),
        false => (!fits(text)).then_some((0, text)),
    };
    let Some((line, item)) = lacks else {
        return Ok(());
    };
    let known = options.iter().map(String::as_str);
    let cure = match nearest(item, known) {
        Some(meant) => format!("did you mean “{meant}”?"),
        None => format!("write one of: {}", options.join(", ")),
    };
    Err(bad(line, item, "is none of the form's options", cure))
}

/// Accounts and names: "@ada @bo", "@ada, Bo Dee", links to either.
fn chairs(text: &str, values: &mut Values) -> Result<(), Bad> {
    const CURE: &str =
        "write accounts as `@name` and others by their names, with commas between them";
    let mut fault = None;
    for (line, item) in items(text) {
        if values.chairs.len() > MOST {
            return Err(bad(line, item, "is one of too many", "name fewer people"));
        }
        let words: Vec<&str> = match item.starts_with('@') {
            true => item
                .split_whitespace()
                .filter(|word| !joins(word))
                .collect(),
            false => vec![item],
        };
        for word in words.into_iter().take(MOST) {
            let (_, target) = lists::link(word).unwrap_or(("", word));
            let account = ["https://github.com/", "http://github.com/"]
                .iter()
                .find_map(|site| target.strip_prefix(site))
                .map(|name| name.trim_end_matches('/'))
                .or_else(|| target.strip_prefix('@'));
            match account {
                Some(name) if is_login(name) => values.chairs.push(Chair {
                    name: name.to_owned(),
                    login: true,
                }),
                None if word.eq_ignore_ascii_case("author-") => values.without_author = true,
                None if !target.contains('@') => values.chairs.push(Chair {
                    name: target.to_owned(),
                    login: false,
                }),
                _ => {
                    let found = || bad(line, word, "is neither an account nor a name", CURE);
                    fault.get_or_insert_with(found);
                }
            }
        }
    }
    fault.map_or(Ok(()), Err)
}

fn is_login(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 39
        && !name.starts_with('-')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// How many people an option stands for. The numbers of W3C's options are those that its planners take.
fn capacity(text: &str) -> u32 {
    const KNOWN: [(&str, u32); 11] = [
        ("less than 15", 10),
        ("16-30", 20),
        ("31-50", 40),
        ("more than 50", 50),
        ("less than 20", 15),
        ("20 to 29", 25),
        ("30 to 39", 35),
        ("more than 40", 40),
        ("fewer than 20 people", 15),
        ("20-45 people", 30),
        ("more than 45 people", 50),
    ];
    let text = inert::line(text).to_lowercase();
    if let Some((_, people)) = KNOWN.iter().find(|(option, _)| *option == text) {
        return *people;
    }
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .filter(|number| *number < 1_000_000)
        .collect();
    match numbers.as_slice() {
        [] => 0,
        [one]
            if ["less", "fewer", "under", "up to", "<"]
                .iter()
                .any(|word| text.contains(word)) =>
        {
            one / 4 * 3
        }
        [one] => *one,
        [low, high, ..] => u32::midpoint(*low, *high),
    }
}

/// `#funding`, also as code or as a link; the address of another kind of channel is none of ours.
fn channel(text: &str) -> Result<Option<String>, Bad> {
    let name = lists::link(text).map_or(text, |(words, _)| words);
    let name = name
        .strip_prefix('`')
        .and_then(|name| name.strip_suffix('`'))
        .unwrap_or(name);
    let bare = name.strip_prefix('#').unwrap_or(name);
    let fits = !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match (fits, address(text)) {
        (true, _) => Ok(Some(bare.to_lowercase())),
        (false, Some(_)) => Ok(None),
        (false, None) => {
            let cure = "write letters, digits and hyphens, such as `#funding`";
            Err(bad(0, text, "is no name of a channel", cure))
        }
    }
}

/// Numbers of issues: `#1`, `1`, a link to it, its address.
fn conflicts(text: &str) -> Result<Vec<u64>, Bad> {
    let mut numbers = Vec::new();
    for (line, item) in items(text) {
        let words: Vec<&str> = match lists::link(item) {
            Some(_) => vec![item],
            None => item
                .split_whitespace()
                .filter(|word| !joins(word))
                .collect(),
        };
        for word in words {
            let target = lists::link(word).map_or(word, |(_, target)| target);
            let digits = match address(target) {
                Some(address) => address.rsplit(['/', '#']).next(),
                None => Some(target.strip_prefix('#').unwrap_or(target)),
            };
            let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            match digits.and_then(|digits| digits.parse().ok()) {
                Some(number) if numbers.contains(&number) => {}
                Some(_) if numbers.len() == MOST => {
                    return Err(bad(line, word, "is one of too many", "name fewer sessions"));
                }
                Some(number) => numbers.push(number),
                None => {
                    let cure = "write numbers of issues, such as `#32, #18`, and anything else to the planners";
                    return Err(bad(line, word, "is no issue", cure));
                }
            }
        }
    }
    Ok(numbers)
}

fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let text = text.to_lowercase();
    [TimeOfDay::Morning, TimeOfDay::Afternoon, TimeOfDay::Evening]
        .into_iter()
        .find(|part| text.starts_with(part.word()))
}

/// `[Minutes](https://…)`, `Minutes: https://…`, `Minutes: TBD`.
fn materials(text: &str, values: &mut Values) -> Result<(), Bad> {
    for (line, item) in items(text) {
        let pair = lists::link(item).or_else(|| {
            let (title, link) = item.split_once(':')?;
            Some((title.trim(), link.trim()))
        });
        let link = pair.and_then(|(title, link)| match address(link) {
            Some(link) => Some((title, Some(link.to_owned()))),
            None => LATER
                .contains(&link.to_uppercase().as_str())
                .then_some((title, None)),
        });
        let Some((title, link)) = link else {
            let cure =
                "write each as `- [Minutes](https://…)`, or `- Minutes: TBD` until it is there";
            return Err(bad(line, item, "has no address", cure));
        };
        values.materials.push(Material {
            title: inert::line(title),
            link,
        });
    }
    Ok(())
}

fn calendar(text: &str) -> Result<(), Bad> {
    let is_link =
        |item: &str| lists::link(item).is_some_and(|(_, target)| address(target).is_some());
    match items(text).into_iter().find(|(_, item)| !is_link(item)) {
        Some((line, item)) => {
            let cure = "write each as `- [day, time](https://…)`";
            Err(bad(line, item, "is no link", cure))
        }
        None => Ok(()),
    }
}
