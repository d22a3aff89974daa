//! An answer on its way to the client, with what the recording wants to know about it.

use crate::error::{NO_ISSUES, Refusal};
use axum::body::Bytes;
use serde_json::{Value, json};

/// Where GitHub's errors point to.
pub(crate) const DOCS: &str = "https://docs.github.com/rest";

/// GitHub's sentence for the secondary limits that are not about content.
pub(crate) const TOO_MANY_REQUESTS: &str =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Headers of an answer that a test wrote itself.
    pub(crate) raw_headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Value>,
    /// What is sent where the body is no JSON, with its content type.
    pub(crate) raw: Option<(&'static str, Bytes)>,
    pub(crate) operation: Option<String>,
    pub(crate) mutations: u32,
    pub(crate) points: u32,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            raw_headers: Vec::new(),
            body: Some(body),
            raw: None,
            operation: None,
            mutations: 0,
            points: 0,
        }
    }

    pub(crate) fn empty(status: u16) -> Answer {
        Answer {
            body: None,
            ..Answer::json(status, Value::Null)
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Answer {
        self.headers.push((name, value.to_string()));
        self
    }

    /// GitHub's body of an error.
    pub(crate) fn error(status: u16, message: &str) -> Answer {
        Answer::json(
            status,
            json!({"message": message, "documentation_url": DOCS, "status": status.to_string()}),
        )
    }

    /// An answer that is no JSON.
    pub(crate) fn raw(status: u16, content_type: &'static str, bytes: impl Into<Bytes>) -> Answer {
        Answer {
            raw: Some((content_type, bytes.into())),
            ..Answer::empty(status)
        }
    }

    /// The secondary limit on requests, which is not that on content.
    pub(crate) fn too_many_requests(retry_after: u64) -> Answer {
        Answer::error(403, TOO_MANY_REQUESTS).header("retry-after", retry_after)
    }

    /// GitHub's body of an error of validation.
    fn invalid(error: Value) -> Answer {
        let mut answer = Answer::error(422, "Validation Failed");
        if let Some(Value::Object(map)) = &mut answer.body {
            map.insert("errors".to_owned(), json!([error]));
        }
        answer
    }

    /// The secondary limit.
    pub(crate) fn secondary_limit(retry_after: Option<u64>) -> Answer {
        let answer = Answer::error(
            403,
            "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. \
             Please retry your request again later.",
        );
        match retry_after {
            Some(seconds) => answer.header("retry-after", seconds),
            None => answer,
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound(_) => Answer::error(404, "Not Found"),
            Refusal::Deleted => Answer::error(410, "This issue was deleted"),
            Refusal::NoIssues => Answer::error(410, NO_ISSUES),
            // The REST layer adds where to.
            Refusal::Transferred { .. } => Answer::error(301, "Moved Permanently"),
            Refusal::Forbidden(message) => Answer::error(403, &message),
            Refusal::Conflict(message) => Answer::error(405, &message),
            Refusal::BadLabel(name) => Answer::invalid(
                json!({"value": name, "resource": "Label", "field": "name", "code": "invalid"}),
            ),
            Refusal::Outdated(message) => Answer::error(409, &message),
            Refusal::Unprocessable(message) => Answer::error(422, &message),
            // The server adds the header, which depends on the clock.
            Refusal::TooFast => Answer::secondary_limit(None),
            Refusal::Invalid {
                resource,
                field,
                code,
                message,
            } => {
                let mut error = json!({"resource": resource, "field": field, "code": code});
                if matches!(code, "custom" | "unprocessable")
                    && let Some(map) = error.as_object_mut()
                {
                    map.insert("message".to_owned(), message.into());
                }
                Answer::invalid(error)
            }
        }
    }
}
