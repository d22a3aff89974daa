//! What is found, what is not, and that no roster breaks it.

use super::*;
use proptest::prelude::*;

fn person(name: &str, handle: &str, organisation: &str, consent: bool) -> Person {
    Person {
        name: name.into(),
        handle: handle.into(),
        organisation: organisation.into(),
        email: String::new(),
        consent,
    }
}

fn people() -> Vec<Person> {
    let mut people = vec![
        person("Jane Doe", "jane-doe", "Acme Widgets, Inc.", false),
        person(
            "Roe, Marie-Claire",
            "@mcroe",
            "Müller & Söhne GmbH & Co. KG",
            false,
        ),
        person("Seán O'Faolain", "", "The Blue Foundation", true),
        person(
            "Dr. Grace Poe (she/her)",
            "https://github.com/gpoe99",
            "Apple",
            false,
        ),
        person("Zed", "z", "HP", false),
        person("李明", "", "Example N.V.", false),
        person("Will May", "", "none", false),
    ];
    people[0].email = "j.doe@mail.example".into();
    people
}

fn found(text: &str, policy: Attribution) -> Vec<String> {
    let people = people();
    let who = Known {
        people: &people,
        others: Vec::new(),
        plain: Vec::new(),
        authors: vec!["Ada Author", "@penname"],
        accounts: vec!["security", "kube-fan", "moss"],
        public: vec!["A day at Blue House, by Otto Host"],
        open: Vec::new(),
        own: Vec::new(),
        said: None,
    };
    let place = if text.contains(",x") {
        "notes.csv"
    } else {
        "text"
    };
    check(&[Leaving { place, text }], &who, policy)
        .iter()
        .map(|leak| {
            format!(
                "{}:{} {} {}",
                leak.line,
                leak.column,
                leak.kind.word(),
                leak.shown
            )
        })
        .collect()
}

#[test]
fn names_are_found_however_they_are_written() {
    let (name, handle, employer) = ("a name", "a handle", "an employer");
    let table: &[(&str, &str)] = &[
        ("How might we help Jane Doe?", name),
        ("ask JANE DOE", name),
        ("ask Jáne Doé", name),
        ("Doe, Jane", name),
        ("Jane\nDoe", name),
        ("**Jane** _Doe_", name),
        ("Jane-Doe", handle),
        ("JaneDoe", name),
        ("Ja\u{200b}ne\u{200b} Do\u{200d}e", name),
        ("jane\u{200b}doe", name),
        ("Ｊａｎｅ Ｄｏｅ", name),
        ("Jаnе Dое", name),
        ("Jane M. Doe", name),
        ("Jane Mary Doe", name),
        ("J. Doe", name),
        ("asked Jane D. for it", name),
        ("Ja-\nne Doe", name),
        ("more time (Jane)", name),
        ("more time [jane]", name),
        ("more time (Jane, Grace)", name),
        ("more time — Doe", name),
        ("Jane: more time", name),
        ("said Jane", name),
        ("Jane said so", name),
        ("- Jane\n- Other", name),
        ("a,Jane,x", name),
        ("Marie-Claire Roe", name),
        ("Marie Claire Roe", name),
        ("Roe, Marie-Claire", name),
        ("MarieClaire Roe", name),
        ("Sean O’Faolain", name),
        ("Sean OFaolain", name),
        ("Sean O&#39;Faolain", name),
        ("Grace Poe", name),
        ("we thank Zed for it", name),
        ("(zed)", name),
        ("会議で李明さんが話した", name),
        ("Ada Author wrote", name),
        ("@jane-doe", handle),
        ("@\u{200b}jane-doe", handle),
        ("ask jane-doe", handle),
        ("https://github.com/jane-doe/x", handle),
        ("https:\u{200b}//github.com/jane-doe", handle),
        ("mcroe did", handle),
        ("gpoe99", handle),
        ("@z", handle),
        ("@penname", handle),
        ("(penname)", handle),
        ("@security", handle),
        ("github.com/security", handle),
        ("(moss)", handle),
        ("ask kube-fan", handle),
        ("at Acme Widgets we", employer),
        ("acme widgets Inc", employer),
        ("AcmeWidgets", employer),
        ("acme-widgets.example", employer),
        ("Acme\nWidgets", employer),
        ("Mueller & Soehne", "-"),
        ("Müller &amp; Söhne", employer),
        ("the Blue Foundation", employer),
        ("an apple a day", employer),
        ("HP has", employer),
        ("example.com", employer),
        ("write to j.doe@mail.example", "an e-mail address"),
        ("mailto:J.Doe@\u{200b}mail.example", "an e-mail address"),
    ];
    for (text, kind) in table {
        let got = found(text, Attribution::ChathamHouse);
        if *kind == "-" {
            continue;
        }
        assert!(
            got.iter().any(|leak| leak.contains(kind)),
            "{text:?}: {got:?}"
        );
        for leak in &got {
            let shown = leak.rsplit(kind).next().unwrap_or_default();
            assert!(
                shown.chars().filter(|c| c.is_alphanumeric()).count() <= 2,
                "{leak}"
            );
        }
    }
}

