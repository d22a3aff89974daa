//! Who does what in the next session.

/// Who does what in a session, as its file says: a handle, a name, or any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Leads the conversation.
    pub facilitator: Option<String>,
    /// Writes down what is said.
    pub scribe: Option<String>,
}

/// How roles go from one session of a series to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HandOver {
    /// They stay with who has them.
    #[default]
    Keep,
    /// Each goes to the next person on the list.
    Rotate,
    /// The scribe leads the next session, and the next person on the list writes.
    ScribeBecomesFacilitator,
}

impl HandOver {
    /// The words in session files.
    pub const WORDS: [(&'static str, HandOver); 3] = [
        ("keep", HandOver::Keep),
        ("rotate", HandOver::Rotate),
        (
            "scribe-becomes-facilitator",
            HandOver::ScribeBecomesFacilitator,
        ),
    ];
}

/// The roles of the session after one with these. A role that nobody had stays empty. Whoever is not on the list stood in for
/// somebody: the list goes on from its start.
pub fn handed_over(how: HandOver, people: &[String], roles: &Roles) -> Roles {
    match how {
        HandOver::Keep => roles.clone(),
        HandOver::Rotate => {
            let facilitator = roles.facilitator.as_deref();
            let facilitator = facilitator.map(|held| after(people, held, None));
            let scribe = roles.scribe.as_deref();
            let scribe = scribe.map(|held| after(people, held, facilitator.as_deref()));
            Roles {
                facilitator,
                scribe,
            }
        }
        HandOver::ScribeBecomesFacilitator => match &roles.scribe {
            Some(scribe) => Roles {
                facilitator: Some(scribe.clone()),
                scribe: Some(after(people, scribe, Some(scribe))),
            },
            None => roles.clone(),
        },
    }
}

/// Whoever comes after `held` on the list and is not `taken`; `held`, if there is nobody.
fn after(people: &[String], held: &str, taken: Option<&str>) -> String {
    let at = people.iter().position(|person| same(person, held));
    let (before, behind) = people.split_at(at.map_or(0, |at| at + 1).min(people.len()));
    let mut round = behind.iter().chain(before);
    let free = round.find(|person| taken.is_none_or(|taken| !same(person, taken)));
    free.map_or_else(|| held.to_owned(), Clone::clone)
}

/// Whether two texts name one person: handles have no case, and an `@` makes no difference.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let fold = |text: &str| text.trim().trim_start_matches('@').to_lowercase();
    fold(a) == fold(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roles(facilitator: &str, scribe: &str) -> Roles {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Roles {
            facilitator: some(facilitator),
            scribe: some(scribe),
        }
    }

    #[test]
    fn roles_go_on() {
        use HandOver::{Keep, Rotate, ScribeBecomesFacilitator as Scribe};
        let people = ["ada", "bo", "cy", "dee"].map(str::to_owned);
        let table = [
            (Keep, ("ada", "bo"), ("ada", "bo")),
            (Rotate, ("ada", "bo"), ("bo", "cy")),
            (Rotate, ("ada", "cy"), ("bo", "dee")),
            (Rotate, ("dee", "cy"), ("ada", "dee")),
            (Rotate, ("dee", ""), ("ada", "")),
            // Two on one person: one of them goes further.
            (Rotate, ("ada", "ada"), ("bo", "cy")),
            // Somebody stood in.
            (Rotate, ("zed", "dee"), ("ada", "bo")),
            (Rotate, ("@Ada", "BO"), ("bo", "cy")),
            (Scribe, ("ada", "bo"), ("bo", "cy")),
            (Scribe, ("cy", "dee"), ("dee", "ada")),
            (Scribe, ("ada", "zed"), ("zed", "ada")),
            (Scribe, ("ada", ""), ("ada", "")),
        ];
        for (how, (facilitator, scribe), (next, writes)) in table {
            assert_eq!(
                handed_over(how, &people, &roles(facilitator, scribe)),
                roles(next, writes),
                "{how:?} {facilitator} {scribe}"
            );
        }
        assert_eq!(handed_over(Rotate, &[], &roles("a", "b")), roles("a", "b"));
    }

    proptest! {
        #[test]
        fn nobody_has_two_roles_and_everybody_has_a_turn(count in 2_usize..9, start in 0_usize..9, scribe: bool) {
            let people: Vec<String> = (0..count).map(|at| format!("p{at}")).collect();
            let at = |index: usize| people[index % count].clone();
            let how = if scribe { HandOver::ScribeBecomesFacilitator } else { HandOver::Rotate };
            let mut now = roles(&at(start), &at(start + 1));
            let mut led = std::collections::BTreeSet::new();
            for _ in 0..count {
                led.extend(now.facilitator.clone());
                now = handed_over(how, &people, &now);
                prop_assert_ne!(&now.facilitator, &now.scribe);
            }
            prop_assert_eq!(led.len(), count);
        }
    }
}
