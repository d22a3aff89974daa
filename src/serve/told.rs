//! A state as it is told: written once for everybody who is told the same.

use crate::wall::state::{Audience, Sent};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was written already: from which version, for whom.
type Written = BTreeMap<(Option<u64>, Audience), Arc<str>>;

/// One state, for each audience.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) version: u64,
    pub(super) room: Sent,
    pub(super) facilitators: Sent,
    written: Mutex<Written>,
}

impl Told {
    pub(super) fn new(version: u64, (room, facilitators): (Sent, Sent)) -> Told {
        Told {
            version,
            room,
            facilitators,
            written: Mutex::default(),
        }
    }

    fn sent(&self, audience: Audience) -> &Sent {
        match audience {
            Audience::Room => &self.room,
            Audience::Facilitators => &self.facilitators,
        }
    }

    /// As JSON at `now`: the whole, or what changed since another one.
    pub(super) fn text(&self, since: Option<&Told>, audience: Audience, now: Timestamp) -> String {
        let key = (since.map(|since| since.version), audience);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let text = written.entry(key).or_insert_with(|| {
            let fields: Map<String, Value> = match since {
                None => self.sent(audience).whole(self.version),
                Some(since) => {
                    let old = since.sent(audience);
                    old.change(self.sent(audience), since.version, self.version)
                }
            };
            Value::Object(fields).to_string().into()
        });
        let rest = text.get(1..).unwrap_or("}");
        let milliseconds = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        format!("{{\"now\":\"{milliseconds}\",{rest}")
    }
}