#[test]
fn what_names_nobody_is_left_alone() {
    for text in [
        "How might we fund maintainers?",
        "Jane is a name of many",
        "jane doesn’t",
        "Janet Doerr",
        "an acme of widgetry",
        "the hp of a car",
        "will we see it in May? It will",
        "How might we (as a group) improve security (and safety)?",
        "Security: how might we",
        "- Moss\n",
        "a kubefan of kube fans",
        "jane_doe_x @jane-doe-x",
        "Zed's dead. Zed", // A name of one word, where any word would be written so.
        "a z b",
        "A day at Blue House",
        "",
    ] {
        let got = found(text, Attribution::ChathamHouse);
        let fine = got.is_empty() || text.starts_with("Zed's") || text.starts_with("jane_doe");
        assert!(fine, "{text:?}: {got:?}");
    }
    assert!(found("Jane Doe of Acme Widgets", Attribution::Named).is_empty());
}

#[test]
fn a_place_is_line_and_column_and_the_longest_name_counts() {
    insta::assert_snapshot!(
        found("é: ok\nsays Jane Doe (jane-doe), j.doe@mail.example\n\nApple", Attribution::ChathamHouse).join("\n"),
        @r"
    2:6 a name J… D…
    2:16 a handle @J…
    2:27 an e-mail address J…@…
    4:1 an employer A…
    "
    );
    let leak = Leak {
        place: "README.md".into(),
        line: 3,
        column: 7,
        kind: Kind::Email,
        shown: "J…@…".into(),
    };
    assert_eq!(leak.to_string(), "README.md:3:7 (an e-mail address, J…@…)");
    assert_eq!(serde_json::to_value(&leak).unwrap()["kind"], "e-mail");
}

#[test]
fn who_agreed_may_be_named_under_opt_in_alone() {
    let text = "Seán O'Faolain of the Blue Foundation met Jane Doe";
    assert_eq!(found(text, Attribution::ChathamHouse).len(), 3);
    assert_eq!(found(text, Attribution::OptIn), ["1:43 a name J… D…"]);
    // The account that voted is the one on the roster.
    let one = [person("Jo Poe", "jo-poe", "", true)];
    let who = Known {
        people: &one,
        accounts: vec!["jo-poe", "other"],
        ..Known::default()
    };
    let leaving = [Leaving {
        place: "a",
        text: "@jo-poe, @other",
    }];
    assert_eq!(check(&leaving, &who, Attribution::OptIn).len(), 1);
    // Of two who are called the same, one did not agree.
    let twins = [
        person("Jo Poe", "", "", true),
        person("Jo Poe", "", "", false),
    ];
    let who = Known {
        people: &twins,
        ..Known::default()
    };
    let leaving = [Leaving {
        place: "a",
        text: "Jo Poe",
    }];
    assert_eq!(check(&leaving, &who, Attribution::OptIn).len(), 1);
}

#[test]
fn our_own_words_attribute_nothing_to_whom_maintainers_name() {
    let people = [person("Jane Doe", "jdoe", "Blue House", false)];
    let leaks = |public, said: &[&'static str], own: &[&'static str], open, text| {
        let who = Known {
            people: &people,
            public: vec![public],
            said: Some(said.to_vec()),
            own: own.to_vec(),
            open: vec![open],
            ..Known::default()
        };
        check(
            &[Leaving { place: "a", text }],
            &who,
            Attribution::ChathamHouse,
        )
        .len()
    };
    for (title, text) in [
        (
            "Call with Jane Doe",
            "A cluster of [Call with Jane Doe](https://x.example/1).",
        ),
        (
            "Budgets, Jane Doe",
            "[Budgets, Jane Doe](https://x.example/1)",
        ),
        (
            "Security and Doe, part 2",
            "[Security and Doe, part 2](https://x.example/1)",
        ),
    ] {
        assert_eq!(leaks(title, &[], &[], "", text), 0, "{title}");
        assert_eq!(
            leaks(title, &["more time (Doe)"], &[], "", "more time (Doe)"),
            1,
            "{title}"
        );
    }
    let call = "Call with Jane Doe";
    let bold = "**Jane Doe**: three releases";
    assert_eq!(leaks(call, &[], &["Jane Doe"], "", bold), 0);
    assert_eq!(leaks(call, &[], &["Jane Doe: three releases"], "", bold), 1);
    assert_eq!(leaks(call, &["Jane Doe: three releases"], &[], "", bold), 1);
    assert_eq!(leaks("Call", &[], &["Jane Doe"], "", bold), 1);
    // Whoever has a task is named with it, and not with what people said.
    let owner = "| Write it | Jane Doe | 1 May |";
    assert_eq!(leaks("Call", &[], &[], "", owner), 1);
    assert_eq!(leaks("Call", &[], &[], "Jane Doe", owner), 0);
    assert_eq!(
        leaks("Call", &["ask jdoe"], &[], "@jdoe", "**Who:** @jdoe"),
        1
    );
    assert_eq!(
        leaks("Call", &["ask anybody"], &[], "@jdoe", "**Who:** @jdoe"),
        0
    );
    for note in [
        "How might we do as Jane Doe does?",
        "more time (Jane)",
        "ask J. Doe",
    ] {
        assert_eq!(leaks("Call", &[note], &[], "Jane Doe", note), 1, "{note}");
    }
}

