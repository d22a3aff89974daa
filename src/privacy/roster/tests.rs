//! Rows, faults, and who may be named.

use super::*;
use crate::notes::Author;
use crate::privacy::Attribution;
use proptest::prelude::*;

fn reading(bytes: &[u8]) -> Result<Roster, Vec<String>> {
    read(Path::new("roster.csv"), bytes)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn row(person: &Person) -> (&str, &str, &str, bool) {
    (
        &person.name,
        &person.handle,
        &person.organisation,
        person.consent,
    )
}

#[test]
fn rows_become_people() {
    let whole = "\u{feff}Name,HANDLE,Organisation,Consent,Table\r\n\"Doe, Jane\",@jdoe,Acme,YES,3\r\n\r\nRøe,,,,\r\n";
    let roster = reading(whole.as_bytes()).unwrap();
    let rows: Vec<_> = roster.people.iter().map(row).collect();
    assert_eq!(
        rows,
        [("Doe, Jane", "@jdoe", "Acme", true), ("Røe", "", "", false)]
    );
    let old =
        reading(b"first name;surname;organization;consent\nRen\xe9e;Doe;Caf\xe9 Z;no\n").unwrap();
    assert_eq!(row(&old.people[0]), ("Renée Doe", "", "Café Z", false));
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_quotes_nobody() {
    let table: [(&str, &[&str]); 7] = [
        ("", &["roster.csv:1:1: the roster is empty"]),
        (
            "table,seat\n1,2\n",
            &["roster.csv:1:1: the first line names no column `name`"],
        ),
        (
            "name,consent\nJane Doe,yes\n\n\nRose Roe,maybe\nMoe,y\n",
            &[
                "roster.csv:5:1: the cell under `consent`",
                "roster.csv:6:1: the cell under `consent`",
            ],
        ),
        (
            "name,name\nJane,Doe\n",
            &["roster.csv:1:1: the column `name` stands here a second time"],
        ),
        (
            "name,organistion\nJane,Acme\n",
            &["roster.csv:1:1: column 2 is not known, and there is none called `organisation`"],
        ),
        (
            "name\nJane,Doe\n",
            &["roster.csv:2:1: the row has 2 cells for 1 columns"],
        ),
        (
            "name\n\"Jane\nDoe\n",
            &["roster.csv:2:1: the quote that opens here"],
        ),
    ];
    for (text, expected) in table {
        let got = reading(text.as_bytes()).unwrap_err();
        assert_eq!(got.len(), expected.len(), "{text:?}: {got:#?}");
        for (got, expected) in got.iter().zip(expected) {
            assert!(got.starts_with(expected), "{got}");
            assert!(
                !["Jane", "Doe", "Roe", "Moe", "maybe"]
                    .iter()
                    .any(|word| got.contains(word)),
                "{got}"
            );
        }
    }
}

#[test]
fn who_agreed_is_named_unless_somebody_else_is_called_so() {
    let roster = reading(
        b"name,handle,consent\nJane Doe,jdoe,yes\nJane Roe,jroe,no\nJo Poe,jpoe,yes\nJo Poe,other,no\nMoe,moe,yes\n,solo,yes\n",
    )
    .unwrap();
    let shown = roster.shown(Attribution::OptIn);
    let name = |name: &str| shown.has(&Author::Name(name.into()));
    let login = |login: &str| {
        shown.has(&Author::Account {
            id: 1,
            login: login.into(),
        })
    };
    assert!(name("JANE DOE") && name("@JDoe") && name("moe") && login("JDOE") && login("solo"));
    assert!(
        !name("Jane Roe")
            && !name("Jane")
            && !name("Jo Poe")
            && !name("Stranger")
            && !name("")
            && !login("jroe")
    );
    let author = Author::Name("Jane Doe".into());
    assert!(
        !roster.shown(Attribution::ChathamHouse).has(&author)
            && roster.shown(Attribution::Named).has(&author)
    );
    assert_eq!(
        Vec::from_iter(shown.contributors),
        ["Jane Doe", "Moe", "solo"]
    );
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..80), head in "(name|handle|consent|[,;\"\n]){0,6}") {
        let bytes = [head.as_bytes(), &bytes].concat();
        if let Err(faults) = read(Path::new("roster.csv"), &bytes) {
            prop_assert!(!faults.is_empty());
            crate::output::faults::text(&faults, false);
        }
    }
}
