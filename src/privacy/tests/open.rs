//! What is public already, or folkmoot’s own, is nobody’s name.

use super::*;

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
