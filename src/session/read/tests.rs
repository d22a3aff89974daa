use super::*;
use crate::output::faults;
use proptest::prelude::*;
use std::path::PathBuf;

const EXAMPLE: &str = include_str!("../../../examples/kubecon-india-2024/session.yml");

fn reading(text: &str) -> Result<Session, Vec<Fault>> {
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    });
    read(
        &source,
        &PathBuf::from("kubecon-india-2024"),
        Vec::new(),
        &Formats::default(),
    )
}

/// The example with some of its text replaced; what is replaced has to be there.
fn example(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the example holds no {from:?}");
        text.replacen(from, to, 1)
    })
}

fn refusals(text: &str) -> Vec<String> {
    let faults = reading(text).unwrap_err();
    faults.iter().map(Fault::to_string).collect()
}

fn begins(session: &Session) -> Vec<String> {
    super::super::Stage::ALL
        .into_iter()
        .filter_map(|stage| session.schedule.begins(stage))
        .map(|instant| instant.to_string())
        .collect()
}

#[test]
fn stages_begin_where_the_format_puts_them() {
    let session = reading(EXAMPLE).unwrap();
    assert_eq!(session.starts.to_string(), "2024-12-11T09:30:00Z");
    assert_eq!(
        begins(&session),
        [
            "2024-11-27T09:30:00Z",
            "2024-12-11T09:50:00Z",
            "2024-12-11T10:10:00Z",
            "2024-12-11T10:15:00Z",
            "2024-12-11T10:30:00Z",
        ]
    );
}

#[test]
fn a_session_moves_the_stages_it_names_and_no_other() {
    let text = example(&[(
        "\nattribution",
        "\nschedule:\n  announced: 2024-12-01\n  voting: 16:05\n  closed: 2024-12-12T9:00\n\nattribution",
    )]);
    assert_eq!(
        begins(&reading(&text).unwrap()),
        [
            "2024-11-30T18:30:00Z",
            "2024-12-11T09:50:00Z",
            "2024-12-11T10:10:00Z",
            "2024-12-11T10:35:00Z",
            "2024-12-12T03:30:00Z",
        ]
    );
}

#[test]
fn days_before_keep_the_hour_across_a_clock_change() {
    let text = example(&[
        ("date: 2024-12-11", "date: 2024-04-02"),
        ("Asia/Kolkata", "Europe/Paris"),
    ]);
    let session = reading(&text).unwrap();
    assert_eq!(session.starts.to_string(), "2024-04-02T13:00:00Z");
    assert_eq!(
        session.schedule.announced.to_string(),
        "2024-03-19T14:00:00Z"
    );
}

#[test]
fn one_fault_hides_no_other() {
    let text = example(&[
        ("how-might-we", "how-might-i"),
        ("date: 2024-12-11", "date: 2024-02-30"),
        (
            "attribution: chatham-house",
            "schedule:\n  voting: noon\n  closed: 2024-13-01 9:00\nattribution: secret",
        ),
        ("todogroup/governance", "governance"),
        ("reports/kubecon", "../kubecon"),
    ]);
    let lines: Vec<usize> = reading(&text)
        .unwrap_err()
        .iter()
        .map(|fault| fault.place.line)
        .collect();
    assert_eq!(lines, [3, 5, 20, 21, 22, 25, 26]);
}

#[test]
fn a_slip_is_named_once() {
    // Not as an unknown key and as a missing one, not as an unknown variable, a missing one and one that is not replaced.
    assert_eq!(
        refusals(&example(&[("date:", "dtae:")])),
        ["session.yml:5:1: unknown key `dtae` in the session (did you mean `date`?)"]
    );
    assert_eq!(
        refusals(&example(&[
            ("number: 5", "nubmer: 5"),
            ("India 2024\n", "India {number}{number}\n")
        ])),
        [
            "session.yml:15:3: `nubmer` is no variable of the format how-might-we (did you mean `number`?)"
        ]
    );
    assert_eq!(
        refusals(&example(&[("India 2024\n", "India {city} {city}\n")])),
        [
            "session.yml:4:60: `{city}` in `title` is not replaced (write what it stands for in this session)"
        ]
    );
}

#[test]
fn a_day_is_a_day_and_nothing_behind_it() {
    let table = [
        (
            "2024-12-11 15:00",
            "`2024-12-11 15:00` is no date (write year-month-day, such as 2026-03-31)",
        ),
        ("2024-2-3", "`2024-2-3` is no date (write `2024-02-03`)"),
        (
            "2023-02-29",
            "the day `2023-02-29` does not exist (write a day from 2023-02-01 to 2023-02-28)",
        ),
        (
            "2024-13-01",
            "the day `2024-13-01` does not exist (months run from 01 to 12: write year-month-day, such as 2026-03-31)",
        ),
        (
            "11-12-2024",
            "`11-12-2024` is no date (write year-month-day, such as 2026-03-31)",
        ),
    ];
    for (date, expected) in table {
        assert_eq!(
            refusals(&example(&[("2024-12-11", date)])),
            [format!("session.yml:5:7: {expected}")]
        );
    }
}

