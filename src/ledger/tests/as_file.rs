//! A ledger as a file.

use super::*;

#[test]
fn a_damaged_ledger_is_named() {
    let good = write(&ledger(&calls()[..1]));
    assert_snapshot!(good, @r#"
    {
      "folkmoot": "ledger/1",
      "series": "call",
      "sessions": [
        {
          "id": "call-2026-01-13",
          "date": "2026-01-13",
          "title": "Call of 2026-01-13",
          "notes": 10,
          "voters": 9
        }
      ],
      "topics": [
        {
          "id": "ai-policy",
          "name": "AI policy",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "AI policy",
              "notes": 2,
              "votes": 2
            }
          ]
        },
        {
          "id": "funding-maintainers",
          "name": "Funding maintainers",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "Funding maintainers",
              "notes": 5,
              "votes": 4
            }
          ]
        },
        {
          "id": "licences",
          "name": "Licences",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "Licences",
              "notes": 3,
              "votes": 6
            }
          ]
        }
      ]
    }
    "#);
    let refused = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        read(&source(&good.replacen(from, to, 1)))
            .unwrap_err()
            .to_string()
    };
    let said = [
        refused("ledger/1", "ledger/2"),
        refused("ledger/1", "affinity/1"),
        refused("\"notes\": 10", "<<<<<<< HEAD\n\"notes\": 10"),
        refused("\"notes\": 10", "\"notes\": -1"),
        refused("\"voters\": 9", "\"voters\": 9, \"author\": \"ada\""),
        refused("\"id\": \"call-2026-01-13\"", "\"id\": \"Call\""),
        refused(
            "\"session\": \"call-2026-01-13\"",
            "\"session\": \"call-2026-01-14\"",
        ),
        refused("\"id\": \"licences\"", "\"id\": \"licenses\""),
        refused(
            "2026-01-13\",\n      \"title",
            "2026-02-30\",\n      \"title",
        ),
        read(&source("")).unwrap_err().to_string(),
        read(&source("[]")).unwrap_err().to_string(),
        read(&source(&good[..good.len() / 2]))
            .unwrap_err()
            .to_string(),
    ];
    assert_snapshot!(said.join("\n"), @r"
    ledger.json:2:15: this ledger is `ledger/2`, and this folkmoot reads `ledger/1` alone (update folkmoot: a later one wrote it)
    ledger.json:2:15: this is no ledger but `affinity/1` (name a ledger.json)
    ledger.json:9:7: the ledger is damaged: key must be a string (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:9:17: the ledger is damaged: invalid value: integer `-1`, expected u64 (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:10:27: the ledger is damaged: unknown field `author`, expected one of `id`, `date`, `title`, `notes`, `voters` (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:6:13: the ledger is damaged: `Call` cannot be an id (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:20:22: the ledger is damaged: a topic was seen in `call-2026-01-14`, which is no session of it (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:41:13: the ledger is damaged: the topic `licenses` is not what its sessions say (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:7:26: the ledger is damaged: parsed date is not valid: parameter 'day' for `2026-02` is invalid, must be in range `1..=28` (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:1:1: the ledger is damaged: EOF while parsing a value (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:1:1: this is no ledger: it does not say `folkmoot`, its format and version (name a ledger.json)
    ledger.json:28:17: the ledger is damaged: EOF while parsing a string (a ledger is written by folkmoot alone: take the last good one from git)
    ");
}

#[test]
fn files_have_the_shape_that_the_schema_says() {
    let schema = include_str!("../../../docs/schema/ledger-1.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = write(&ledger(&calls()));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let named = text.replacen("\"voters\": 9", "\"voters\": 9, \"author\": \"ada\"", 1);
    assert!(!validator.is_valid(&serde_json::from_str(&named).unwrap()));
}
