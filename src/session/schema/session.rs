//! The schemas of `session.yml` and `.folkmoot/config.yml`.

use super::pieces::{any, day, list, number, object, open, or_empty, pattern, text, word};
use crate::ballot::Method;
use crate::fields::{Field, Kind};
use crate::privacy::Attribution;
use crate::series::HandOver;
use crate::session::read::{KEYS, NOTES, NOTES_IN, STAGES, decisions};
use crate::session::vote::{
    COUNTS, DECISIONS, DENOMINATORS, IN_ROOM, OVER, ROLL_OF, ROLLS, ROOM_COUNTS, RULES, SELF_VOTES,
    TIES,
};
use crate::session::{Format, Formats, actions, clusters, defaults, groups, outcomes, series};
use serde_json::{Map, Value, json};

/// What a name in labels, branches and folders is made of.
const ID: &str = "^ *[a-z0-9]+(-[a-z0-9]+)* *$";
const REPOSITORY: &str = "^ *[A-Za-z0-9._-]+/[A-Za-z0-9._-]+ *$";
const DUE: &str = "a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025";

fn words<T>(table: &[(&'static str, T)]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|(word, _)| *word)
}

/// `session.yml`.
pub(super) fn session(formats: &Formats) -> Value {
    let required = ["format", "title", "date", "start"];
    let about = "A session of folkmoot. `folkmoot check` finds what a schema cannot.";
    let mut schema = object(about, &KEYS, &required, |key| key_of(key, formats));
    let known = formats.names().into_iter().filter_map(|name| {
        let format = formats.get(name)?.ok()?;
        Some(json!({
            "if": {"properties": {"format": {"const": name}}, "required": ["format"]},
            "then": of_format(&format),
        }))
    });
    let known: Vec<Value> = known.collect();
    if let Value::Object(map) = &mut schema {
        map.insert("allOf".to_owned(), Value::from(known));
    }
    schema
}

/// `.folkmoot/config.yml`.
pub(super) fn config() -> Value {
    let about = "What every session of a repository has, unless its own file says otherwise.";
    let mut schema = object(about, &defaults::KEYS, &[], |key| match key {
        "report" => report(
            "folder below which each session's report has one of its own; `reports` otherwise",
        ),
        "vote" => vote(false),
        "timezone" => timezone(),
        "attribution" => attribution(),
        "credit" => text(CREDIT),
        "license" => text(LICENSE),
        _ => Value::Null,
    });
    // A file of nothing but comments is one.
    if let Value::Object(map) = &mut schema {
        map.insert("type".to_owned(), json!(["object", "null"]));
    }
    schema
}

const CREDIT: &str =
    "Credit for texts that are not the session's own, printed at the end of the report.";
const LICENSE: &str = "Licence of the report, such as CC BY 4.0.";

fn timezone() -> Value {
    json!({
        "description": "Where the session takes place, by the IANA list: a continent and a city, or UTC.",
        "type": "string",
        "examples": ["Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC"],
    })
}

fn attribution() -> Value {
    word(
        "Whose names the outputs may carry: nobody's (the default), of those who agreed, or everybody's.",
        words(&Attribution::WORDS),
    )
}

fn report(folder: &str) -> Value {
    object(
        "Where the report goes.",
        &defaults::REPORT,
        &[],
        |key| match key {
            "repository" => pattern(
                "Another repository than this one, as owner/name.",
                REPOSITORY,
            ),
            "folder" => text(&format!("The {folder}.")),
            _ => Value::Null,
        },
    )
}

fn key_of(key: &str, formats: &Formats) -> Value {
    match key {
        "format" => any(
            "The kind of session: a built-in format, or one of `.folkmoot/formats`.",
            &[json!({"enum": formats.names()}), json!({"type": "string"})],
        ),
        "id" => json!({
            "description": "Its name in labels, branches and folders; the folder's name otherwise.",
            "type": ["string", "number"],
            "maxLength": 42,
            "pattern": ID,
        }),
        "title" => text("What people call the session."),
        "date" => day("The day it takes place, such as 2026-03-31."),
        "start" => json!({
            "description": "When its first part begins, such as 15:00.",
            "type": ["string", "integer"],
            "pattern": "^ *[0-9]{1,2}:[0-9]{2} *$",
        }),
        "timezone" => timezone(),
        "place" => text("City, room or link."),
        "summary" => text("A paragraph for the announcement."),
        "variables" => open(
            "What the texts of the format are filled with.",
            &text("A value."),
        ),
        "details" => open("What the format lets a session say.", &json!({})),
        "groups" => number("How many groups participants form.", 1, groups::MOST),
        "notes" => object("Where notes are kept.", &NOTES, &NOTES, |_| {
            word(
                "An issue for each, or the file notes.csv beside this one.",
                words(&NOTES_IN),
            )
        }),
        "clusters" => list(
            "Clusters that are known beforehand; notes near to one join it.",
            &any(
                "Its name, or a mapping with what it is about.",
                &[text("Its name."), open("A cluster.", &json!({}))],
            ),
        ),
        "actions" => list(
            "What people agreed to do; each becomes an issue.",
            &action(),
        ),
        "opens-with" => list("Actions of the last session, to look at first.", &action()),
        "series" => object(
            "The series that it belongs to.",
            &series::KEYS,
            &["name", "rule"],
            |key| match key {
                "name" => json!({
                    "description": "Its name.",
                    "type": ["string", "number"],
                    "maxLength": 31,
                    "pattern": ID,
                }),
                "rule" => text("When its sessions take place, such as FREQ=MONTHLY;BYDAY=2TU."),
                "first" => day("The day of its first session."),
                "hand-over" => word("How roles are handed over.", words(&HandOver::WORDS)),
                "people" => list("Who takes turns.", &text("A handle or a name.")),
                _ => Value::Null,
            },
        ),
        "roles" => object("Who does what.", &series::ROLES, &[], |role| match role {
            "facilitator" => text("Who leads through the session."),
            "scribe" => text("Who writes."),
            _ => Value::Null,
        }),
        "schedule" => object(
            "When its stages begin, where the format's times do not suit.",
            &STAGES,
            &[],
            |stage| {
                json!({
                    "description": format!("When `{stage}` begins: a time, a day, or both, such as 14:30 or 2026-03-31 14:30."),
                    "type": ["string", "integer"],
                })
            },
        ),
        "vote" => vote(true),
        "attribution" => attribution(),
        "report" => report("folder of the report; `reports/ID` otherwise"),
        "publish-by" => text(&format!("By when the report is to be published: {DUE}.")),
        "outcomes" => list(
            "Changes to other documents, each a pull request of its own.",
            &outcome(),
        ),
        "credit" => text(CREDIT),
        "license" => text(LICENSE),
        _ => Value::Null,
    }
}

fn action() -> Value {
    object("An action.", &actions::KEYS, &["what"], |key| match key {
        "what" => text("What is to be done."),
        "owner" => text("Who does it."),
        "due" => text(&format!("By when: {DUE}.")),
        "review" => text(&format!("When people look at it again: {DUE}.")),
        "issue" => {
            text("The address of the issue where it is worked on, where there is one already.")
        }
        _ => Value::Null,
    })
}

fn outcome() -> Value {
    object(
        "A change to a document.",
        &outcomes::KEYS,
        &["name", "file", "how"],
        |key| match key {
            "name" => json!({
                "description": "Its name in branches and markers.",
                "type": ["string", "number"],
                "maxLength": 42,
                "pattern": ID,
            }),
            "repository" => pattern(
                "Another repository than this one, as owner/name.",
                REPOSITORY,
            ),
            "file" => text("The document's path in its repository."),
            "how" => word(
                "What is done: the file is made, the end of a section is written, what stands between markers, or keys of the front matter.",
                outcomes::HOWS,
            ),
            "under" => text("The heading of the section, with `how: section`."),
            "template" => text("A template of the format that makes the text."),
            "text" => text("The text, in Markdown."),
            "keys" => open(
                "Keys of the front matter.",
                &any(
                    "A value.",
                    &[text("A text."), list("Texts.", &text("A text."))],
                ),
            ),
            "footnotes" => word("Footnotes instead of links.", ["true", "false"]),
            _ => Value::Null,
        },
    )
}

/// `vote:`; in a session what is decided on the way as well.
pub(super) fn vote(of_session: bool) -> Value {
    let mut keys = RULES.to_vec();
    if of_session {
        keys.extend(DECISIONS);
    }
    object(
        "The rules of the vote. docs/voting.md explains them.",
        &keys,
        &[],
        |key| match key {
            "method" => word(
                "How votes are cast and counted.",
                Method::ALL.map(Method::word),
            ),
            "votes" => number("How many votes each person has.", 1, 100),
            "winners" => number("How many clusters win.", 1, 100),
            "threshold" => text("What a cluster needs, such as \"> 1/2\" or \">= 2/3\"."),
            "denominator" => word("Of what the threshold is a part.", words(&DENOMINATORS)),
            "quorum" => {
                text("How many people have to vote: a number, or a part of the roll, such as 1/3.")
            }
            "ties" => word("What comes of a tie.", words(&TIES)),
            "over" => word("What counts of more votes than one has.", words(&OVER)),
            "self-votes" => word(
                "Whether votes for one's own notes count.",
                words(&SELF_VOTES),
            ),
            "stages" => list("The stages of a grid.", &text("A stage.")),
            "roll" => any(
                "Who may vote.",
                &[
                    word("", ROLLS),
                    object("One of these.", &ROLL_OF, &[], |key| match key {
                        "organization" => text("The members of this organization."),
                        "team" => text("The members of this team, as organization/team."),
                        "file" => text("The accounts that this file lists."),
                        _ => Value::Null,
                    }),
                ],
            ),
            "allow" => list(
                "Who may vote besides those on the roll.",
                &text("A login, or `id:` and a number."),
            ),
            "deny" => list(
                "Who may not vote.",
                &text("A login, or `id:` and a number."),
            ),
            "minimum-age" => text("How old an account has to be, such as `30 days`."),
            "counts" => word(
                "Whether counts are shown while people vote.",
                words(&COUNTS),
            ),
            "in-room" => {
                let keys: Vec<&str> = IN_ROOM
                    .into_iter()
                    .filter(|key| of_session || *key != "people")
                    .collect();
                object("Votes in the room.", &keys, &[], |key| match key {
                    "counted-by" => {
                        text("The role of whoever counts, such as `the two facilitators`.")
                    }
                    "counts" => word(
                        "Whether they stand beside the others, or are added.",
                        words(&ROOM_COUNTS),
                    ),
                    "people" => number("How many people were in the room.", 0, 1_000_000),
                    _ => Value::Null,
                })
            }
            "remind" => {
                text("When people are reminded: `24 hours before`, `2 days before` or `never`.")
            }
            "extended" => object(
                "The vote closes later than it was announced.",
                &decisions::EXTENDED,
                &decisions::EXTENDED,
                |key| match key {
                    "until" => text("When it closes, such as 2026-03-31 14:30."),
                    "why" => text("Why; it is published with the result."),
                    _ => Value::Null,
                },
            ),
            "cancelled" => object(
                "There will be no result.",
                &decisions::CANCELLED,
                &decisions::CANCELLED,
                |_| text("Why; it is published."),
            ),
            _ => Value::Null,
        },
    )
}

/// What a format asks of its sessions.
fn of_format(format: &Format) -> Value {
    let names: Vec<&str> = format.variables.keys().map(String::as_str).collect();
    let variables = object(
        "What the texts of the format are filled with.",
        &names,
        &names,
        |name| {
            let about = format.variables.get(name);
            text(about.map_or("", String::as_str))
        },
    );
    let details = of_fields(
        "What the format lets a session say.",
        &format.fields.session,
        &[],
    );
    let cluster = of_fields("A cluster.", &format.fields.cluster, &clusters::KEYS);
    let by_name = format.fields.cluster.iter().all(|field| !field.required);
    let cluster = match by_name {
        true => any("A cluster.", &[text("Its name."), cluster]),
        false => cluster,
    };
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut put = |name: &str, value: Value, needed: bool| {
        let value = if needed { value } else { or_empty(value) };
        properties.insert(name.to_owned(), value);
        required.extend(needed.then(|| name.to_owned()));
    };
    put("variables", variables, !names.is_empty());
    let needed = format.fields.session.iter().any(|field| field.required);
    put("details", details, needed);
    put(
        "clusters",
        list("Clusters that are known beforehand.", &cluster),
        false,
    );
    json!({"properties": properties, "required": required})
}

/// A mapping with these fields. A cluster has a name, and says what it is about, too.
fn of_fields(about: &str, fields: &[Field], taken: &[&str]) -> Value {
    let mut keys = taken.to_vec();
    keys.extend(fields.iter().map(|field| field.name.as_str()));
    let needed = fields.iter().filter(|field| field.required);
    let needed = needed.map(|field| field.name.as_str());
    let required: Vec<&str> = taken
        .iter()
        .copied()
        .filter(|key| *key == "name")
        .chain(needed)
        .collect();
    object(about, &keys, &required, |key| {
        match (fields.iter().find(|field| field.name == key), key) {
            (Some(field), _) => of_field(field),
            (None, "name") => text("What people call it."),
            (None, _) => text("What belongs there, in words such as its notes will use."),
        }
    })
}

fn of_field(field: &Field) -> Value {
    let about = field.about.as_str();
    match &field.kind {
        Kind::Line | Kind::Text => text(about),
        Kind::Link => json!({"description": about, "type": "string", "pattern": "^ *https?://"}),
        Kind::Date => day(about),
        Kind::Number => number(about, 0, 1_000_000),
        // The reader takes capital letters as well; a list to choose from is worth more.
        Kind::Choice(choices) => word(about, choices.iter().map(String::as_str)),
        Kind::List => list(about, &text("A line.")),
        Kind::Rows(columns) => list(about, &of_fields("A row.", columns, &[])),
    }
}
