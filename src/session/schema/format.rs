//! The schema of `format.yml`.

use super::pieces::{any, list, number, object, open, or_empty, text, word};
use super::session::vote;
use crate::fields::{KEYS as FIELD, KINDS, LISTS};
use crate::session::clusters;
use crate::session::format::read::{KEYS, NOTES, PART, VARIABLE, VOTE_ON, WITHOUT_NOTES};
use crate::session::read::STAGES;
use serde_json::{Value, json};

/// `format.yml`.
pub(super) fn format() -> Value {
    let about = "A kind of session. docs/formats.md explains it.";
    let required = ["name", "title", "parts", "stages"];
    object(about, &KEYS, &required, |key| match key {
        "name" => text("Its name, also its folder's."),
        "title" => text("What people call it."),
        "credit" => text("Whom its texts are owed to."),
        "variables" => open("What a session has to give.", &variable()),
        "objectives" => list("What a session is for.", &text("An objective.")),
        "parts" => list("The agenda.", &part()),
        "stages" => object("When each stage begins.", &STAGES, &STAGES, |_| {
            text("Such as `14 days before`, `part 3` or `part 4 + 5 minutes`.")
        }),
        "notes" => object("Notes.", &NOTES, &[], |key| match key {
            "stem" => text("How a note begins; a comment that begins so is one."),
            "each" => number("How many each participant is asked for.", 1, 100),
            _ => Value::Null,
        }),
        "clusters" => list(
            "Clusters that its sessions have, unless they say otherwise.",
            &any(
                "A cluster.",
                &[text("Its name."), {
                    let mut cluster =
                        object("A cluster.", &clusters::KEYS, &["name"], |key| match key {
                            "name" => text("What people call it."),
                            _ => text("What belongs there."),
                        });
                    // And what the format itself declares.
                    if let Value::Object(map) = &mut cluster {
                        map.insert("additionalProperties".to_owned(), json!({}));
                    }
                    cluster
                }],
            ),
        ),
        "vote" => vote(false),
        "fields" => object(
            "What sessions, clusters and notes say.",
            &LISTS,
            &[],
            |of| open(&format!("Fields of a {of}."), &field(of)),
        ),
        "documents" => open(
            "Further files of the report, and their templates.",
            &text("A template."),
        ),
        "publish-by" => text("By when the report is to be published; may be a variable."),
        "follow-up" => json!({
            "description": "A field of notes and a value: such notes become issues.",
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
        }),
        "groups" => text("How many groups participants form; may be a variable."),
        "without-notes" => word(
            "What a session does to which nobody wrote.",
            WITHOUT_NOTES.map(|(word, _)| word),
        ),
        "vote-on" => word("What people vote on.", VOTE_ON.map(|(word, _)| word)),
        "after" => open(
            "Issues after a session: templates, and what their titles begin with.",
            &text("A title."),
        ),
        _ => Value::Null,
    })
}

fn variable() -> Value {
    let whole = object(
        "What it means, with an example.",
        &VARIABLE,
        &["about"],
        |key| match key {
            "about" => text("What it means."),
            "example" => text("A value that it could have."),
            _ => Value::Null,
        },
    );
    any("What it means.", &[text("What it means."), whole])
}

fn part() -> Value {
    object("A part.", &PART, &["title"], |key| match key {
        "title" => text("Its heading."),
        "minutes" => number("How long it takes.", 1, 1_440),
        "text" => text("What happens in it, in Markdown."),
        _ => Value::Null,
    })
}

/// A field of a session, a cluster, a note or a row; one of a session or cluster may have columns, whose fields have none.
fn field(of: &str) -> Value {
    let nested = matches!(of, "session" | "cluster");
    let kinds = KINDS.map(|(word, _)| word);
    let kinds = kinds
        .into_iter()
        .filter(|kind| nested || !matches!(*kind, "list" | "rows"));
    let kinds: Vec<&str> = kinds.collect();
    let keys: Vec<&str> = FIELD
        .into_iter()
        .filter(|key| nested || *key != "columns")
        .filter(|key| of == "session" || *key != "of-one-session")
        .collect();
    let whole = object("A field.", &keys, &[], |key| match key {
        "about" => text("What it means."),
        "required" => word("Whether it has to be said.", ["true", "false"]),
        "kind" => word("What it can be.", kinds.iter().copied()),
        "one-of" => list("The words it can be.", &text("A word.")),
        "columns" => open("What each row says.", &field("row")),
        "example" => text("A value that it could have."),
        "asked" => word(
            "Whether participants are asked for it, rather than facilitators.",
            ["true", "false"],
        ),
        "of-one-session" => word(
            "Whether it is over with the session: `folkmoot next` does not copy it.",
            ["true", "false"],
        ),
        _ => Value::Null,
    });
    or_empty(any("What it means.", &[text("What it means."), whole]))
}