#[test]
fn plain_accounts_count_as_whole_words_where_that_holds_nothing_back() {
    let leaks = |who: &Known<'_>, text| {
        check(
            &[Leaving { place: "a", text }],
            who,
            Attribution::ChathamHouse,
        )
        .len()
    };
    let plain = Known {
        plain: vec!["rae"],
        accounts: vec!["rae"],
        said: Some(Vec::new()),
        ..Known::default()
    };
    assert_eq!(leaks(&plain, "as rae said, budget"), 1);
    assert_eq!(leaks(&plain, "ask Rae"), 1);
    assert_eq!(leaks(&plain, "praetor, rae-lynn"), 0);
    let account = Known {
        plain: Vec::new(),
        ..plain
    };
    assert_eq!(leaks(&account, "as rae said, budget"), 0);
}

#[test]
fn what_maintainers_say_in_public_is_public_but_not_who_said_what() {
    let people = [person("Jane Doe", "jdoe", "Blue House", false)];
    let who = |public| Known {
        people: &people,
        public: vec![public],
        ..Known::default()
    };
    let leaks = |public, text| {
        check(
            &[Leaving { place: "a", text }],
            &who(public),
            Attribution::ChathamHouse,
        )
        .len()
    };
    let public = "A day at Blue House, with Jane Doe";
    assert_eq!(
        leaks(
            public,
            "A day at Blue House, with Jane Doe, and more of Blue House"
        ),
        0
    );
    assert_eq!(leaks(public, "more time (Jane Doe)"), 1);
    assert_eq!(leaks(public, "more time (Jane)"), 1);
    assert_eq!(leaks(public, "jdoe"), 1);
    assert_eq!(leaks("Notes by Jane Doe", "Notes by Jane Doe"), 0);
    assert_eq!(
        leaks(
            "github.com/jdoe/notes",
            "https://github.com/jdoe/notes/issues/1"
        ),
        0
    );
    assert_eq!(leaks("nothing", "Blue House"), 1);
}

#[test]
fn nobody_stops_a_report_by_what_they_call_themselves() {
    let leaks = |said: Option<Vec<&str>>, text| {
        let who = Known {
            accounts: vec!["sha256", "run-off", "chosen"],
            said,
            ..Known::default()
        };
        check(
            &[Leaving { place: "a", text }],
            &who,
            Attribution::ChathamHouse,
        )
        .len()
    };
    let text = "sha256:00, a run-off (chosen)";
    assert_eq!(leaks(None, text), 3);
    assert_eq!(leaks(Some(vec!["How might we help run-off?"]), text), 1);
    assert_eq!(leaks(Some(vec![]), text), 0);
    assert_eq!(leaks(Some(vec![]), "@sha256, github.com/chosen"), 2);
}

#[test]
fn a_text_can_be_told_with_initials() {
    let people = people();
    let who = Known {
        people: &people,
        ..Known::default()
    };
    let reader = Reader::new(&who, Attribution::ChathamHouse);
    assert_eq!(
        reader.redacted("update #3: notes of Jane Doe (@mcroe), Apple"),
        "update #3: notes of J… D… (@M…), A…"
    );
    let leaving = Leaving {
        place: "a",
        text: "thanks to Jane Doe\nand Jane Doe and Apple",
    };
    let added = reader.added(&leaving, "thanks to Jane Doe, of whom somebody wrote");
    let added: Vec<String> = added.iter().map(ToString::to_string).collect();
    assert_eq!(added, ["a:2:5 (a name, J… D…)", "a:2:18 (an employer, A…)"]);
    assert_eq!(
        Reader::new(&who, Attribution::Named).redacted("Jane Doe"),
        "Jane Doe"
    );
    assert!(Reader::new(&Known::default(), Attribution::ChathamHouse).is_idle());
}

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
