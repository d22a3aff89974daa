use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

mod real;

const CHAPTER: &str = "---\ntitle: \"Chapter 4\"\nstatus: To be Done\n---\n\n## Introduction\n\nThe OSPO MindMap [^2] is a useful tool.\n\n## Common Activities\n\nMany.\n\n### Reviews\n\nSome.\n\n## Resources and Footnotes\n\n### Footnotes\n\n[^1]: A framework: https://example.org/framework\n\n[^2]: The mind map: https://example.org/mindmap/";

fn wanted<'a>(how: How<'a>, text: &'a str) -> Wanted<'a> {
    Wanted {
        file: "04-chapter.md",
        name: "session/learnings",
        how,
        text,
        keys: &[],
        footnotes: false,
    }
}

const UNDER: How<'_> = How::Section {
    under: "common activities",
};

fn done(there: &str, before: Option<&str>, wanted: &Wanted<'_>) -> Written {
    let written = write(Some(there), before, wanted).unwrap();
    let again = write(Some(&written.text), Some(&written.text), wanted).unwrap();
    assert_eq!(again.text, written.text, "once more changes something");
    written
}

#[test]
fn a_section_gets_its_content_at_its_end_below_its_level() {
    let text = "# Security\n\nLearnt [here](https://example.org/talk) and [there](https://example.org/mindmap/).\n\n## Details\n\nSee <https://www.example.net/a> and `[code](https://x.org)`, [above](#introduction).\n\n```\n[code](https://x.org)\n```\n";
    let with = Wanted {
        footnotes: true,
        ..wanted(UNDER, text)
    };
    insta::assert_snapshot!(done(CHAPTER, None, &with).text, @r#"
    ---
    title: "Chapter 4"
    status: To be Done
    ---

    ## Introduction

    The OSPO MindMap [^2] is a useful tool.

    ## Common Activities

    Many.

    ### Reviews

    Some.

    <!-- folkmoot:session/learnings f53b053640fc -->

    ### Security

    Learnt here [^3] and there [^2].

    #### Details

    See example.net [^4] and `[code](https://x.org)`, [above](#introduction).

    ```
    [code](https://x.org)
    ```

    <!-- /folkmoot:session/learnings -->

    ## Resources and Footnotes

    ### Footnotes

    [^1]: A framework: https://example.org/framework

    [^2]: The mind map: https://example.org/mindmap/

    <!-- folkmoot:session/learnings:footnotes 57a2224094f7 -->

    [^3]: here: https://example.org/talk

    [^4]: https://www.example.net/a

    <!-- /folkmoot:session/learnings:footnotes -->
    "#);
}

#[test]
fn what_a_person_changed_in_a_region_stays_and_the_rest_follows() {
    let first = done(
        CHAPTER,
        None,
        &wanted(UNDER, "# Learnings\n\nFive voted.\n\nOne.\n"),
    );
    let edited = first.text.replace("One.", "One, and I was there.");
    assert!(edited != first.text);
    let second = wanted(UNDER, "# Learnings\n\nSix voted.\n\nOne.\n");
    let made = write(Some(&edited), Some(&first.text), &second).unwrap();
    assert!(made.text.contains("Six voted.\n\nOne, and I was there."));
    assert_eq!(made.left_alone, Vec::<String>::new());
    // Both changed the same line: theirs stays, and it is said.
    let third = wanted(UNDER, "# Learnings\n\nSix voted.\n\nOne and two.\n");
    let made = write(Some(&edited), Some(&first.text), &third).unwrap();
    assert!(made.text.contains("Six voted.\n\nOne, and I was there."));
    assert_eq!(made.left_alone, ["Learnings"]);
    // Nothing is known of the last time: nothing of theirs is touched.
    let made = write(Some(&edited), None, &third).unwrap();
    assert_eq!(made.text, edited);
    assert_eq!(made.left_alone, ["Reviews"]);
    // The digest says that nobody changed it, whatever git knows.
    let made = write(Some(&first.text), None, &third).unwrap();
    assert!(made.text.contains("Six voted.\n\nOne and two."));
    // The heading was renamed, the region moved: it is found by its marker.
    let moved = first.text.replace("## Common Activities", "## What we do");
    assert!(
        write(Some(&moved), None, &third)
            .unwrap()
            .text
            .contains("Six voted.")
    );
}

#[test]
fn a_region_that_a_person_marked_is_filled() {
    let there = "# A\r\n\r\n## B\r\n\r\n<!-- folkmoot:session/learnings -->\r\n<!-- /folkmoot:session/learnings -->";
    let made = done(there, None, &wanted(How::Region, "# Call\n\n- one\n"));
    assert_eq!(
        made.text.replace("41489d42a7c8", "DIGEST"),
        "# A\r\n\r\n## B\r\n\r\n<!-- folkmoot:session/learnings DIGEST -->\r\n\r\n### Call\r\n\r\n- one\r\n\r\n<!-- /folkmoot:session/learnings -->"
    );
    let taken = there.replace("\r\n<!-- /", "\r\nmine\r\n<!-- /");
    let made = write(Some(&taken), None, &wanted(How::Region, "x")).unwrap();
    assert_eq!((made.text, made.left_alone), (taken, vec!["B".to_owned()]));
}

#[test]
fn a_new_file_is_written_once_and_merged_later() {
    let keys = [(
        "title".to_owned(),
        KeyValue::Text(Scalar {
            text: "Key: learnings".into(),
            quoted: false,
        }),
    )];
    let with = |text| Wanted {
        keys: &keys,
        footnotes: true,
        ..wanted(How::NewFile, text)
    };
    let text = "# L\n\nA [talk](https://x.org/a \"t\"), [again][r] and ![pic](https://x.org/p.png).\n\n## Footnotes\n\nBelow.\n\n[r]: https://x.org/a\n";
    let first = write(None, None, &with(text)).unwrap();
    insta::assert_snapshot!(first.text, @r#"
    ---
    title: "Key: learnings"
    ---

    # L

    A talk[^1], again[^1] and ![pic](https://x.org/p.png).

    ## Footnotes

    Below.

    [^1]: https://x.org/a
    "#);
    let edited = first.text.replace("Below.", "Below, by me.");
    let more = text.replace("# L\n", "# Learnings\n");
    let made = write(Some(&edited), Some(&first.text), &with(&more)).unwrap();
    assert!(made.text.contains("# Learnings\n") && made.text.contains("Below, by me."));
    let refused = write(Some("mine"), None, &with(text)).unwrap_err();
    insta::assert_snapshot!(refused, @"04-chapter.md: there is such a file already, and folkmoot did not write it (name another `file`, or write into it with `how: section` or `how: region`)");
    assert_eq!(
        write(Some("\n"), None, &with(text)).unwrap().text,
        first.text
    );
}

#[test]
fn footnotes_that_nothing_refers_to_any_more_go_and_others_keep_their_numbers() {
    let with = |text| Wanted {
        footnotes: true,
        ..wanted(UNDER, text)
    };
    let first = done(
        CHAPTER,
        None,
        &with("[a](https://a.org) [b](https://b.org)"),
    );
    assert!(first.text.contains("a [^3] b [^4]"), "{}", first.text);
    let second = done(
        &first.text,
        Some(&first.text),
        &with("[c](https://c.org) [b](https://b.org)"),
    );
    assert!(second.text.contains("c [^5] b [^4]"), "{}", second.text);
    assert!(!second.text.contains("https://a.org"), "{}", second.text);
    let none = done(&second.text, Some(&second.text), &with("none"));
    assert!(
        !none.text.contains("footnotes -->") && none.text.ends_with("mindmap/"),
        "{}",
        none.text
    );
    // One that a person refers to elsewhere stays.
    let cited = first.text.replace("Some.", "Some [^3].");
    let kept = done(&cited, Some(&first.text), &with("none"));
    assert!(
        kept.text.contains("[^3]: a: https://a.org") && !kept.text.contains("b.org"),
        "{}",
        kept.text
    );
}

#[test]
fn footnotes_of_the_content_get_numbers_of_the_document() {
    let with = Wanted {
        footnotes: true,
        ..wanted(
            UNDER,
            "One[^1], [two](https://b.org).\n\n[^1]: Said by many.\n",
        )
    };
    let made = done(CHAPTER, None, &with).text;
    assert!(made.contains("One[^3], two [^4]."), "{made}");
    assert!(
        made.contains("[^3]: Said by many.\n\n[^4]: two: https://b.org"),
        "{made}"
    );
}

#[test]
fn footnotes_are_defined_outside_of_what_sessions_wrote() {
    let text = "# A\n\n## Here\n\nText[^1].\n\n<!-- folkmoot:other/notes -->\n\nTheirs.\n\n[^1]: A note\n\n<!-- /folkmoot:other/notes -->\n\n## End\n";
    let with = Wanted {
        footnotes: true,
        ..wanted(How::Section { under: "Here" }, "[b](https://b.org)")
    };
    let made = done(text, None, &with).text;
    let theirs = text.find("<!-- folkmoot:other").unwrap()..text.find("## End").unwrap();
    assert!(made.contains(&text[theirs]), "{made}");
    assert!(
        made.ends_with("[^2]: https://b.org\n\n<!-- /folkmoot:session/learnings:footnotes -->\n"),
        "{made}"
    );
}

#[test]
fn a_footnote_that_only_a_dropped_one_refers_to_goes_with_it() {
    let with = |text| Wanted {
        footnotes: true,
        ..wanted(How::Section { under: "Here" }, text)
    };
    let first = done(
        "## Here\n",
        None,
        &with("x[^1]\n\n[^1]: see[^2]\n\n[^2]: deep"),
    );
    let second = done(&first.text, first.alone.as_deref(), &with("y"));
    assert!(!second.text.contains("[^"), "{}", second.text);
    let again = done(&second.text, second.alone.as_deref(), &with("y"));
    assert_eq!(again.text, second.text);
}

#[test]
fn a_marker_that_stands_in_a_footnote_ends_no_region() {
    let there = format!(
        "<!-- folkmoot:session/learnings -->\n<!-- /folkmoot:session/learnings -->\n\n<!-- folkmoot:session/learnings:footnotes -->\n\n[^1]: own words\n\n    <!-- /folkmoot:session/learnings:footnotes -->\n\n    {}\n",
        "x".repeat(300)
    );
    let with = Wanted {
        footnotes: true,
        ..wanted(How::Region, "x")
    };
    // Written or refused, nothing is cut away.
    if let Ok(made) = write(Some(&there), None, &with) {
        assert!(made.text.ends_with("xxx\n") && made.text.contains("own words"));
    }
}

#[test]
fn what_cannot_be_written_says_why_and_what_to_do() {
    let said = |there: Option<&str>, how, text| {
        write(there, None, &wanted(how, text))
            .unwrap_err()
            .to_string()
    };
    let section = |under| How::Section { under };
    insta::assert_snapshot!(said(Some(CHAPTER), section("Common activity"), "x"), @"04-chapter.md:1:1: there is no heading `Common activity` (did you mean `Common Activities`? The headings are: ## Introduction, ## Common Activities, ### Reviews, ## Resources and Footnotes, ### Footnotes)");
    insta::assert_snapshot!(said(Some("# A\n\n# A\n"), section("A"), "x"), @"04-chapter.md:3:1: the heading `A` stands there 2 times (write a region (`how: region`) where the text is to go, or name another heading: # A, # A)");
    insta::assert_snapshot!(said(Some("text"), section("A"), "x"), @"04-chapter.md:1:1: there is no heading `A` (the document has no headings: write a region (`how: region`) where the text is to go)");
    insta::assert_snapshot!(said(None, section("A"), "x"), @"04-chapter.md: there is no such document to write into (correct `file`, or make a file of it (`how: new-file`))");
    insta::assert_snapshot!(said(Some("text"), How::Region, "x"), @"04-chapter.md:1:1: there is no region `session/learnings` (write `<!-- folkmoot:session/learnings -->` and `<!-- /folkmoot:session/learnings -->` on lines of their own where the text is to go)");
    insta::assert_snapshot!(said(Some("# A"), section("A"), "```\nx"), @"04-chapter.md:1:1: the new text for `session/learnings` leaves a code block or a comment open, so that no later run would find its end (close it in the text)");
    insta::assert_snapshot!(said(Some("# A"), section("A"), "x\n<!-- /folkmoot:session/learnings -->\ny"), @"04-chapter.md:1:1: the new text for `session/learnings` holds the markers of its own place (take the markers out of the text)");
    insta::assert_snapshot!(said(Some("a\n\n<!-- folkmoot:session/learnings -->\n"), section("A"), "x"), @"04-chapter.md:3:1: the region `session/learnings` has no end (write `<!-- /folkmoot:session/learnings -->` on a line of its own where it ends)");
}

/// Documents as people write them, and worse.
fn document() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[a-c ]{0,6}",
        "#{1,3} [a-c]",
        Just("```".to_owned()),
        Just("---".to_owned()),
        Just("> # q".to_owned()),
        Just("<!-- x -->".to_owned()),
        Just("[^1]: https://a.org".to_owned()),
        Just("- a [^1]".to_owned()),
        Just("<!--".to_owned()),
        "\\PC{0,8}",
    ];
    let end = prop_oneof![5 => Just("\n"), 5 => Just("\r\n"), 1 => Just("\r")];
    (
        prop_oneof![Just(""), Just("\u{feff}")],
        prop::collection::vec((line, end), 0..14),
        any::<bool>(),
    )
        .prop_map(|(mark, lines, closed)| {
            let mut text: String = lines
                .iter()
                .flat_map(|(line, end)| [line.as_str(), end])
                .collect();
            if !closed {
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
            }
            format!("{mark}{text}")
        })
}

/// Documents with a place to write into, unless that stands in a block of code or in a comment.
fn with_a_place() -> impl Strategy<Value = String> {
    (document(), document())
        .prop_map(|(before, after)| format!("{}\n## Here\n{after}", before.trim_end_matches('\r')))
}

/// Else the property below would hold of hardly anything.
#[test]
fn many_of_these_documents_can_be_written_into() {
    let mut runner = TestRunner::deterministic();
    let mut can = || {
        let there = with_a_place().new_tree(&mut runner).unwrap().current();
        let wanted = wanted(How::Section { under: "Here" }, "text");
        write(Some(&there), None, &wanted).is_ok()
    };
    let written = (0..200).filter(|_| can()).count();
    assert!(written > 50, "{written} of 200");
}

proptest! {
    #[test]
    fn nothing_outside_the_new_region_changes(there in with_a_place(), text in document(), footnotes: bool) {
        let wanted = Wanted { footnotes, ..wanted(How::Section { under: "Here" }, &text) };
        if let Ok(made) = write(Some(&there), None, &wanted) {
            // Every line of the document is there, in its order.
            let mut lines = made.text.split(['\r', '\n']);
            for line in there.split(['\r', '\n']).filter(|line| !line.is_empty()) {
                prop_assert!(lines.any(|one| one == line), "{line:?} is gone from {:?}", made.text);
            }
            let last = |text: &str| text.ends_with(['\r', '\n']);
            prop_assert!(there.is_empty() || last(&there) == last(&made.text));
            prop_assert_eq!(there.starts_with('\u{feff}'), made.text.starts_with('\u{feff}'));
            let again = write(Some(&made.text), made.alone.as_deref(), &wanted);
            prop_assert_eq!(made.alone.as_ref(), Some(&made.text), "nobody wrote there");
            prop_assert_eq!(again.map(|made| made.text), Ok(made.text));
        }
    }

    #[test]
    fn what_a_person_writes_in_between_stays(
        there in with_a_place(),
        texts in prop::collection::vec(document(), 3),
        at: prop::sample::Index,
        footnotes: bool,
    ) {
        let with = |text| Wanted { footnotes, ..wanted(How::Section { under: "Here" }, text) };
        let Some(Ok(first)) = texts.first().map(|text| write(Some(&there), None, &with(text))) else {
            return Ok(());
        };
        let mut lines: Vec<&str> = document::lines(&first.text).collect();
        lines.insert(at.index(lines.len()), "mine\n");
        let (mut now, mut before) = (lines.concat(), first.alone);
        // What a person broke is said; what is written all the same keeps their line.
        for text in texts.iter().chain(&texts) {
            if let Ok(made) = write(Some(&now), before.as_deref(), &with(text)) {
                prop_assert!(document::lines(&made.text).any(|line| line.trim_end() == "mine"), "{:?}", made.text);
                let again = write(Some(&made.text), made.alone.as_deref(), &with(text));
                prop_assert_eq!(again.map(|made| made.text), Ok(made.text.clone()));
                (now, before) = (made.text, made.alone);
            }
        }
    }

    #[test]
    fn any_document_is_written_or_it_is_said_why_not(there in document(), before in document(), text in document()) {
        for how in [How::NewFile, How::Region, How::FrontMatter] {
            let keys = [("k".to_owned(), KeyValue::Text(Scalar { text: "v".into(), quoted: false }))];
            let wanted = Wanted { keys: &keys, footnotes: true, ..wanted(how, &text) };
            let _ = write(Some(&there), Some(&before), &wanted);
        }
    }
}
