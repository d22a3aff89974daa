//! A count that anyone can repeat, and that nobody can forge.

use super::*;

#[test]
fn what_is_not_whole_gives_no_result() {
    let mut case = Case::new(of(Method::Top), 1, &up(&[(1, 1, 110)]));
    case.items[0].total = 2;
    assert_eq!(
        case.try_count().unwrap_err().to_string(),
        "#1 has 2 reactions on GitHub but 1 were read; run again, nothing was counted"
    );
    case.items.clear();
    assert!(case.try_count().unwrap().standings.is_empty());
}

#[test]
fn a_changed_file_does_not_recount() {
    let case = Case::new(
        of(Method::Top),
        2,
        &up(&[(1, 1, 110), (2, 2, 120), (2, 3, 220)]),
    );
    let text = case.record(&case.count(), true).text();
    let read = |text: &str| recount(&Record::read(text).unwrap(), text);
    assert_eq!(read(&text).wrong, Vec::<String>::new());
    let wrong = read(&text.replacen("\"votes\": 1,", "\"votes\": 2,", 2)).wrong;
    assert_eq!(wrong[0], "the file was changed: its digest is another");
    assert!(wrong[1].starts_with("#1: votes are 1, not 2"), "{wrong:?}");
    let late = text.replace(",\"why_not\":\"late\"", "");
    assert!(
        read(&late)
            .wrong
            .iter()
            .any(|line| line.contains("given after the vote closed"))
    );
    let hidden = case.record(&case.count(), false).text();
    assert!(
        !hidden.contains("\"p1\"") && !hidden.contains("login"),
        "{hidden}"
    );
    let result = read(&hidden);
    assert_eq!((result.wrong.len(), result.taken.len()), (0, 1));
}

#[test]
fn a_forger_who_knows_the_digest_is_found_out_all_the_same() {
    let case = Case::new(
        of(Method::Top),
        2,
        &up(&[(1, 1, 110), (2, 2, 120), (2, 3, 130)]),
    );
    let tally = case.count();
    let after = BTreeMap::from([(1, 1), (2, 2)]);
    let record = |tally: &Tally| {
        Record::of(Parts {
            before: Some((at(200), &after)),
            ..case.parts(tally, true)
        })
    };
    let wrong = |tally: &Tally| {
        let text = record(tally).text();
        recount(&Record::read(&text).unwrap(), &text)
            .wrong
            .join("; ")
    };
    assert_eq!(wrong(&tally), "");
    let forged = |change: &dyn Fn(&mut Tally)| {
        let mut forged = tally.clone();
        change(&mut forged);
        wrong(&forged)
    };
    let twice = forged(&|tally| {
        let again = tally.ballots[0].choices[0].clone();
        tally.ballots[0].choices.push(again);
    });
    assert!(
        twice.contains("the same choice on #1 is there twice"),
        "{twice}"
    );
    assert!(
        twice.contains("#1 has 2 votes here, and had 1 reactions"),
        "{twice}"
    );
    let nameless = forged(&|tally| tally.ballots[0].voter = Voter::Hidden(1));
    assert!(
        nameless.contains("names are shown, and it has none"),
        "{nameless}"
    );
    let silenced = forged(&|tally| tally.ballots[1].choices[0].why_not = Some(Uncounted::OwnNote));
    assert!(
        silenced.contains("no choice on #2 is out for that reason"),
        "{silenced}"
    );
    let timeless = forged(&|tally| tally.ballots[1].choices[0].at = None);
    assert!(timeless.contains("a choice has no time"), "{timeless}");
    let doubled = forged(&|tally| {
        let again = tally.ballots[1].clone();
        tally.ballots.push(again);
    });
    assert!(
        doubled.contains("the ballot of p2 is there twice"),
        "{doubled}"
    );
}
