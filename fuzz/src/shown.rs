//! Faults as people and machines get them: whatever a file says, what is shown of it does nothing.

use folkmoot::fault::Fault;
use folkmoot::output::actions::{Annotation, annotations};
use folkmoot::output::faults;
use std::path::Path;

/// Shows faults in every way.
///
/// # Panics
/// There is none, or what is shown of them would act.
pub fn faults(list: &[Fault]) {
    assert!(!list.is_empty(), "refused without a fault");
    for fault in list {
        assert!(
            !fault.message.is_empty() && !fault.cure.is_empty(),
            "{fault:?}"
        );
        let place = &fault.place;
        assert!(
            place.source.text.get(place.span.clone()).is_some(),
            "{:?} is no place in its text",
            place.span
        );
    }
    let plain = faults::text(list, false);
    tame(&plain);
    faults::text(list, true);
    let json: serde_json::Value =
        serde_json::from_str(&faults::json(list)).expect("faults as JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(list.len()));
    let list: Vec<Annotation> = list.iter().map(Annotation::fault).collect();
    let commands = annotations(&list, Path::new("."));
    assert!(
        commands.lines().all(|line| line.starts_with("::error ")),
        "{commands}"
    );
}

/// Shows one fault.
pub fn fault(fault: &Fault) {
    faults(std::slice::from_ref(fault));
}

/// What is shown in a terminal and in the log of a runner: no sequence, no command, nothing that turns the text around it.
///
/// # Panics
/// There is something of that kind.
pub fn tame(text: &str) {
    for line in text.lines() {
        let acts = |c: char| {
            c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        };
        assert!(!line.contains(acts), "{line:?} steers");
        assert!(
            !line.trim_start().starts_with("::") && !line.contains("##["),
            "{line:?} commands"
        );
    }
}
