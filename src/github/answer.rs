//! What comes back: an answer, or a failure and what it means for sending the request again.

use super::error::GithubError;
use http::HeaderMap;
use hyper_util::client::legacy;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// One of the errors in a GraphQL answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerError {
    /// For people.
    pub message: String,
    /// GitHub's code, such as `NOT_FOUND`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// Where in the answer.
    #[serde(default)]
    pub path: Option<Vec<Value>>,
}

impl AnswerError {
    /// Whether it is about a field of the root whose name begins so.
    pub(super) fn at(&self, start: char) -> bool {
        let first = self.path.as_ref().and_then(|path| path.first());
        first
            .and_then(Value::as_str)
            .is_some_and(|name| name.starts_with(start))
    }
}

/// A GraphQL answer, whole: octocrab's own drops the data where there are errors.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct Answer {
    /// What was asked for, possibly with gaps.
    #[serde(default)]
    pub data: Option<Value>,
    /// Why there are gaps.
    #[serde(default)]
    pub errors: Vec<AnswerError>,
    /// Of REST, what the same is known by the next time.
    #[serde(skip)]
    pub etag: Option<String>,
    /// GitHub's clock, where that is asked for.
    #[serde(skip)]
    pub date: Option<Timestamp>,
}

/// A request that failed, and what that means for sending it again.
pub(super) struct Failure {
    pub error: GithubError,
    /// A limit turned it away without any effect: come back after this.
    pub wait: Option<Duration>,
    /// GitHub found it too large.
    pub too_much: bool,
}

impl From<GithubError> for Failure {
    fn from(error: GithubError) -> Failure {
        Failure {
            error,
            wait: None,
            too_much: false,
        }
    }
}

/// The most values in an answer: far more than GitHub gives at once. Each takes much more room than the two bytes that it may be written in.
const MOST_VALUES: usize = 1_000_000;

/// The JSON of an answer, unless it is made to fill the memory.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn json<T: DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, GithubError> {
    let unusable = |why: String| GithubError::Unusable {
        what: what.to_owned(),
        why,
    };
    let (mut values, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    if values > MOST_VALUES {
        return Err(unusable(format!("it holds more than {MOST_VALUES} values")));
    }
    serde_json::from_slice(bytes).map_err(|error| unusable(error.to_string()))
}

pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether GitHub speaks of a limit: its secondary ones come with 403, 429 or 200.
pub(super) fn is_limit(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("rate limit") || message.contains("submitted too quickly")
}

/// Before the next try: 2, 4, 8 seconds, and up to half as much again, so that many who failed at once do not come back at once.
pub(super) fn backoff(attempt: u32) -> Duration {
    let seconds = 1_u64 << attempt.min(4);
    let chance = RandomState::new().build_hasher().finish() % 500;
    Duration::from_millis(seconds * (1000 + chance))
}

/// Whether no connection came about, so that nothing was sent.
pub(super) fn refused(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<legacy::Error>() {
            return error.is_connect();
        }
        next = error.source();
    }
    false
}

/// An error with its causes: octocrab's own text leaves them out.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let part = error.to_string();
        if !part.is_empty() && !text.contains(&part) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(part.lines().next().unwrap_or_default());
        }
        next = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_to_fill_the_memory_is_not_read() {
        let read =
            |text: &str| json::<Value>("reading", text.as_bytes()).map_err(|e| e.to_string());
        let list = |count: usize| format!("[0{}]", ",0".repeat(count));
        assert!(read(&list(MOST_VALUES - 1)).is_ok());
        let said = read(&list(MOST_VALUES)).unwrap_err();
        assert!(said.contains("more than 1000000 values"), "{said}");
        // What stands in a text is no value, however it is quoted.
        let text = format!(
            "[\"{}\",\"\\\"{}\"]",
            ",[{".repeat(MOST_VALUES),
            ",".repeat(MOST_VALUES)
        );
        assert!(read(&text).is_ok());
    }
}
