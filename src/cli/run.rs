//! `folkmoot run`.

use super::connect::Connection;
use super::{Failure, Said, no_result};
use crate::drive::drive;
use crate::output;

pub(super) async fn run(connection: Connection, json: bool) -> Result<Said, Failure> {
    let (sessions, access, now) = connection.open()?;
    let (outcome, error) = drive(&sessions, &access, now).await;
    let text = if json {
        output::json(&outcome)
    } else {
        output::text::outcome(&outcome)
    };
    let failure = error
        .map(Failure::from)
        .or_else(|| no_result(&outcome.notices));
    Ok(Said { text, failure })
}
