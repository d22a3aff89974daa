//! The rules of a vote, as a format or a session writes them under `vote:`.

use super::defaults::Defaults;
use crate::ballot::cast::MOST_STAGES;
use crate::ballot::rules::{
    Counts, Denominator, Method, Over, RoomCounts, RoomRules, SelfVotes, Ties,
};
use crate::ballot::{Entry, Quorum, RollSource, Rules, Threshold};
use crate::fault::Fault;
use crate::yaml::walk::{Map, Walk};
use crate::yaml::{Node, Value};

/// What a format may say; the session may say this and [`DECISIONS`].
pub(super) const RULES: [&str; 17] = [
    "method",
    "votes",
    "winners",
    "threshold",
    "denominator",
    "quorum",
    "ties",
    "over",
    "self-votes",
    "stages",
    "roll",
    "allow",
    "deny",
    "minimum-age",
    "counts",
    "in-room",
    "remind",
];
/// What is decided on the way, in the session alone.
pub(super) const DECISIONS: [&str; 2] = ["extended", "cancelled"];
/// The words of `denominator`.
pub(super) const DENOMINATORS: [(&str, Denominator); 3] = [
    ("roll", Denominator::Roll),
    ("cast", Denominator::Cast),
    ("cast-less-abstentions", Denominator::CastLessAbstentions),
];
/// The words of `ties`.
pub(super) const TIES: [(&str, Ties); 3] = [
    ("all", Ties::All),
    ("run-off", Ties::RunOff),
    ("draw", Ties::Draw),
];
/// The words of `over`.
pub(super) const OVER: [(&str, Over); 2] = [("earliest", Over::Earliest), ("void", Over::Void)];
/// The words of `self-votes`.
pub(super) const SELF_VOTES: [(&str, SelfVotes); 2] =
    [("count", SelfVotes::Count), ("exclude", SelfVotes::Exclude)];
/// The words of `counts`.
pub(super) const COUNTS: [(&str, Counts); 2] =
    [("shown", Counts::Shown), ("hidden", Counts::Hidden)];
/// The words of `roll`, which may be a mapping of one of [`ROLL_OF`] as well.
pub(super) const ROLLS: [&str; 3] = ["everyone", "participants", "collaborators"];
/// What a roll may be made from.
pub(super) const ROLL_OF: [&str; 3] = ["organization", "team", "file"];
/// The keys of `in-room`; the last one is the session's alone.
pub(super) const IN_ROOM: [&str; 3] = ["counted-by", "counts", "people"];
/// The words of `counts` under `in-room`.
pub(super) const ROOM_COUNTS: [(&str, RoomCounts); 2] =
    [("beside", RoomCounts::Beside), ("added", RoomCounts::Added)];

/// Who writes rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A format.
    Format,
    /// A session.
    Session,
}

/// Reads a `vote:` mapping over the rules that hold so far (the format's, then the session's); returns the mapping for what is not a rule.
pub fn rules<'n>(walk: &mut Walk, node: &'n Node, by: By, rules: &mut Rules) -> Option<Map<'n>> {
    let mut keys = RULES.to_vec();
    if by == By::Session {
        keys.extend(DECISIONS);
    }
    let map = walk.map(node, "`vote`", &keys)?;
    if let Some(node) = map.get("method") {
        let words = Method::ALL.map(|method| (method.word(), method));
        if let Some(method) = walk.word(node, "method", &words) {
            // What the format says of another method's threshold and stages means nothing for this one.
            if method != rules.method {
                rules.threshold = None;
                rules.stages.clear();
            }
            rules.method = method;
        }
    }
    for (name, value) in [("votes", &mut rules.votes), ("winners", &mut rules.winners)] {
        if let Some(node) = map.get(name) {
            *value = walk.number(node, name, 1..101).unwrap_or(*value);
        }
    }
    if let Some(node) = map.get("threshold") {
        let cure = "write an exact fraction after `>` or `>=`, in quotes: \"> 1/2\" for more than half, \">= 2/3\"";
        rules.threshold = parsed(walk, node, "threshold", cure, Threshold::parse);
    }
    if let Some(node) = map.get("quorum") {
        let cure = "write a number of people, such as 5, or a fraction of the roll, such as 1/3";
        rules.quorum = parsed(walk, node, "quorum", cure, Quorum::parse);
    }
    word(
        walk,
        &map,
        "denominator",
        &mut rules.denominator,
        &DENOMINATORS,
    );
    word(walk, &map, "ties", &mut rules.ties, &TIES);
    word(walk, &map, "over", &mut rules.over, &OVER);
    word(walk, &map, "self-votes", &mut rules.self_votes, &SELF_VOTES);
    word(walk, &map, "counts", &mut rules.counts, &COUNTS);
    if let Some(node) = map.get("stages") {
        rules.stages = texts(walk, node, "stages");
    }
    if let Some(node) = map.get("roll") {
        rules.roll = roll(walk, node).unwrap_or_else(|| rules.roll.clone());
    }
    for (name, list) in [("allow", &mut rules.allow), ("deny", &mut rules.deny)] {
        if let Some(node) = map.get(name) {
            *list = entries(walk, node, name);
        }
    }
    if let Some(node) = map.get("minimum-age") {
        rules.minimum_age_days = parsed(walk, node, "minimum-age", "write `30 days`", days);
    }
    if let Some(node) = map.get("remind") {
        let cure = "write `24 hours before`, `2 days before` or `never`";
        rules.remind_hours = parsed(walk, node, "remind", cure, hours_before);
    }
    if let Some(node) = map.get("in-room") {
        room(walk, node, by, rules);
    }
    Some(map)
}

