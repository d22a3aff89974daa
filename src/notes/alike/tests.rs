use super::*;
use proptest::prelude::*;

fn grouped(texts: &[&str]) -> Vec<(usize, Vec<usize>, bool, usize)> {
    alike(texts, &[])
        .into_iter()
        .map(|group| (group.keep, group.others, group.near, group.support))
        .collect()
}

#[test]
fn the_same_words_are_one_note() {
    assert_eq!(
        duplicates(&["How might we share?", "x", "how might we SHARE", "?", "?"]),
        [None, None, Some(0), None, None]
    );
    assert_eq!(
        grouped(&[
            "How might we share?",
            "x",
            "how might we SHARE",
            "?",
            "?",
            "X!"
        ]),
        [(0, vec![2], false, 2), (1, vec![5], false, 2)]
    );
}

#[test]
fn what_says_the_opposite_is_another_note() {
    for (one, other) in [
        ("Adopt the policy 👍", "Adopt the policy 👎"),
        ("Pay maintainers > 10 %", "Pay maintainers < 10 %"),
        ("Teach C", "Teach C++"),
        ("Teach C#", "Teach C"),
        ("日本", "日本語"),
    ] {
        assert_eq!(duplicates(&[one, other]), [None, None], "{one} / {other}");
    }
    for (one, other) in [
        ("Teach C++!", "teach c++"),
        ("“Open” — and free…", "Open and free"),
        ("Well-kept crates", "well kept crates."),
    ] {
        assert_eq!(
            duplicates(&[one, other]),
            [None, Some(0)],
            "{one} / {other}"
        );
    }
}

#[test]
fn near_texts() {
    let table = [
        ("How might we fund maintainers?", "Fund maintainers"),
        ("How might we fund maintainers?", "HMW fund the maintainer"),
        (
            "How might we fund maintainers?",
            "How can we fund maintainers",
        ),
        (
            "How might we fund maintainers?",
            "How might we fund maintaners?",
        ),
        (
            "How might we fund maintainers?",
            "How might we fund mainatiners?",
        ),
        (
            "How might we fund maintainers in May?",
            "In May, fund maintainers",
        ),
        ("Write docs and tests", "Write tests & docs"),
        (
            "We don't trust the police's data",
            "we dont trust police data",
        ),
        ("¿Cómo podríamos traducir la guía?", "Traducir la guia"),
        ("どうすれば翻訳を増やせるか", "翻訳を増やせるか？"),
    ];
    for (a, b) in table {
        let found = alike(&[a, b], &[]);
        assert_eq!(found.len(), 1, "{a:?}, {b:?}");
        assert!(found[0].near, "{a:?}, {b:?}");
    }
}

#[test]
fn other_ideas() {
    let table = [
        ("Fund maintainers", "Defund maintainers"),
        ("We should fund forks", "We should not fund forks"),
        (
            "We should not fund A and fund B",
            "We should fund A and not fund B",
        ),
        ("Users help developers", "Developers help users"),
        ("From Python to Rust", "From Rust to Python"),
        ("A wage of $15 an hour", "A wage of $25 an hour"),
        ("Release every 2 weeks", "Release every 3 weeks"),
        ("Support Python 3.11 here", "Support Python 3.12 here"),
        ("Employers should pay", "Employees should pay"),
        (
            "How might we adopt standards?",
            "How might we adapt standards?",
        ),
        ("Tax the country houses", "Tax the county houses"),
        ("More mentors for newcomers", "More money for newcomers"),
        ("Fund maintainers", "Fund maintainers more"),
        ("Should we fork?", "Why should we fork?"),
        ("税を増やすべきだ", "税を減らすべきだ"),
        ("禁止すべきだ", "禁止すべきでない"),
        ("How might we", "How can we"),
        ("🎉", "🎉🎉"),
    ];
    for (a, b) in table {
        assert_eq!(alike(&[a, b], &[]), [], "{a:?}, {b:?}");
    }
}

