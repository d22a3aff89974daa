//! What holds for every election.

use super::made::any_case;
use super::*;
use proptest::prelude::*;

/// The published shape of `tally.json`.
fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: std::sync::OnceLock<jsonschema::Validator> = std::sync::OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = include_str!("../../../../docs/schema/tally-1.json");
        jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
    })
}

proptest! {
    #[test]
    fn order_pages_and_duplicates_do_not_matter(case in any_case(), seed in any::<u64>()) {
        let tally = case.count();
        let mut turned = case.clone();
        for item in &mut turned.items {
            // Pages that shifted: some of it is read twice, in another order.
            let twice: Vec<Vote> = item.votes.iter().filter(|vote| vote.account.is_some()).take(seed as usize % 4).cloned().collect();
            item.votes.extend(twice);
            let middle = seed as usize % item.votes.len().max(1);
            item.votes.rotate_left(middle);
            item.votes.reverse();
        }
        turned.items.reverse();
        turned.casts.reverse();
        prop_assert_eq!(turned.count(), tally);
    }

    #[test]
    fn a_vote_never_harms_its_cluster(
        case in any_case(),
        approval in any::<bool>(),
        (item, voter, second) in (1u64..6, 1u64..14, 90i64..210),
    ) {
        let mut case = case;
        case.rules = Rules {
            method: if approval { Method::Approval } else { Method::Top },
            over: Over::Earliest,
            stages: Vec::new(),
            ..case.rules
        };
        case.casts.clear();
        case.room = None;
        let before = case.count();
        let chosen = &mut case.items[usize::try_from(item - 1).unwrap()];
        let there = chosen.votes.iter().any(|vote| vote.reaction == Some(UP) && vote.account.as_ref().is_some_and(|account| account.id == voter));
        prop_assume!(!there);
        chosen.votes.push(Vote { account: Some(person(voter)), at: at(second), reaction: Some(UP) });
        chosen.total += 1;
        let after = case.count();
        let of = |tally: &Tally| tally.standings.iter().find(|s| s.item == item).cloned().unwrap();
        let (before, after) = (of(&before), of(&after));
        prop_assert!(after.votes >= before.votes && after.rank <= before.rank);
        prop_assert!(after.wins || !before.wins, "{before:?} {after:?}");
    }

    #[test]
    fn a_recount_of_a_recount_is_the_same(case in any_case(), named in any::<bool>()) {
        let tally = case.count();
        let record = case.record(&tally, named);
        let text = record.text();
        let back = Record::read(&text).unwrap();
        prop_assert_eq!(back.text(), text.clone());
        let shape: serde_json::Value = serde_json::from_str(&text).unwrap();
        let faults: Vec<String> = schema().iter_errors(&shape).map(|error| format!("{}: {error}", error.instance_path())).collect();
        prop_assert_eq!(faults, Vec::<String>::new(), "{}", text);
        let result = recount(&back, &text);
        prop_assert_eq!(result.wrong, Vec::<String>::new(), "{}", text);
        prop_assert_eq!(Record::read(&back.text()).unwrap(), back);
    }

    #[test]
    fn a_ballot_spends_no_more_than_it_has(case in any_case()) {
        let tally = case.count();
        for ballot in &tally.ballots {
            let spent: i64 = ballot.counted().map(|choice| choice.value).sum();
            let count = ballot.counted().count();
            let items: BTreeSet<u64> = ballot.counted().map(|choice| choice.item).collect();
            match case.rules.method {
                Method::Top => prop_assert!(count <= case.rules.votes as usize),
                Method::Dots => prop_assert!(spent <= i64::from(case.rules.votes)),
                Method::Motion | Method::Grid | Method::Ranked | Method::Approval => prop_assert_eq!(items.len(), count),
            }
        }
    }
}

proptest! {
    #[test]
    fn no_number_in_a_file_breaks_the_recount(
        case in any_case(),
        which in any::<prop::sample::Index>(),
        number in prop::sample::select(vec!["18446744073709551615", "-9223372036854775808", "4294967295", "0", "-1"]),
    ) {
        let text = case.record(&case.count(), true).text();
        let digits: Vec<usize> = text
            .match_indices(|character: char| character.is_ascii_digit())
            .map(|(at, _)| at)
            .filter(|at| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '-'))
            .collect();
        let start = digits[which.index(digits.len())];
        let length = text[start..].chars().take_while(char::is_ascii_digit).count();
        let forged = format!("{}{number}{}", &text[..start], &text[start + length..]);
        if let Ok(record) = Record::read(&forged) {
            // Whatever it says, it says something.
            let _ = recount(&record, &forged);
            let _ = record.text();
        }
    }
}
