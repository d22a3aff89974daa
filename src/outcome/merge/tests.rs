use super::*;
use proptest::prelude::*;

/// A report: clusters in an order, each with its notes and a place for people.
fn report(clusters: &[(&str, &str)]) -> String {
    let mut text = String::from("# Report\n\nFive voted.\n\n## Recommendations\n\n");
    for (name, notes) in clusters {
        text += &format!(
            "### {name}\n\n{notes}\n\n<!-- for people: recommendation for {name} -->\n\n_To be written._\n\n<!-- end -->\n\n"
        );
    }
    text + "## Method\n\nBy hand.\n"
}

const CLUSTERS: [(&str, &str); 3] = [
    ("Money", "- fund it\n- pay people"),
    ("Safety", "- sign it\n- scan it"),
    ("People", "- mentor\n- hire"),
];

/// The text with a recommendation in the place of a cluster.
fn recommended(text: &str, cluster: &str, words: &str) -> String {
    let (before, after) = text
        .split_once(&format!("recommendation for {cluster} -->\n"))
        .unwrap();
    let after = after.replacen("_To be written._", words, 1);
    format!("{before}recommendation for {cluster} -->\n{after}")
}

fn merged(base: &str, theirs: &str, ours: &str) -> (String, Vec<String>) {
    let merged = merge(base, theirs, ours);
    (merged.text, merged.left_alone)
}

#[test]
fn a_recommendation_goes_with_its_cluster() {
    let base = report(&CLUSTERS);
    let theirs = recommended(&base, "Safety", "Sign every release.\n\n<!-- a remark -->");
    let [money, safety, people] = CLUSTERS;
    // Sorted anew, and another number.
    let ours = report(&[people, money, safety]).replace("Five", "Six");
    let wanted = recommended(&ours, "Safety", "Sign every release.\n\n<!-- a remark -->");
    assert_eq!(merged(&base, &theirs, &ours), (wanted, vec![]));
    // Renamed, and sorted anew, and a note more.
    let renamed = ("Supply chain", "- sign it\n- scan it\n- log it");
    let ours = report(&[people, renamed, money]);
    let wanted = recommended(
        &ours,
        "Supply chain",
        "Sign every release.\n\n<!-- a remark -->",
    );
    assert_eq!(merged(&base, &theirs, &ours), (wanted, vec![]));
    // Gone: what was written stays where it was, and it is said.
    let ours = report(&[money, people]).replace("Five", "Six");
    let (text, left) = merged(&base, &theirs, &ours);
    assert!(
        text.contains("### Safety")
            && text.contains("Sign every release.")
            && text.contains("Six voted."),
        "{text}"
    );
    assert_eq!(left, ["Safety"]);
    // The prompt changed as well: the person's words stay, and it is said.
    let ours = base.replace("_To be written._", "_Write here._");
    let (text, left) = merged(&base, &theirs, &ours);
    assert_eq!(text, theirs.replace("_To be written._", "_Write here._"));
    assert_eq!(left, ["Safety"]);
}

#[test]
fn what_a_person_changed_in_a_section_goes_where_the_section_goes() {
    let base = report(&CLUSTERS);
    let theirs = base.replace("- scan it", "- scan it daily");
    let [money, _, people] = CLUSTERS;
    let daily = ("Safety", "- sign it\n- scan it daily");
    let ours = report(&[people, ("Safety", "- sign it\n- scan it"), money]);
    assert_eq!(
        merged(&base, &theirs, &ours),
        (report(&[people, daily, money]), vec![])
    );
    // A person's order stays, and a section of theirs too.
    let mine = "### Mine\n\nWords.\n\n";
    let theirs =
        report(&[people, money, CLUSTERS[1]]).replace("### Safety", &format!("{mine}### Safety"));
    let ours = base.replace("Five", "Six");
    let (text, left) = merged(&base, &theirs, &ours);
    assert_eq!(text, theirs.replace("Five", "Six"));
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn lines_are_merged_and_conflicts_are_the_person_s() {
    let table: [(&str, &str, &str, &str, &[&str]); 10] = [
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", &[]),
        (
            "a\nb\nc\n",
            "A\nb\nc\n",
            "X\nb\nC\n",
            "A\nb\nC\n",
            &[BEGINNING],
        ),
        ("# H\na\n", "# H\nb\n", "# H\nc\n", "# H\nb\n", &["H"]),
        (
            "a\nb\nc\n",
            "a\nb\nmine\nc\n",
            "a\nc\n",
            "a\nb\nmine\nc\n",
            &[BEGINNING],
        ),
        (
            "a\n\nb\n",
            "a\n\nmine\n\nb\n",
            "a\n\nnew\n\nb\n",
            "a\n\nmine\n\nnew\n\nb\n",
            &[],
        ),
        ("a\n", "mine\n", "", "mine\n", &[BEGINNING]),
        ("a\n", "", "b\n", "", &[BEGINNING]),
        ("", "mine\n", "new\n", "mine\n\nnew\n", &[]),
        (
            "- a\n",
            "- a\n- mine\n",
            "- a\n- new\n",
            "- a\n- mine\n- new\n",
            &[],
        ),
        ("a\nb\n", "a\nb\n", "c", "c", &[]),
    ];
    for (base, theirs, ours, wanted, left) in table {
        let (text, said) = merged(base, theirs, ours);
        assert_eq!(
            (text.as_str(), said),
            (wanted, left.iter().map(|one| (*one).to_owned()).collect()),
            "{base:?} {theirs:?} {ours:?}"
        );
    }
}

#[test]
fn line_ends_are_the_person_s() {
    assert_eq!(merged("a\nb\n", "a\r\nb\r\n", "a\nc\n").0, "a\r\nc\r\n");
    assert_eq!(merged("a\n\nb\n", "x\n\nb", "a\n\nc\n").0, "x\n\nc");
    assert_eq!(merged("a\n\nb", "x\n\nb", "a\n\nb\n").0, "x\n\nb\n");
}

#[test]
fn a_place_with_a_broken_marker_is_merged_as_any_other_lines() {
    let base = report(&CLUSTERS);
    let theirs = recommended(&base, "People", "Hire.").replacen("<!-- end -->", "<!- end ->", 3);
    let ours = base.replace("Five", "Six");
    let (text, _) = merged(&base, &theirs, &ours);
    assert_eq!(text, theirs.replace("Five", "Six"));
}

fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[a-d]{0,2}",
        Just("## A".to_owned()),
        Just("## B".to_owned()),
        Just("### C".to_owned()),
        Just("<!-- for people: x -->".to_owned()),
        Just("<!-- for people: x for B -->".to_owned()),
        Just("<!-- end -->".to_owned()),
        Just("```".to_owned()),
    ];
    prop::collection::vec(line, 0..16).prop_map(|lines| {
        lines
            .iter()
            .flat_map(|line| [line.as_str(), "\n"])
            .collect()
    })
}

