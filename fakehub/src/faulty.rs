//! What a fault does to a request: instead of it, before it and after it.

use crate::answer::{Answer, TOO_MANY_REQUESTS};
use crate::error::{Refusal, TOO_QUICKLY};
use crate::fault::FaultKind;
use crate::graphql;
use crate::meddle;
use crate::server::{Asked, Twist};
use crate::state::State;
use jiff::SignedDuration;
use serde_json::Value;

/// The answer that comes instead of the request's effect, if the fault prevents that.
pub(crate) fn instead(kind: &FaultKind, state: &State, asked: &Asked) -> Option<Answer> {
    if kind.carried_out() {
        return None;
    }
    let graphql = asked.is_graphql();
    Some(match kind {
        FaultKind::Status(status) => Answer::error(*status, "Server Error"),
        FaultKind::RetryAfter { status, seconds } => Answer {
            status: *status,
            ..Answer::secondary_limit(Some(*seconds))
        },
        FaultKind::SecondaryLimit => Answer::secondary_limit(None),
        FaultKind::TooManyRequests => Answer::error(429, TOO_MANY_REQUESTS),
        // Some fields of the document may be carried out all the same.
        FaultKind::SubmittedTooQuickly if graphql => return None,
        FaultKind::SubmittedTooQuickly => Refusal::custom("Issue", "base", TOO_QUICKLY).into(),
        FaultKind::GraphqlRateLimited { seconds } => {
            let resource = if graphql { "graphql" } else { "core" };
            let reset = state.now().as_second().saturating_add(*seconds);
            rate_limited(asked)
                .header("x-ratelimit-limit", 5_000)
                .header("x-ratelimit-remaining", 0)
                .header("x-ratelimit-used", 5_000)
                .header("x-ratelimit-reset", reset)
                .header("x-ratelimit-resource", resource)
        }
        FaultKind::GraphqlSecondaryLimit if graphql => graphql::refused(TOO_MANY_REQUESTS, None),
        FaultKind::GraphqlSecondaryLimit => Answer::error(403, TOO_MANY_REQUESTS),
        FaultKind::Raw(raw) => Answer {
            raw_headers: raw.headers.clone(),
            ..Answer::raw(
                raw.status,
                "application/json; charset=utf-8",
                raw.body.clone(),
            )
        },
        FaultKind::GraphqlErrors { type_, message } => graphql::refused(message, Some(type_)),
        _ => Answer::empty(0),
    })
}

/// The primary limit, without its headers.
pub(crate) fn rate_limited(asked: &Asked) -> Answer {
    let id = asked.viewer.unwrap_or(0);
    let message = format!("API rate limit exceeded for user ID {id}.");
    if asked.is_graphql() {
        graphql::refused(&message, Some("RATE_LIMITED"))
    } else {
        Answer::error(403, &message)
    }
}

/// What happens before a request is carried out.
pub(crate) fn before(kind: &FaultKind, state: &mut State, asked: &mut Asked) {
    match kind {
        FaultKind::PartialData { keep } => asked.twist = Twist::Partial(*keep),
        FaultKind::LastNodeMissing { connection, only } => {
            asked.twist = Twist::LastNodeMissing(connection.clone(), *only);
        }
        FaultKind::ReactionUserNull { only } => asked.twist = Twist::ReactionUserNull(*only),
        FaultKind::SubmittedTooQuickly => asked.twist = Twist::TooQuickly,
        FaultKind::Lag { seconds } => state.hide(*seconds),
        FaultKind::ClockJump { seconds } => {
            state.clock.advance(SignedDuration::from_secs(*seconds));
        }
        FaultKind::Meddle(meddling) => meddle::meddle(meddling, state, asked),
        _ => {}
    }
}

/// Stands where something is to be replaced.
const HOLE: &str = "fakehub puts something here";

/// A text as JSON has it.
fn json_text(text: &str) -> String {
    Value::from(text).to_string()
}

/// Makes a hole wherever this key is.
fn replace(value: &mut Value, key: &str) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if name == key {
                    *inner = HOLE.into();
                } else {
                    replace(inner, key);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| replace(inner, key)),
        _ => {}
    }
}

/// What becomes of the answer to a request that was carried out.
pub(crate) fn after(kind: &FaultKind, answer: &mut Answer) {
    if let FaultKind::Replaced { key, with } = kind
        && let Some(body) = &mut answer.body
    {
        replace(body, key);
        let text = body.to_string().replace(&json_text(HOLE), with);
        answer.raw = Some(("application/json; charset=utf-8", text.into()));
        answer.body = None;
    }
    let struck = match kind {
        FaultKind::StatusAfterEffect(status) => Answer::error(*status, "Server Error"),
        FaultKind::ResetAfterEffect => Answer::empty(0),
        _ => return,
    };
    answer.status = struck.status;
    answer.headers = struck.headers;
    answer.body = struck.body;
    answer.raw = None;
}
