use super::*;
use proptest::prelude::*;

fn edited(text: &str, edit: impl Fn(&mut Edits<'_>)) -> Option<String> {
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    });
    let root = yaml::parse(&source).unwrap();
    let mut edits = Edits::new(&source, &root);
    edit(&mut edits);
    edits.text()
}

#[test]
fn keys_go_and_what_is_around_them_stays() {
    let remove =
        |edits: &mut Edits<'_>| edits.remove(&[&["vote", "extended"], &["vote", "cancelled"]]);
    let table = [
        // Block.
        (
            "a: 1\nvote: # rules\n  votes: 2\n  # late\n  extended:\n    until: 1 # x\n\n    why: >-\n      y\n\n      z\n\n  # more\n  winners: 2\nb: 2\n",
            "a: 1\nvote: # rules\n  votes: 2\n  # late\n\n  # more\n  winners: 2\nb: 2\n",
        ),
        (
            "vote:\n  extended: {until: 1,\n    why: y}\n  cancelled:\n    why: y\nb: 2",
            "b: 2",
        ),
        (
            "a: 1\r\nvote:\r\n  cancelled:\r\n    why: y\r\n\r\nb: 2\r\n",
            "a: 1\r\n\r\nb: 2\r\n",
        ),
        (
            "a: 1\nvote:\n  votes: 1\n  cancelled:\n    why: y",
            "a: 1\nvote:\n  votes: 1\n",
        ),
        // Flow.
        (
            "vote: {votes: 2, extended: {why: y}, winners: 1}\n",
            "vote: {votes: 2, winners: 1}\n",
        ),
        (
            "vote: {extended: {why: y}, winners: 1}\n",
            "vote: {winners: 1}\n",
        ),
        (
            "vote: {winners: 1, extended: {why: y}}\n",
            "vote: {winners: 1}\n",
        ),
        ("{a: 1, vote: {cancelled: {why: y}}}\n", "{a: 1}\n"),
        ("a: 1\nvote: {cancelled: {why: y}}\n", "a: 1\n"),
        // Nothing to do.
        (
            "a: 1 # x\nvote:\n  votes: 1\n",
            "a: 1 # x\nvote:\n  votes: 1\n",
        ),
    ];
    for (text, left) in table {
        assert_eq!(edited(text, remove).as_deref(), Some(left), "{text}");
    }
    let both = "vote: {a: 1, extended: {why: y}, cancelled: {why: z}}";
    assert_eq!(edited(both, remove).as_deref(), Some("vote: {a: 1, }"));
}

#[test]
fn texts_change_where_they_stand() {
    let change = |edits: &mut Edits<'_>| {
        edits.change(&["a"], |text| text.replace("one", "two"));
        edits.set(&["r", "x"], "@bo: \"b\"");
    };
    let table = [
        (
            "r: {x: ada}\na:  'one' # c\n",
            "r: {x: \"@bo: \\\"b\\\"\"}\na:  'two' # c\n",
        ),
        (
            "a: >-\n  one\n  day\nr:\n  x: \"ada\" # c\n",
            "a: >-\n  two\n  day\nr:\n  x: \"@bo: \\\"b\\\"\" # c\n",
        ),
        ("a: \"é one\"\nr: {}\n", "a: \"é two\"\nr: {}\n"),
    ];
    for (text, left) in table {
        assert_eq!(edited(text, change).as_deref(), Some(left), "{text}");
    }
    // An alias would change with its anchor.
    assert_eq!(edited("a: &a one\nb: *a\n", change), None);
}

proptest! {
    #[test]
    fn any_text_can_be_set(text in "\\PC{0,12}|[ -~]{0,12}|null|~|- a|[a-c \\t\\n]{0,5}", flow: bool) {
        let before = if flow { "r: {x: a, y: b}\n" } else { "r:\n  x: a # c\n  y: b\n" };
        // An empty text in quotes is a text.
        let after = edited(before, |edits| edits.set(&["r", "x"], &text));
        prop_assert!(after.is_some(), "{:?}", yaml::scalar(&text));
    }
}