/// The base, with some lines taken out, changed, doubled or put in.
fn edits(mark: &'static str) -> impl Strategy<Value = Vec<(prop::sample::Index, u8, String)>> {
    prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0_u8..4,
            "[0-9]{1,2}".prop_map(move |number| format!("{mark}{number}")),
        ),
        0..6,
    )
}

fn edited(base: &str, edits: &[(prop::sample::Index, u8, String)]) -> String {
    let mut lines: Vec<String> = base.lines().map(str::to_owned).collect();
    for (at, kind, new) in edits {
        let at = at.index(lines.len() + 1);
        match kind {
            0 => lines.insert(at, new.clone()),
            1 if at < lines.len() => lines[at] = new.clone(),
            2 if at < lines.len() => {
                lines.remove(at);
            }
            3 if at < lines.len() => {
                let line = lines.remove(at);
                lines.insert(0, line);
            }
            _ => {}
        }
    }
    lines
        .iter()
        .flat_map(|line| [line.as_str(), "\n"])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn one_side_s_change_is_taken_as_it_is(base in "(\\PC{0,4}(\n|\r\n|)){0,8}", other in "(\\PC{0,4}(\n|\r\n|)){0,8}") {
        prop_assert_eq!(merge(&base, &base, &other).text, other.clone());
        prop_assert_eq!(merge(&base, &other, &base).text, other.clone());
        prop_assert_eq!(merge(&base, &other, &other).text, other);
    }

    #[test]
    fn no_line_of_a_person_is_lost(base in lines(), theirs in edits("mine"), ours in edits("new")) {
        let (theirs, ours) = (edited(&base, &theirs), edited(&base, &ours));
        let merged = merge(&base, &theirs, &ours);
        for line in theirs.lines().filter(|line| line.starts_with("mine")) {
            let count = |text: &str| text.lines().filter(|one| *one == line).count();
            prop_assert!(count(&merged.text) >= count(&theirs), "{line} is lost in {:?}", merged.text);
        }
        // Where nothing is said, everything new of folkmoot's is there as well.
        if merged.left_alone.is_empty() && theirs != base {
            for line in ours.lines().filter(|line| line.starts_with("new")) {
                prop_assert!(merged.text.lines().any(|one| one == line), "{line} is missing in {:?}", merged.text);
            }
        }
    }

    #[test]
    fn any_three_texts_make_one(base in lines(), theirs in lines(), ours in lines()) {
        let merged = merge(&base, &theirs, &ours);
        prop_assert!(keeps(&base, &theirs, &merged.text));
    }

    #[test]
    fn recommendations_outlive_any_order(order in Just(vec![0, 1, 2]).prop_shuffle(), who in 0_usize..3, votes in "[0-9]{1,2}") {
        let base = report(&CLUSTERS);
        let name = CLUSTERS[who].0;
        let theirs = recommended(&base, name, "Do it.\n\n## By me\n\n- now");
        let sorted: Vec<_> = order.iter().map(|at| CLUSTERS[*at]).collect();
        let ours = report(&sorted).replace("Five", &votes);
        let merged = merge(&base, &theirs, &ours);
        prop_assert_eq!(merged.text, recommended(&ours, name, "Do it.\n\n## By me\n\n- now"));
    }
}
