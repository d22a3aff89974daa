//! Names and shared words of whole sessions, written for these tests.

use super::*;
use proptest::prelude::*;

/// Groups of notes with the longest first as the most central, as a session: its texts sorted, and the groups by index.
fn session<'t>(groups: &[&[&'t str]]) -> (Vec<&'t str>, Vec<Vec<usize>>, Vec<Vec<u8>>) {
    let mut texts: Vec<&str> = groups
        .iter()
        .flat_map(|group| group.iter().copied())
        .collect();
    texts.sort_unstable();
    texts.dedup();
    let place = |text: &&str| texts.binary_search(text).unwrap();
    let groups: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| group.iter().map(place).collect())
        .collect();
    let central = groups.iter().map(|group| vec![50; group.len()]).collect();
    (texts, groups, central)
}

fn names(groups: &[&[&str]]) -> Vec<String> {
    let (texts, groups, central) = session(groups);
    Words::of(&texts).names(&groups, &central, &[])
}

const WORKSHOP: [&[&str]; 4] = [
    &[
        "How might we pay maintainers of small libraries?",
        "How might we find companies that pay maintainers?",
        "How might we pay maintainers fairly, wherever they live?",
        "How might we share a grant among maintainers?",
    ],
    &[
        "How might we write documentation that newcomers understand?",
        "How might we translate the documentation?",
        "How might we keep documentation and code together?",
        "How might we thank those who translate documentation?",
    ],
    &[
        "How might we fix security holes faster?",
        "How might we share security audits between projects?",
        "How might we sign releases without a security team?",
    ],
    &[
        "How might we explain what an OSPO does?",
        "How might we start an OSPO in a university?",
    ],
];

#[test]
fn a_workshop_has_names_that_people_could_have_written() {
    assert_eq!(
        names(&WORKSHOP),
        [
            "Pay maintainers",
            "Translate documentation",
            "Security",
            "OSPO, university"
        ]
    );
}

#[test]
fn what_the_whole_session_says_is_in_no_name() {
    let groups: [&[&str]; 3] = [
        &[
            "Open source needs money",
            "Money for open source",
            "Who gives open source money?",
        ],
        &[
            "Teach open source in schools",
            "Open source clubs at schools",
            "Schools use open source",
        ],
        &[
            "Open source licences are hard",
            "Explain open source licences",
            "Licences of open source",
        ],
    ];
    assert_eq!(names(&groups), ["Money", "Schools", "Licences"]);
}

#[test]
fn a_name_does_not_say_the_same_twice() {
    let groups: [&[&str]; 2] = [
        &[
            "Top up by phone",
            "Top up at night",
            "A top-up by phone",
            "A top-up at work",
            "Top up at home",
        ],
        &[
            "Close my account",
            "The account is closed",
            "Open an account",
            "Accounts for two",
        ],
    ];
    assert_eq!(names(&groups), ["Top up, phone", "Account, close"]);
}

#[test]
fn other_languages_have_names_too() {
    let spanish: [&[&str]; 2] = [
        &[
            "¿Cómo podríamos pagar a los mantenedores?",
            "Una paga para los mantenedores",
            "Los mantenedores están cansados",
        ],
        &[
            "El transporte público es caro",
            "Más transporte público de noche",
            "¿Cómo podemos mejorar el transporte público?",
        ],
    ];
    assert_eq!(names(&spanish), ["Mantenedores", "Transporte público"]);
    let japanese: [&[&str]; 2] = [
        &[
            "ドキュメントの翻訳を増やす",
            "ドキュメントが古い",
            "翻訳者のためのドキュメント",
        ],
        &["資金をどう集めるか", "企業から資金を得る", "資金が足りない"],
    ];
    assert_eq!(names(&japanese), ["ドキュメント, 翻訳", "資金"]);
    let chinese: [&[&str]; 2] = [
        &["如何支持维护者", "维护者没有报酬", "感谢维护者的工作"],
        &["修复安全漏洞", "安全漏洞太多了", "报告安全漏洞的方法"],
    ];
    assert_eq!(names(&chinese), ["维护者", "安全漏洞"]);
}

#[test]
fn where_there_are_no_words_there_is_a_number() {
    let groups: [&[&str]; 5] = [
        &["🎉🎉", "👍"],
        &["123", "4 5 6"],
        &["@someone https://example.com"],
        &[""],
        &["What?"],
    ];
    assert_eq!(
        names(&groups),
        ["Cluster 2", "Cluster", "Cluster 4", "Cluster 3", "What"]
    );
}

