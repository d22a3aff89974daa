//! `session.yml` of a new session: what has to be said, and as comments what can be.
//!
//! Everything about a format comes from its own file: names, what they mean, choices, times. A line that begins with `#` and a key can be
//! taken in as it is; a test does so.

use super::answers::{Answers, needs_first};
use super::modeline;
use crate::ballot::Rules;
use crate::fields::{Field, Kind};
use crate::inert;
use crate::privacy::Attribution;
use crate::session::format::Begins;
use crate::session::{Defaults, Format, Stage};
use crate::yaml::scalar;
use std::fmt::Write;

/// What stands for a value that nobody knows yet.
const BLANK: &str = "…";

/// Its text. `id` is the name of its folder.
pub fn text(id: &str, answers: &Answers, defaults: &Defaults) -> String {
    let Answers { format, .. } = answers;
    let mut out = modeline("session");
    let title = inert::line(&format.title);
    let _ = write!(
        out,
        "# {title}, a session of the format {name}. `folkmoot check` says what is wrong with this file, `folkmoot plan` what a run would do.\n\
         # What begins with `#` and a key can be added: take the `#` away.\n\
         format: {name}\ntitle: {}\ndate: {}\nstart: \"{}\"\n",
        scalar(&answers.title),
        answers.date,
        answers.start.strftime("%H:%M"),
        name = scalar(&format.name),
    );
    let known = defaults.timezone.as_ref().and_then(|zone| zone.iana_name());
    if known == Some(answers.timezone.as_str()) {
        let _ = writeln!(
            out,
            "#timezone: {} # .folkmoot/config.yml says so for all",
            scalar(&answers.timezone)
        );
    } else {
        let _ = writeln!(out, "timezone: {}", scalar(&answers.timezone));
    }
    out.push_str("#place: City, room or link\n#summary: A paragraph for the announcement.\n");
    variables(&mut out, answers);
    details(&mut out, answers);
    clusters(&mut out, format);
    notes(&mut out, format);
    schedule(&mut out, format);
    vote(&mut out, &format.rules);
    rest(&mut out, id, answers, defaults);
    out
}

/// One line of a key, its value and what it means.
fn line(out: &mut String, before: &str, key: &str, value: &str, about: &str) {
    let gap = if value.is_empty() { "" } else { " " };
    let _ = write!(out, "{before}{}:{gap}{value}", scalar(key));
    let about = inert::line(about);
    if !about.is_empty() {
        let _ = write!(out, " # {about}");
    }
    out.push('\n');
}

fn given(answers: &Answers, name: &str, about: &str) -> (String, String) {
    let value = answers.values.get(name).map_or(BLANK, String::as_str);
    let about = match answers.examples.contains(name) {
        true => format!("{about} (an example: replace it)"),
        false => about.to_owned(),
    };
    (number_or(value), about)
}

/// A number as one, anything else as a text.
fn number_or(value: &str) -> String {
    match value.parse::<u32>() {
        Ok(number) if number.to_string() == value => value.to_owned(),
        _ => scalar(value),
    }
}

fn variables(out: &mut String, answers: &Answers) {
    if answers.format.variables.is_empty() {
        return;
    }
    out.push_str("\n# What the texts of the format are filled with.\nvariables:\n");
    for (name, about) in &answers.format.variables {
        let (value, about) = given(answers, name, about);
        line(out, "  ", name, &value, &about);
    }
}

fn details(out: &mut String, answers: &Answers) {
    let fields = &answers.format.fields.session;
    if fields.is_empty() {
        return;
    }
    let needed = fields.iter().any(|field| field.required);
    out.push_str("\n# What the format lets a session say.\n");
    out.push_str(if needed { "details:\n" } else { "#details:\n" });
    for field in fields {
        let sign = if field.required { "" } else { "#" };
        let name = field.name.as_str();
        match &field.kind {
            Kind::Rows(columns) => {
                line(out, &format!("  {sign}"), name, "", &field.about);
                for (at, column) in columns.iter().enumerate() {
                    let asked = field.required && (column.required || needs_first(at, columns));
                    let path = format!("{name}.{}", column.name);
                    let (value, about) = match asked {
                        true => given(answers, &path, &choices(column)),
                        false => (blank(column), choices(column)),
                    };
                    // A row that has to be there begins with its first column, whether that is asked for or not.
                    let sign = if field.required && (asked || at == 0) {
                        ""
                    } else {
                        "#"
                    };
                    let before = match at {
                        0 => format!("    {sign}- "),
                        _ => format!("      {sign}"),
                    };
                    line(out, &before, &column.name, &value, &about);
                }
            }
            Kind::List => {
                line(out, &format!("  {sign}"), name, "", &field.about);
                let (value, about) = match field.required {
                    true => given(answers, name, ""),
                    false => (BLANK.to_owned(), String::new()),
                };
                let about = if about.is_empty() {
                    about
                } else {
                    format!(" #{about}")
                };
                let _ = writeln!(out, "    {sign}- {value}{about}");
            }
            _ if field.required => {
                let (value, about) = given(answers, name, &choices(field));
                line(out, "  ", name, &value, &about);
            }
            _ => line(out, "  #", name, &blank(field), &choices(field)),
        }
    }
}