/// Names what does not go together: where the session says it, else where its repository's defaults do, else at `otherwise`.
pub fn fits(
    walk: &mut Walk,
    vote: Option<&Map<'_>>,
    defaults: &Defaults,
    otherwise: Option<&Node>,
    rules: &mut Rules,
) {
    let fault = |walk: &mut Walk, key: &str, message: String, cure: &str| {
        let own = vote.and_then(|map| map.get(key));
        match (own, defaults.place_in_vote(key)) {
            (None, Some(place)) => walk.faults.push(Fault::new(place, message, cure)),
            _ => {
                let node = own.or(otherwise);
                walk.fault(node.map_or(0..0, |node| node.span.clone()), message, cure);
            }
        }
    };
    let method = rules.method;
    if rules.threshold.is_some() && !method.has_threshold() {
        fault(
            walk,
            "threshold",
            format!("the method `{}` has no threshold", method.word()),
            "leave `threshold` out, or choose `motion`, `approval` or `top`",
        );
    }
    if method == Method::Motion && rules.threshold.is_none() {
        rules.threshold = Some(Threshold::MAJORITY);
    }
    if method == Method::Grid && !(2..=MOST_STAGES).contains(&rules.stages.len()) {
        fault(
            walk,
            "stages",
            format!(
                "a grid has 2 to {MOST_STAGES} stages, not {}",
                rules.stages.len()
            ),
            "name 2 to 6 `stages` under `vote`",
        );
    }
    if method != Method::Grid && !rules.stages.is_empty() {
        fault(
            walk,
            "stages",
            format!("the method `{}` has no stages", method.word()),
            "leave `stages` out, or write `method: grid`",
        );
    }
    let finite = !rules.roll.is_everyone();
    if rules.denominator == Denominator::Roll && rules.threshold.is_some() && !finite {
        fault(
            walk,
            "denominator",
            "everyone is on the roll, so nothing can be a part of it".to_owned(),
            "write `denominator: cast`, or set a `roll`",
        );
    }
    if matches!(rules.quorum, Some(Quorum::Share(..))) && !finite {
        fault(
            walk,
            "quorum",
            "everyone is on the roll, so no part of it can be a quorum".to_owned(),
            "write a number of people, or set a `roll`",
        );
    }
    if !rules.allow.is_empty() && !finite {
        fault(
            walk,
            "allow",
            "everyone may vote already".to_owned(),
            "leave `allow` out, or set a `roll`",
        );
    }
}

fn word<T: Copy>(walk: &mut Walk, map: &Map<'_>, name: &str, value: &mut T, words: &[(&str, T)]) {
    if let Some(node) = map.get(name) {
        *value = walk.word(node, name, words).unwrap_or(*value);
    }
}

