//! Real chapters of a book that is printed too, where they are at hand: `../shared/inputs`.

use super::*;
use std::path::Path;

fn chapter(name: &str) -> Option<String> {
    let folder = "../shared/inputs/O05-ospo-book-chapters/ospo-book/content/en";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not here", path.display());
    }
    text
}

#[test]
fn a_chapter_gets_a_section_in_its_own_style() {
    let Some(chapter) = chapter("05-chapter.md") else {
        return;
    };
    let text = "# From the workshop\n\nStart with the [OpenSSF Baseline](https://baseline.openssf.org/), then read the [Scorecard guide](https://example.org/guide).\n";
    let with = Wanted {
        footnotes: true,
        ..wanted(How::Section { under: "Key Steps" }, text)
    };
    let made = done(&chapter, None, &with).text;
    let added: Vec<&str> = made
        .lines()
        .filter(|line| !line.is_empty() && !chapter.lines().any(|old| old == *line))
        .collect();
    insta::assert_snapshot!(added.join("\n"), @r"
    <!-- folkmoot:session/learnings 13b0b499e3b8 -->
    ### From the workshop
    Start with the OpenSSF Baseline [^7], then read the Scorecard guide [^14].
    <!-- /folkmoot:session/learnings -->
    <!-- folkmoot:session/learnings:footnotes d7c371f8330e -->
    [^14]: Scorecard guide: https://example.org/guide
    <!-- /folkmoot:session/learnings:footnotes -->
    ");
    let at = made.find("### From the workshop").unwrap();
    assert!(made.find("## Key Steps").unwrap() < at && at < made.find("## Applying This").unwrap());
    let mut lines = made.lines();
    assert!(
        chapter.lines().all(|old| lines.any(|line| line == old)),
        "every line stays, in its order"
    );
}

#[test]
fn a_chapter_says_which_headings_it_has() {
    let Some(chapter) = chapter("04-chapter.md") else {
        return;
    };
    let how = How::Section {
        under: "Recommendations",
    };
    let said = write(Some(&chapter), None, &wanted(how, "x")).unwrap_err();
    insta::assert_snapshot!(said, @"04-chapter.md:1:1: there is no heading `Recommendations` (did you mean `Recommendation`? The headings are: ## Introduction, ## Common Activities, ## Applying This to Your Organization, ### The OSPO MindMap, ### Activities by Maturity Stage, #### STAGE: Consumer, #### STAGE: Participant, #### STAGE: Contributor, #### STAGE: Leadership, ## Possible Problems and How to Overcome Them, ### Problem, ### Recommendation, ## Resources and Footnotes, ### Resources, ### Footnotes)");
}

#[test]
fn what_the_real_patches_did_by_hand_can_be_done() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs/O05-ospo-book-chapters");
    let Ok(patch) = std::fs::read_to_string(folder.join("apeldoorn-roundtables-to-book.patch"))
    else {
        println!("skipped: {} is not here", folder.display());
        return;
    };
    // The whole chapter stands in the patch: what it was, and what it became.
    let hunk = patch
        .split_once("\n@@")
        .and_then(|(_, rest)| rest.split_once('\n'))
        .unwrap()
        .1;
    let side = |sign: char| -> String {
        hunk.lines()
            .filter_map(|line| line.strip_prefix([sign, ' ']))
            .flat_map(|line| [line, "\n"])
            .collect()
    };
    let (old, new) = (side('-'), side('+'));
    let scalar = |text: &str, quoted| {
        KeyValue::Text(Scalar {
            text: text.into(),
            quoted,
        })
    };
    let keys = [
        (
            "title".to_owned(),
            scalar("Recent Developments & Outlook", false),
        ),
        ("status".to_owned(), scalar("Completed", false)),
        ("weight".to_owned(), scalar("35", false)),
    ];
    let with = Wanted {
        keys: &keys,
        ..wanted(How::FrontMatter, "")
    };
    let made = done(&old, None, &with).text;
    let front = |text: &str| text.split_inclusive("---\n").take(2).collect::<String>();
    assert_eq!(
        front(&made),
        front(&new),
        "line for line as a person did it"
    );
    let body = new.split_once("\n---\n").unwrap().1;
    let how = How::Section { under: "TBD" };
    let made = done(
        &made,
        None,
        &Wanted {
            footnotes: true,
            ..wanted(how, body)
        },
    )
    .text;
    let outline = outline::read(&made);
    assert_eq!(
        outline.headings.len(),
        1 + outline::read(body).headings.len()
    );
    assert!(made.contains("OSPOlogyLive Apeldoorn Roundtable Discussion[^1] and based on"));
    assert!(made.contains(
        "\n[^1]: https://github.com/todogroup/ospology/discussions/438#discussioncomment-8619964\n"
    ));
    assert!(!made.contains("]("), "no link is left");
}