#[test]
fn names_differ_and_leave_alone_what_is_taken() {
    let groups: [&[&str]; 3] = [&["Trains"], &["trains!"], &["Buses and trains"]];
    let (texts, groups, central) = session(&groups);
    let names = Words::of(&texts).names(&groups, &central, &["TRAINS", "Buses and trains"]);
    assert_eq!(names, ["Trains 2", "Trains 3", "Buses"]);
}

#[test]
fn people_spell_their_words() {
    let groups: [&[&str]; 3] = [
        &["AI writes code", "Review of AI code", "Who owns AI code"],
        &[
            "Contribute to GitHub actions",
            "GITHUB ACTIONS ARE SLOW NOW",
            "Our GitHub actions fail",
        ],
        &[
            "It's the city's buses",
            "City buses at night",
            "Buses in the city",
        ],
    ];
    assert_eq!(names(&groups), ["AI code", "GitHub actions", "City buses"]);
}

#[test]
fn the_short_central_note_is_what_it_is_about() {
    let texts = [
        "A note that goes on and on until nobody knows any more what it was about, central as it may be",
        "Pay maintainers",
        "Something else",
    ];
    assert_eq!(Words::of(&texts).about(&[0, 1, 2], &[60, 58, 20]), Some(1));
    assert_eq!(Words::of(&texts).about(&[], &[]), None);
    assert_eq!(Words::of(&texts).about(&[9], &[1]), None);
}

#[test]
fn shared_words_are_those_of_the_group() {
    let (texts, groups, _) = session(&WORKSHOP);
    let shared = Words::of(&texts).shared(&groups);
    let of = |text: &str| shared[texts.binary_search(&text).unwrap()].join(" ");
    assert_eq!(
        of("How might we translate the documentation?"),
        "documentation translate"
    );
    assert_eq!(
        of("How might we share a grant among maintainers?"),
        "maintainers"
    );
    assert_eq!(
        of("How might we sign releases without a security team?"),
        "security"
    );
    assert_eq!(Words::of(&["alone"]).shared(&[]), [Vec::<String>::new()]);
}

proptest! {
    #[test]
    fn any_texts_have_names_that_hold(
        texts in proptest::collection::vec(text(), 1..14),
        cuts in proptest::collection::vec(0_usize..4, 14),
    ) {
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        texts.sort_unstable();
        let mut groups = vec![Vec::new(); 4];
        for (text, group) in (0..texts.len()).zip(&cuts) {
            groups[*group].push(text);
        }
        groups.retain(|group| !group.is_empty());
        let central: Vec<Vec<u8>> = groups.iter().map(|group| vec![40; group.len()]).collect();
        let words = Words::of(&texts);
        let names = words.names(&groups, &central, &["Cluster"]);
        let mut seen = vec!["cluster".to_owned()];
        for name in &names {
            prop_assert!((1..=50).contains(&name.chars().count()), "{name}");
            prop_assert!(name.chars().all(plain), "{name:?}");
            prop_assert!(!seen.contains(&name.to_lowercase()));
            seen.push(name.to_lowercase());
        }
        groups.reverse();
        let central: Vec<Vec<u8>> = central.into_iter().rev().collect();
        let mut turned = words.names(&groups, &central, &["Cluster"]);
        turned.reverse();
        prop_assert_eq!(&names, &turned);
        for shared in words.shared(&groups) {
            prop_assert!(shared.len() <= 3);
            prop_assert!(shared.iter().all(|word| !word.is_empty() && word.chars().all(plain)));
        }
        for (group, central) in groups.iter().zip(&central) {
            prop_assert!(words.about(group, central).is_some_and(|note| group.contains(&note)));
        }
    }
}

/// Words of a session between anything at all.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => prop::sample::select(vec!["maintainers", "pay", "docs", "the", "open source", "翻訳", "ドキュメント", "维护者", "ação", "\u{202e}", "@me", "<b>", "https://a.b/c", "e\u{301}", "l'été", "x-y", "🎉", "ß"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.join(" "))
}

fn plain(c: char) -> bool {
    c.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, ' ' | ',' | '-' | '\'' | 'ー')
}
