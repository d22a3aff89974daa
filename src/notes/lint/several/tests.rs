use super::*;
use proptest::prelude::*;

fn shown(text: &str) -> String {
    parts(text, "How might we").map_or("one".to_owned(), |parts| parts.join(" | "))
}

#[test]
fn several_notes_in_one() {
    let table = [
        // Lists
        (
            "- fund maintainers\n- translate docs\n",
            "fund maintainers | translate docs",
        ),
        ("Ideas:\n1. docs\n2. tests", "docs | tests"),
        (
            "We lack mentors here\n* pay them\n* thank\n  them",
            "We lack mentors here | pay them | thank\n  them",
        ),
        ("• better docs • more mentors", "better docs | more mentors"),
        (
            "- better docs - more mentors - a budget",
            "better docs | more mentors | a budget",
        ),
        (
            "1. better docs 2. more mentors",
            "better docs | more mentors",
        ),
        (
            "We need: (1) better docs, (2) more mentors",
            "better docs | more mentors",
        ),
        // Lines
        (
            "How might we fund it?\nHow might we staff it?",
            "How might we fund it? | How might we staff it?",
        ),
        (
            "Mentors for newcomers\nFaster reviews\r\nA budget for travel",
            "Mentors for newcomers | Faster reviews | A budget for travel",
        ),
        // Questions
        (
            "How might we fund docs; and how might we translate docs?",
            "How might we fund docs | how might we translate docs?",
        ),
        (
            "How might we fund docs and how might we translate them?",
            "How might we fund docs | how might we translate them?",
        ),
        (
            "How might we fund docs? HMW pay mentors? HMW find time?",
            "How might we fund docs? | HMW pay mentors? | HMW find time?",
        ),
        (
            "Who decides about the roadmap? Where do newcomers find mentors?",
            "Who decides about the roadmap? | Where do newcomers find mentors?",
        ),
        (
            "¿Cómo podríamos traducir la guía? ¿Cómo podríamos pagar a los mentores?",
            "¿Cómo podríamos traducir la guía? | ¿Cómo podríamos pagar a los mentores?",
        ),
        (
            "どうすれば翻訳を増やせるか？どうすれば人を増やせるか？",
            "どうすれば翻訳を増やせるか？ | どうすれば人を増やせるか？",
        ),
        // Slashes
        (
            "Write guides for newcomers / Create a mentoring program",
            "Write guides for newcomers | Create a mentoring program",
        ),
        (
            "How might we fund docs? / How might we staff it?",
            "How might we fund docs? | How might we staff it?",
        ),
        (
            "Create guides for maintainers / find reviewers faster",
            "Create guides for maintainers | find reviewers faster",
        ),
        (
            "Being well welcomed in WG / being well welcomed in working group",
            "Being well welcomed in WG | being well welcomed in working group",
        ),
        (
            "Flaky CI / CI reliability / Flaky CITGM / CI time",
            "Flaky CI | CI reliability | Flaky CITGM | CI time",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn one_note_is_one() {
    for text in [
        "Make CI/CD faster and/or cheaper for Linux/macOS",
        "How might we bring open source / InnerSource adoption to companies?",
        "How might we improve open source / InnerSource adoption across all teams?",
        "We should improve open source / InnerSource adoption across all teams",
        "Best practices for developers to contribute to InnerSource / Open source",
        "How might we support Windows 11 / macOS 14 / Linux distributions in CI?",
        "If you have a mission / vision, the strategy should follow this mission / vision statement",
        "Product Roadmap / Engineering",
        "Marketing / communication",
        "Need to reach for companies for support / money / contribution",
        "Competing with Bun and Deno on performances / keep up with them",
        "Read https://example.org/a?b=1&c=2 and https://example.org/d?e",
        "How might we release on 1. 2. 2026 / 12/11/2024?",
        "Version 1.2 / 1.3 / 1.4 of the schema",
        "Why so slow? Really?",
        "Can we meet the deadline (e.g. in May?) without more people?",
        "How might we answer \"who owns this?\" and \"who pays?\" in one place?",
        "Why are so many policemen also domestic abusers? Why are we allowing them to police us?",
        "What can I pay with? Does cash work?",
        "How long does a transfer take? Is there a way to speed it up?",
        "How might we navigate the challenges of moving away from upstream development, and why do we choose to fork?",
        "Docs are old. How might we renew the docs?",
        "Publish the “How might we” template; it helps",
        "How might we fund\nOpen Source maintainers\nin our company?",
        "Wie könnten wir mehr\nGeld für\nKultur finden",
        "Good detail\nClear and thorough",
        "First - ensure that young people feel safe - comfortable to scrutinise policing",
        "- only one item - with an aside",
        "Step 1. Find people. Step 2. Pay people.",
        "# Plan\n\nOne day\n\n- find a room\n- find people\n\n# Costs\n\nNone",
        "`a / b`, `c? d?`",
        "```\n- a: 1\n- b: 2\n```",
        "fn main() { let a = b / c; println!(\"{a}\"); }",
        "My card has been lost / stolen",
        "Open Source / Inner Source / Closed Source comparison guide",
        "Attract / retain / grow contributors from Windows / Linux / macOS communities",
        "Provide a mentor / buddy for newcomers",
        "Reduce toil with automation / testing tools on CI",
        "How might we measure success: 1) reach 2) depth?",
        "Open Source\nProgram Office\nGovernance Model",
        "Discuss on 1.2. and on 2.2. again",
        "Teams in 2024 / 2025 / 2026",
        "Legalizing it would help the black market / drug cartels since prices fall",
        "\u{1F600} / \u{1F600} / \u{1F600}",
        "/ / / /",
        "? ? ?",
        "",
    ] {
        assert_eq!(shown(text), "one", "{text:?}");
    }
}

/// Sticky notes as the Node.js next-10 team typed them up in Dublin in 2022, like ones merged by " / " (nodejs/next-10,
/// `collaborator summit/2022-dublin`, MIT). Merged ideas are seen; names of one thing are left alone.
#[test]
fn sticky_notes_that_were_typed_up() {
    for (text, count) in [
        (
            "Collaborator profile / Growing collaborators / Succession plannig & technical talent pool / existing collaborators",
            4,
        ),
        (
            "Current consensus seeking model / Finding consensus is difficult sometimes / Some MR are blocked for a long time (some others are quite fast) / hard to reach consensus on issue (long discussion lead to collaborator burnout)",
            4,
        ),
        ("Flaky CI / CI reliability / Flaky CITGM / CI time", 4),
        (
            "Active working group / working groups / Online WG is a great way for people to join and start to collaborate",
            1,
        ),
        ("Leadership / Leadership model", 1),
        ("TypeScript integration / TypeScript support", 1),
        (
            "Types in JavaScript (TaC or TS) / Types / Server-Side TypeScript",
            1,
        ),
        ("Transaction tracing (ex. Open Telemetry) / Tracing", 1),
        ("GraphQL / gRPC", 1),
        ("Better installers / binary management", 1),
        ("More complet ESM/CJS interop", 1),
        (
            "Module quality assessment tool: (eg. check if you have dual exports)",
            1,
        ),
        (
            "Iteration on policies and/or exposing sandoboxing primitives to scripts",
            1,
        ),
        (
            "Need to reach for companies for support / money / contribution",
            1,
        ),
        (
            "ESM and CJS interoperability in npm module: do we have a recommandation for the community?",
            1,
        ),
    ] {
        assert_eq!(
            parts(text, "").map_or(1, |parts| parts.len()),
            count,
            "{text:?}"
        );
    }
}

/// What people wrote into two Polis conversations, one statement each, must pass. The files lie beside the repository where
/// they lie at all.
#[test]
fn statements_are_one_note_each() {
    let inputs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs");
    for (folder, name) in [
        ("O08-polis-15-per-hour-seattle", "15-per-hour-seattle"),
        ("O08-polis-london.youth.policing", "london.youth.policing"),
    ] {
        let path = inputs.join(folder).join(name).join("comments.csv");
        let Ok(mut reader) = csv::Reader::from_path(&path) else {
            println!("skipped: there is no {}", path.display());
            continue;
        };
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert!(rows.len() > 30);
        for text in rows.iter().filter_map(|row| row.get(row.len() - 1)) {
            assert_eq!(parts(text, "How might we"), None, "{text:?}");
        }
    }
}

proptest! {
    /// Whatever is written: no panic, and the parts stand in the note, in order and apart.
    #[test]
    fn parts_are_the_notes_own_words(text in "(How might we |¿Cómo podríamos |how |and |[-*•] |[12][.)] | / |\\? |[.;,:\n\"`()]|[a-zé日😀]{1,6} ?){0,24}") {
        if let Some(parts) = parts(&text, "How might we") {
            prop_assert!(parts.len() >= 2);
            let mut rest = text.as_str();
            for part in parts {
                prop_assert!(!part.trim().is_empty());
                let at = rest.find(part);
                prop_assert!(at.is_some(), "{:?} is not in what is left of {:?}", part, text);
                rest = &rest[at.unwrap_or_default() + part.len()..];
            }
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC*", stem in "\\PC{0,9}") {
        parts(&text, &stem);
    }
}