/// A text that has to be of some form.
fn parsed<T>(
    walk: &mut Walk,
    node: &Node,
    name: &str,
    cure: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = walk.text(node, name)?;
    let found = parse(&text);
    if found.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{name}` cannot be `{text}`"),
            cure,
        );
    }
    found
}

fn days(text: &str) -> Option<u32> {
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [days, "day" | "days"] => days.parse().ok().filter(|days| (1..=3_650).contains(days)),
        _ => None,
    }
}

fn hours_before(text: &str) -> Option<u32> {
    if text == "never" {
        return Some(0);
    }
    let (number, unit) = match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [number, unit, "before"] => (number.parse::<u32>().ok()?, *unit),
        _ => return None,
    };
    let hours = match unit {
        "hour" | "hours" => number,
        "day" | "days" => number.checked_mul(24)?,
        _ => return None,
    };
    (1..=24 * 366).contains(&hours).then_some(hours)
}

fn texts(walk: &mut Walk, node: &Node, name: &str) -> Vec<String> {
    let items = walk.list(node, name).unwrap_or_default();
    let mut list: Vec<String> = Vec::new();
    for item in items {
        let Some(text) = walk.text(item, name) else {
            continue;
        };
        if list.iter().any(|known| known.eq_ignore_ascii_case(&text)) {
            walk.fault(
                item.span.clone(),
                format!("`{text}` comes twice"),
                "give each a name of its own",
            );
        }
        list.push(text);
    }
    list
}

fn entries(walk: &mut Walk, node: &Node, name: &str) -> Vec<String> {
    let items = walk.list(node, name).unwrap_or_default();
    let mut list = Vec::new();
    for item in items {
        let cure = "write a login, or `id:` and the account's number";
        let entry = parsed(walk, item, name, cure, Entry::parse);
        list.extend(entry.map(|entry| entry.to_string()));
    }
    list
}

/// `roll:`: a word, or a mapping of one key.
fn roll(walk: &mut Walk, node: &Node) -> Option<RollSource> {
    let Value::Mapping(_) = &node.value else {
        let words = ROLLS.map(|word| (word, word));
        return walk.word(node, "roll", &words).map(|word| match word {
            "participants" => RollSource::Participants,
            "collaborators" => RollSource::Collaborators,
            _ => RollSource::Everyone,
        });
    };
    let map = walk.map(node, "`roll`", &ROLL_OF)?;
    let [(key, value)] = map.entries() else {
        walk.fault(
            node.span.clone(),
            "a roll is made from one thing",
            "write `everyone`, `participants`, `collaborators`, or one of `organization: …`, `team: …`, `file: …`",
        );
        return None;
    };
    match key.name.as_str() {
        "organization" => parsed(
            walk,
            value,
            "organization",
            "write the organization's login",
            login,
        )
        .map(|organization| RollSource::Organization { organization }),
        "team" => parsed(
            walk,
            value,
            "team",
            "write organization/team, as in the team's address",
            |text| {
                let (organization, team) = text.split_once('/')?;
                Some(RollSource::Team {
                    organization: login(organization)?,
                    team: login(team.trim_start_matches("teams/"))?,
                })
            },
        ),
        "file" => parsed(
            walk,
            value,
            "file",
            "name a file beside session.yml, or one from the top of the repository with a `/` before it; no `..`",
            |text| {
                let fits = |part: &str| {
                    !part.is_empty()
                        && !part.starts_with('.')
                        && part
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
                };
                text.strip_prefix('/')
                    .unwrap_or(text)
                    .split('/')
                    .all(fits)
                    .then(|| RollSource::File {
                        file: text.to_owned(),
                    })
            },
        ),
        _ => None,
    }
}

/// A login of an organisation or the slug of a team.
fn login(text: &str) -> Option<String> {
    let fits = (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    fits.then(|| text.to_owned())
}

/// `in-room:`, over what the format says of it.
fn room(walk: &mut Walk, node: &Node, by: By, rules: &mut Rules) {
    let keys = IN_ROOM.iter().copied();
    let keys: Vec<&str> = keys
        .filter(|key| by == By::Session || *key != "people")
        .collect();
    let Some(map) = walk.map(node, "`in-room`", &keys) else {
        return;
    };
    let counted_by = match (map.get("counted-by"), &rules.in_room) {
        (None, Some(known)) => Some(known.counted_by.clone()),
        _ => walk
            .required(
                &map,
                "`in-room`",
                "counted-by",
                "add `counted-by: …`, the role of whoever counts, such as `the two facilitators`",
            )
            .and_then(|node| walk.text(node, "counted-by")),
    };
    let mut counts = rules
        .in_room
        .as_ref()
        .map_or(RoomCounts::Beside, |known| known.counts);
    word(walk, &map, "counts", &mut counts, &ROOM_COUNTS);
    rules.in_room = counted_by.map(|counted_by| RoomRules { counted_by, counts });
}

/// The people in the room, as the session gives them.
pub fn people(walk: &mut Walk, vote: &Map<'_>) -> Option<u64> {
    let node = vote.get("in-room")?;
    let Value::Mapping(entries) = &node.value else {
        return None;
    };
    let (_, value) = entries.iter().find(|(key, _)| key.name == "people")?;
    walk.number(value, "people", 0..1_000_001).map(u64::from)
}
