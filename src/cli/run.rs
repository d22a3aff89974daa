//! `folkmoot run`.

use super::connect::Chosen;
use super::event::Event;
use super::runner::Runner;
use super::waiting::Waiting;
use super::{Failure, Said, no_result};
use crate::drive::{Ran, drive};
use crate::output::{self, actions};

pub(super) async fn run(connection: Chosen, json: bool, runner: &Runner) -> Result<Said, Failure> {
    runner.tell(actions::Page::default);
    // Said before anything is read: nothing of ours was touched.
    let event = Event::of_environment();
    let untouched = event.and_then(|event| event.untouched(&connection.repository().ok()?));
    if let Some(why) = untouched {
        let text = if json {
            output::json(&Ran::default())
        } else {
            format!(
                "  nothing to do: {}\n\n0 changes, 0 requests, 0 content creations\n",
                crate::inert::terminal(&why)
            )
        };
        return Ok(Said::well(text));
    }
    let (sessions, mut access, now) = connection.open()?;
    let waiting = Waiting::new();
    access.progress = waiting.progress();
    let (outcome, error) = drive(&sessions, &access, now).await;
    waiting.over();
    runner.tell(|| actions::run(&sessions, &outcome, error.is_some(), now));
    let text = if json {
        output::json(&outcome)
    } else {
        output::text::outcome(&outcome, error.is_some())
    };
    let failure = error
        .map(Failure::from)
        .or_else(|| no_result(&outcome.notices));
    Ok(Said { text, failure })
}