/// What a field means, and what it can be.
fn choices(field: &Field) -> String {
    match &field.kind {
        Kind::Choice(words) => {
            let words = format!("one of: {}", words.join(", "));
            match field.about.as_str() {
                "" => words,
                about => format!("{about}; {words}"),
            }
        }
        _ => field.about.clone(),
    }
}

/// A value that a field takes.
fn blank(field: &Field) -> String {
    if let Some(example) = &field.example {
        return number_or(example);
    }
    match &field.kind {
        Kind::Link => "https://example.org/".to_owned(),
        Kind::Date => "2026-03-31".to_owned(),
        Kind::Number => "10".to_owned(),
        Kind::Choice(words) => scalar(words.first().map_or(BLANK, String::as_str)),
        Kind::Line | Kind::Text | Kind::List | Kind::Rows(_) => BLANK.to_owned(),
    }
}

fn clusters(out: &mut String, format: &Format) {
    out.push_str(
        "\n# Clusters that are known beforehand; notes near to one join it.\n#clusters:\n",
    );
    line(out, "  #- ", "name", BLANK, "");
    line(
        out,
        "    #",
        "about",
        BLANK,
        "words such as its notes will use",
    );
    for field in &format.fields.cluster {
        match &field.kind {
            Kind::List => {
                line(out, "    #", &field.name, "", &field.about);
                let _ = writeln!(out, "      #- {BLANK}");
            }
            Kind::Rows(columns) => {
                line(out, "    #", &field.name, "", &field.about);
                for (at, column) in columns.iter().enumerate() {
                    let before = if at == 0 { "      #- " } else { "        #" };
                    line(out, before, &column.name, &blank(column), &choices(column));
                }
            }
            _ => line(out, "    #", &field.name, &blank(field), &choices(field)),
        }
    }
}

/// What rows of notes can say.
fn notes(out: &mut String, format: &Format) {
    let _ = write!(
        out,
        "\n# Notes come from the form and from comments; a file notes.csv beside this one can hold some as well. Its columns:\n#   text, author, cluster"
    );
    let fields = &format.fields.note;
    for field in fields {
        let _ = write!(out, ", {}", inert::line(&field.name));
    }
    out.push('\n');
    for field in fields {
        let about = inert::line(&choices(field));
        if !about.is_empty() {
            let _ = writeln!(out, "#   {}: {about}", inert::line(&field.name));
        }
    }
}

fn schedule(out: &mut String, format: &Format) {
    out.push_str("\n# When its stages begin, where the format's times do not suit: a time, a day, or both.\n#schedule:\n");
    for (stage, begins) in Stage::ALL.iter().zip(&format.begins) {
        let words = match begins {
            Begins::DaysBefore(days) => {
                format!("{} before the session", count(i64::from(*days), "day"))
            }
            Begins::Part(at, after) => {
                let part = format.parts.get(*at);
                let title = part.map(|part| inert::line(&part.title));
                let part = format!("part {} ({})", at + 1, title.unwrap_or_default());
                match after.as_mins() {
                    0 => format!("with {part}"),
                    days if days % (24 * 60) == 0 => {
                        format!("{} into {part}", count(days / (24 * 60), "day"))
                    }
                    hours if hours % 60 == 0 => {
                        format!("{} into {part}", count(hours / 60, "hour"))
                    }
                    minutes => format!("{} into {part}", count(minutes, "minute")),
                }
            }
        };
        // Without a value the key says nothing, so a line that is only taken in changes nothing.
        line(out, "  #", stage.word(), "", &words);
    }
}

fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The rules that people change most, as the format has them.
fn vote(out: &mut String, rules: &Rules) {
    out.push_str(
        "\n# How the vote works; these are the format's rules, and docs/voting.md has more.\n#vote:\n",
    );
    line(out, "  #", "method", rules.method.word(), "");
    line(
        out,
        "  #",
        "votes",
        &rules.votes.to_string(),
        "of each person",
    );
    line(out, "  #", "winners", &rules.winners.to_string(), "");
    line(
        out,
        "  #",
        "quorum",
        "5",
        "people who have to vote; none otherwise",
    );
}

fn rest(out: &mut String, id: &str, answers: &Answers, defaults: &Defaults) {
    let attribution = defaults.attribution.unwrap_or(Attribution::ChathamHouse);
    let words: Vec<&str> = Attribution::WORDS.iter().map(|(word, _)| *word).collect();
    let series: String = answers.format.name.chars().take(31).collect();
    out.push_str("\n# Whose names may be shown, where the report goes, who does what, and by which rule it recurs.\n");
    line(
        out,
        "#",
        "attribution",
        attribution.word(),
        &words.join(", "),
    );
    let _ = writeln!(out, "#report:\n  #folder: {}", defaults.report_folder(id));
    let _ = writeln!(out, "#roles:\n  #facilitator: {BLANK}\n  #scribe: {BLANK}");
    let _ = writeln!(
        out,
        "#series: # docs/series.md\n  #name: {}\n  #rule: FREQ=MONTHLY;BYDAY=2TU",
        series.trim_end_matches('-')
    );
    line(
        out,
        "#",
        "license",
        defaults
            .license
            .as_deref()
            .map(scalar)
            .as_deref()
            .unwrap_or("CC BY 4.0"),
        "of the report",
    );
}
