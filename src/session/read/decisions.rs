//! What is decided of a vote on the way: `extended` and `cancelled` under `vote`.

use super::times::{Moment, instant, moment};
use super::{Decisions, Map, Walk};
use crate::yaml::{Node, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The keys of `extended`.
pub(in crate::session) const EXTENDED: [&str; 2] = ["until", "why"];
/// The keys of `cancelled`.
pub(in crate::session) const CANCELLED: [&str; 1] = ["why"];

/// Reads them; each has to say why.
pub(super) fn read(
    walk: &mut Walk,
    ballot: &Map<'_>,
    date: Option<Date>,
    zone: Option<&TimeZone>,
) -> Decisions {
    Decisions {
        extended: ballot
            .get("extended")
            .and_then(|node| extended(walk, node, date, zone)),
        cancelled: ballot.get("cancelled").and_then(|node| {
            mapping(walk, node, "write `cancelled: {why: …}`")?;
            let map = walk.map(node, "`cancelled`", &CANCELLED)?;
            why(walk, &map, "`cancelled`")
        }),
    }
}

fn extended(
    walk: &mut Walk,
    node: &Node,
    date: Option<Date>,
    zone: Option<&TimeZone>,
) -> Option<(Timestamp, String)> {
    let what = "`extended`";
    mapping(
        walk,
        node,
        "write `extended: {until: 2026-03-31 14:30, why: …}`",
    )?;
    let map = walk.map(node, what, &EXTENDED)?;
    let until = walk.required(
        &map,
        what,
        "until",
        "add `until: 2026-03-31 14:30`, when the vote closes",
    );
    let why = why(walk, &map, what);
    let node = until?;
    let local = match moment(walk, node, "until")? {
        Moment::Clock(time) => date?.to_datetime(time),
        Moment::Local(local) => local,
    };
    match instant(local, zone?) {
        Ok(until) => Some((until, why?)),
        Err(reason) => {
            walk.fault(
                node.span.clone(),
                format!("the vote cannot close {reason}"),
                "choose a time at least an hour away",
            );
            None
        }
    }
}

fn why(walk: &mut Walk, map: &Map<'_>, what: &str) -> Option<String> {
    let cure = "add `why: …`: it is published with the result";
    walk.required(map, what, "why", cure)
        .and_then(|node| walk.text(node, "why"))
}

/// A mapping; anything else is named with the keys that belong there.
fn mapping(walk: &mut Walk, node: &Node, cure: &str) -> Option<()> {
    if matches!(node.value, Value::Mapping(_)) {
        return Some(());
    }
    walk.fault(node.span.clone(), "this needs a reason", cure);
    None
}
