//! The recording of every request.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// One request as it came and how it was answered. It holds no token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// Its number since the hub began, from 0.
    pub seq: u64,
    /// The virtual time.
    pub at: Timestamp,
    /// Whose token it bore.
    pub login: Option<String>,
    /// The header `user-agent`.
    pub user_agent: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with the query.
    pub path: String,
    /// The name of the GraphQL operation.
    pub operation: Option<String>,
    /// How many root fields of mutations it asked for.
    pub mutations: u32,
    /// How many issues, comments and pull requests it did create.
    pub creations: u32,
    /// What it cost in GraphQL points.
    pub points: u32,
    /// The status of the answer; 0 when the connection was closed without one.
    pub status: u16,
    /// The fault that struck it.
    pub fault: Option<String>,
    /// The body of the request.
    pub body: Option<Value>,
}