#[test]
fn the_clearest_is_kept_and_people_are_counted_once() {
    let texts = [
        "How might we fund mantainers?",
        "Fund maintainers",
        "How might we fund maintainers, please?",
        "How might we fund maintainers?",
        "Translate docs",
        "fund maintainers!",
    ];
    let authors = [
        Some("Ada"),
        Some("Bob"),
        Some("ada "),
        None,
        Some("Bob"),
        None,
    ];
    let groups = alike(&texts, &authors);
    insta::assert_snapshot!(serde_json::to_string(&groups).unwrap(), @r#"[{"keep":3,"others":[0,1,2,5],"near":true,"support":4}]"#);
    assert_eq!(
        alike_but_for("What if", &["What if we share?", "We share"], &[]).len(),
        1
    );
    assert_eq!(alike(&["What if we share?", "We share"], &[]), []);
}

/// Groups as sets of texts.
fn sets<'t>(texts: &[&'t str], groups: &[Alike]) -> Vec<(Vec<&'t str>, bool, usize)> {
    let mut sets: Vec<_> = groups
        .iter()
        .map(|group| {
            let mut set: Vec<&str> = group.others.iter().map(|at| texts[*at]).collect();
            set.push(texts[group.keep]);
            set.sort_unstable();
            (set, group.near, group.support)
        })
        .collect();
    sets.sort_unstable();
    sets
}

proptest! {
    #[test]
    fn the_order_of_notes_does_not_matter(
        texts in proptest::collection::vec("(How might we |HMW |how can we )?(fund|pay|thank|not fund) ?(the )?(maintainers|maintaners|maintianer|mentors in 20(25|26)|forks and docs|docs and forks)[?!]?", 0..60)
            .prop_map(|texts| texts.into_iter().enumerate().collect::<Vec<_>>())
            .prop_flat_map(|texts| (Just(texts.clone()), Just(texts).prop_shuffle())),
    ) {
        let (first, second) = texts;
        let one: Vec<&str> = first.iter().map(|(_, text)| text.as_str()).collect();
        let two: Vec<&str> = second.iter().map(|(_, text)| text.as_str()).collect();
        let (a, b) = (alike(&one, &[]), alike(&two, &[]));
        prop_assert_eq!(sets(&one, &a), sets(&two, &b));
        // Every note is in one group at most, and what has the same words is together.
        let mut seen = vec![None; one.len()];
        for (group, alike) in a.iter().enumerate() {
            for at in alike.others.iter().chain([&alike.keep]) {
                prop_assert!(seen[*at].replace(group).is_none());
            }
        }
        for (at, earlier) in duplicates(&one).into_iter().enumerate() {
            if let Some(earlier) = earlier {
                prop_assert!(seen[at].is_some() && seen[at] == seen[earlier]);
            }
        }
    }

    #[test]
    fn any_texts_are_compared(texts in proptest::collection::vec("\\PC{0,20}", 0..12), stem in "\\PC{0,9}") {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        alike_but_for(&stem, &texts, &[]);
    }
}

/// All but the same for one word: no bucket may be compared each with each.
#[test]
fn a_crowd_is_fast() {
    let mut texts: Vec<String> = (0..20_000)
        .map(|n: u32| {
            let word: String = (0..6)
                .map(|at| char::from(b'a' + u8::try_from((n >> (at * 3)) % 8).unwrap()))
                .collect();
            format!("please mend the {word}{word} now")
        })
        .collect();
    texts.push("please mend the documentation now".into());
    texts.push("please mend the documetnation now".into());
    let list: Vec<&str> = texts.iter().map(String::as_str).collect();
    let start = std::time::Instant::now();
    let groups = alike(&list, &[]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert!(
        groups
            .iter()
            .any(|group| group.others.len() == 1 && texts[group.keep].contains("docum"))
    );
}
