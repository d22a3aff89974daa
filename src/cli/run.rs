//! `folkmoot run`.

use super::connect::Chosen;
use super::waiting::Waiting;
use super::{Failure, Said, no_result};
use crate::drive::drive;
use crate::output;

pub(super) async fn run(connection: Chosen, json: bool) -> Result<Said, Failure> {
    let (sessions, mut access, now) = connection.open()?;
    let waiting = Waiting::new();
    access.progress = waiting.progress();
    let (outcome, error) = drive(&sessions, &access, now).await;
    waiting.over();
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