#[test]
fn a_time_zone_is_guessed_by_its_city_but_not_by_its_letters() {
    let table = [
        ("Asia/Kolkatta", "did you mean `Asia/Kolkata`?"),
        ("Kolkata", "did you mean `Asia/Kolkata`?"),
        ("New York", "did you mean `America/New_York`?"),
        (
            "IST",
            "write a name of the IANA list: a continent and a city, such as Asia/Kolkata, or UTC",
        ),
    ];
    for (zone, cure) in table {
        assert_eq!(
            refusals(&example(&[("Asia/Kolkata", zone)])),
            [format!(
                "session.yml:7:11: there is no time zone `{zone}` ({cure})"
            )]
        );
    }
}

/// One change to the lines of a file.
#[derive(Debug, Clone)]
enum Slip {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Replace(usize, String),
    Cut(usize, usize),
    Indent(usize, usize),
    Value(usize, String),
}

fn slip() -> impl Strategy<Value = Slip> {
    let line = 0..40_usize;
    let pieces = "[-:{}\\[\\]&*!|>'\"%@`#,.~ \\t0-9a-zé\u{301}\u{202e}😀]{0,24}";
    prop_oneof![
        line.clone().prop_map(Slip::Delete),
        line.clone().prop_map(Slip::Double),
        (line.clone(), line.clone()).prop_map(|(a, b)| Slip::Swap(a, b)),
        (line.clone(), pieces).prop_map(|(at, text)| Slip::Replace(at, text)),
        (line.clone(), 0..90_usize).prop_map(|(at, column)| Slip::Cut(at, column)),
        (line.clone(), 0..6_usize).prop_map(|(at, by)| Slip::Indent(at, by)),
        (line, pieces).prop_map(|(at, text)| Slip::Value(at, text)),
    ]
}

fn slipped(slips: &[Slip]) -> String {
    let mut lines: Vec<String> = EXAMPLE.lines().map(str::to_owned).collect();
    for slip in slips {
        let place = |at: usize| at % lines.len().max(1);
        match slip {
            _ if lines.is_empty() => break,
            Slip::Delete(at) => drop(lines.remove(place(*at))),
            Slip::Double(at) => {
                let at = place(*at);
                lines.insert(at, lines[at].clone());
            }
            Slip::Swap(a, b) => {
                let (a, b) = (place(*a), place(*b));
                lines.swap(a, b);
            }
            Slip::Replace(at, text) => {
                let at = place(*at);
                lines[at].clone_from(text);
            }
            Slip::Cut(at, column) => {
                let at = place(*at);
                lines[at] = lines[at].chars().take(*column).collect();
            }
            Slip::Indent(at, by) => {
                let at = place(*at);
                lines[at].insert_str(0, &" ".repeat(*by));
            }
            Slip::Value(at, text) => {
                let at = place(*at);
                let key = lines[at].split(':').next().unwrap_or_default().to_owned();
                lines[at] = format!("{key}: {text}");
            }
        }
    }
    lines.join("\n")
}

/// Whatever comes out: faults, none of them without place and cure, that can be shown.
fn is_read(text: &str) {
    if let Err(found) = reading(text) {
        assert!(!found.is_empty(), "refused without a reason: {text:?}");
        let lines = text.split('\n').count();
        for fault in &found {
            assert!((1..=lines).contains(&fault.place.line), "{fault}");
            assert!(!fault.message.is_empty() && !fault.cure.is_empty());
        }
        let shown = faults::text(&found, false);
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\t']), "{shown:?}");
        faults::text(&found, true);
        faults::json(&found);
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(?s).{0,400}") {
        is_read(&text);
    }

    #[test]
    fn no_yaml_breaks_the_reader(text in "([a-z]{1,9}: ?|- |\\? |  |\t|\n|\r\n|[{}\\[\\],&*!|>'\"%@`#~]|[0-9é😀-]{1,4}){0,60}") {
        is_read(&text);
    }

    #[test]
    fn no_slip_breaks_the_reader(slips in prop::collection::vec(slip(), 1..6)) {
        is_read(&slipped(&slips));
    }
}

#[test]
fn a_roll_that_names_people_suits_no_private_session() {
    let roll = |policy: &str| {
        let text = example(&[(
            "attribution: chatham-house",
            &format!("attribution: {policy}\nvote:\n  roll: participants"),
        )]);
        reading(&text).map(|session| session.attribution.word())
    };
    assert_eq!(roll("named").unwrap(), "named");
    for (policy, why) in [
        ("chatham-house", "keep the Chatham House Rule"),
        ("opt-in", "keep private who did not opt in"),
    ] {
        let faults = roll(policy).unwrap_err();
        assert!(faults[0].message.contains(why), "{faults:?}");
    }
    let opt_in = example(&[("attribution: chatham-house", "attribution: opt-in")]);
    assert_eq!(reading(&opt_in).unwrap().attribution.word(), "opt-in");
}
