//! Any roster, any text, and long ones.

use super::*;
use proptest::prelude::*;

/// Names as people have them: two words or three, none of which the texts around them hold.
fn names() -> impl Strategy<Value = String> {
    proptest::collection::vec("[QXZ][aeiouéü]{1,3}[qxz][aeiou]{1,2}", 2..4)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn a_name_is_found_wherever_it_stands(
        name in names(),
        before in "([a-p ,.;:()|*@—\n-]{0,30}[ (|*\n])?",
        after in "([ ,.;:)|*\n][a-p ,.;:()|*—\n-]{0,30})?",
        upper: bool,
        turned: bool,
        gap in "( |\n|\u{200b} |-|  |, | \\*\\*)",
    ) {
        let people = [person(&name, "", "", false)];
        let who = Known { people: &people, ..Known::default() };
        let mut words: Vec<&str> = name.split(' ').collect();
        if turned {
            words.rotate_right(1);
        }
        let written = words.join(&gap);
        let written = if upper { written.to_uppercase() } else { written };
        let text = format!("{before}{written}{after}");
        let leaks = check(&[Leaving { place: "a", text: &text }], &who, Attribution::ChathamHouse);
        prop_assert!(!leaks.is_empty(), "{text:?}");
        let line = before.matches('\n').count() + 1;
        prop_assert_eq!(leaks[0].line, line);
        for leak in &leaks {
            for word in name.split(' ') {
                prop_assert!(!leak.to_string().to_lowercase().contains(&word.to_lowercase()));
            }
        }
        let redacted = Reader::new(&who, Attribution::ChathamHouse).redacted(&text);
        prop_assert!(!redacted.contains(&written), "{redacted:?}");
    }

    #[test]
    fn a_text_without_names_gives_nothing(names in proptest::collection::vec(names(), 0..5), text in "[a-pA-P ,.;:()|*@—\n/-]{0,200}") {
        let people: Vec<Person> = names.iter().map(|name| person(name, &name.replace(' ', "-"), name, false)).collect();
        let who = Known { people: &people, ..Known::default() };
        prop_assert_eq!(check(&[Leaving { place: "a.csv", text: &text }], &who, Attribution::ChathamHouse), []);
    }

    #[test]
    fn no_roster_breaks_it(
        cells in proptest::collection::vec(("\\PC{0,12}", "[a-zA-Z0-9@/._*+?\\[(-]{0,8}", "[\\PC ]{0,12}", any::<bool>()), 0..8),
        text in "(\\PC|\n|&amp;|@|[a-c]){0,60}",
    ) {
        let mut people: Vec<Person> = cells.iter().map(|(name, handle, organisation, yes)| person(name, handle, organisation, *yes)).collect();
        for person in &mut people {
            person.email = format!("{}@{}", person.handle, person.organisation);
        }
        let authors: Vec<&str> = cells.iter().map(|cells| cells.0.as_str()).collect();
        let who = Known { people: &people, others: Vec::new(), plain: Vec::new(), authors: authors.clone(), accounts: authors, said: Some(vec![&text]), public: vec![&text], open: vec![&text], own: vec![&text] };
        for policy in [Attribution::ChathamHouse, Attribution::OptIn] {
            for leak in check(&[Leaving { place: "a", text: &text }], &who, policy) {
                prop_assert!(leak.line > 0 && leak.column > 0);
            }
            Reader::new(&who, policy).redacted(&text);
        }
    }

    #[test]
    fn what_is_empty_or_one_letter_is_nowhere(letter in "[a-zA-Z0-9.*?+\\[(@ ]{0,1}", text in "[a-zA-Z0-9 .,:()\n]{0,80}") {
        let people = [person(&letter, &letter, &letter, false)];
        let who = Known { people: &people, others: Vec::new(), plain: Vec::new(), authors: vec![&letter], accounts: vec![&letter], said: None, public: Vec::new(), open: Vec::new(), own: Vec::new() };
        prop_assert_eq!(check(&[Leaving { place: "a", text: &text }], &who, Attribution::ChathamHouse), []);
    }
}

#[test]
fn ten_thousand_lines_are_read_in_no_time() {
    let people: Vec<Person> = (0..10_000)
        .map(|at| {
            person(
                &format!("Jane{} Doe{at}", at % 100),
                &format!("jane-{at}"),
                &format!("Acme {at} Inc"),
                at % 2 == 0,
            )
        })
        .collect();
    let who = Known {
        people: &people,
        ..Known::default()
    };
    let text =
        "How might we fund Jane5 Doe5 of Acme 7, and others who maintain what all of us use?\n"
            .repeat(2_000);
    let leaks = check(
        &[Leaving {
            place: "a",
            text: &text,
        }],
        &who,
        Attribution::ChathamHouse,
    );
    assert_eq!(leaks.len(), 4_000);
}
