//! `.folkmoot/config.yml`: what every session of a repository has, unless its own file says otherwise.
//!
//! In: the text of that file. Out: [`Defaults`], or its faults. They are laid under a session's own keys while it is read, so nothing after
//! that tells one from the other: the rules of an open vote stay as they were frozen, whichever of the two files is edited.

use super::RepositoryName;
use super::read::{repository, safe_folder, times};
use super::vote;
use crate::ballot::Rules;
use crate::fault::{Fault, Place, Source};
use crate::privacy::Attribution;
use crate::template::fill;
use crate::yaml::walk::{Map, Walk};
use crate::yaml::{self, Node, Value};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a repository keeps them.
pub const FILE: &str = ".folkmoot/config.yml";
/// The keys of the file.
pub const KEYS: [&str; 6] = [
    "timezone",
    "attribution",
    "report",
    "license",
    "credit",
    "vote",
];
/// The keys of `report`.
pub(super) const REPORT: [&str; 2] = ["repository", "folder"];
/// The folder below which each report has one of its own.
const REPORTS: &str = "reports";
const WHAT: &str = "the configuration";

/// What every session of a repository has.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// Its time zone.
    pub timezone: Option<TimeZone>,
    /// Whose names may be shown.
    pub attribution: Option<Attribution>,
    /// Where its report goes.
    pub repository: Option<RepositoryName>,
    /// The folder below which each session's report has one of its own.
    pub folder: Option<String>,
    /// Licence of its report.
    pub license: Option<String>,
    /// Credit for texts that are not its own.
    pub credit: Option<String>,
    vote: Option<Vote>,
}

/// The rules as they are written: they are laid over those of each session's format.
#[derive(Debug, Clone)]
struct Vote {
    source: Arc<Source>,
    node: Node,
    places: BTreeMap<String, Place>,
}

impl Defaults {
    /// Reads the file.
    ///
    /// # Errors
    /// Every fault in it.
    pub fn read(source: &Arc<Source>) -> Result<Defaults, Vec<Fault>> {
        let root = yaml::parse(source).map_err(|fault| vec![fault])?;
        let mut walk = Walk::new(source);
        // A file of nothing but comments asks for nothing.
        if root.value == Value::Null {
            return Ok(Defaults::default());
        }
        match defaults(&mut walk, &root, source) {
            Some(defaults) if walk.faults.is_empty() => Ok(defaults),
            _ => {
                walk.faults.sort_by_key(|fault| fault.place.span.start);
                Err(walk.faults)
            }
        }
    }

    /// Lays the rules of the vote over those of a format.
    pub(super) fn rules(&self, rules: &mut Rules) {
        if let Some(vote) = &self.vote {
            // They were read once, so there is nothing to find fault with.
            let mut walk = Walk::new(&vote.source);
            vote::rules(&mut walk, &vote.node, vote::By::Format, rules);
        }
    }

    /// Where the file sets a rule of the vote.
    pub fn place_in_vote(&self, key: &str) -> Option<Place> {
        self.vote.as_ref()?.places.get(key).cloned()
    }

    /// The folder of a session's report.
    pub fn report_folder(&self, id: &str) -> String {
        format!("{}/{id}", self.folder.as_deref().unwrap_or(REPORTS))
    }
}

fn defaults(walk: &mut Walk, root: &Node, source: &Arc<Source>) -> Option<Defaults> {
    let map = walk.map(root, WHAT, &KEYS)?;
    let timezone = map.get("timezone").and_then(|node| times::zone(walk, node));
    let attribution = map
        .get("attribution")
        .and_then(|node| walk.word(node, "attribution", &Attribution::WORDS));
    let (mut home, mut folder) = (None, None);
    if let Some(report) = map
        .get("report")
        .and_then(|node| walk.map(node, "`report`", &REPORT))
    {
        home = report
            .get("repository")
            .and_then(|node| repository(walk, node));
        folder = report.get("folder").and_then(|node| base(walk, node));
    }
    let license = text(walk, &map, "license");
    let credit = text(walk, &map, "credit");
    let vote = map.get("vote").and_then(|node| {
        let rules = vote::rules(walk, node, vote::By::Format, &mut Rules::default())?;
        let places = rules
            .entries()
            .iter()
            .map(|(key, value)| (key.name.clone(), walk.place(value.span.clone())))
            .collect();
        Some(Vote {
            source: Arc::clone(source),
            node: node.clone(),
            places,
        })
    });
    Some(Defaults {
        timezone,
        attribution,
        repository: home,
        folder,
        license,
        credit,
        vote,
    })
}

/// `folder:`, to which each session adds its id.
fn base(walk: &mut Walk, node: &Node) -> Option<String> {
    let text = walk.text(node, "folder")?;
    // With an id behind it, it has to be a folder of a report.
    let folder = safe_folder(&text).filter(|folder| folder.len() <= 150);
    if folder.is_none() {
        walk.fault(
            node.span.clone(),
            format!("the reports cannot go below `{text}`"),
            "write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`, not `.git`",
        );
    }
    folder
}

/// A text that is printed as it stands: variables are a session's.
fn text(walk: &mut Walk, map: &Map<'_>, name: &str) -> Option<String> {
    let node = map.get(name)?;
    let text = walk.text(node, name)?;
    if let Some(used) = fill::uses(&text).first() {
        walk.fault(
            node.span.clone(),
            format!("`{{{}}}` in `{name}` is not replaced", used.name),
            "write what it stands for: variables are each session's own",
        );
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::{Quorum, RollSource};
    use crate::session::{Formats, Session, read};
    use std::path::Path;

    fn source(path: &str, text: &str) -> Arc<Source> {
        Arc::new(Source {
            path: path.into(),
            text: text.to_owned(),
        })
    }

    fn config(text: &str) -> Defaults {
        Defaults::read(&source(FILE, text)).unwrap()
    }

    fn refusals(text: &str) -> Vec<String> {
        let faults = Defaults::read(&source(FILE, text)).unwrap_err();
        faults.iter().map(Fault::to_string).collect()
    }

    const CALL: &str = "format: goals\ntitle: Goals\ndate: 2026-01-13\nstart: 17:00\ndetails: {year: 2026, committee: Committee}\n";

    fn session(lines: &str, defaults: &Defaults) -> Result<Session, Vec<Fault>> {
        read::read_under(
            &source("session.yml", &format!("{CALL}{lines}")),
            Path::new("goals-2026"),
            Vec::new(),
            &Formats::default(),
            defaults,
        )
    }

    const WHOLE: &str = "timezone: Europe/Paris\nattribution: named\nreport: {repository: acme/governance, folder: docs/reports}\nlicense: CC0\ncredit: Us\nvote: {quorum: 5, roll: collaborators, counts: hidden}\n";

    #[test]
    fn a_session_has_what_it_does_not_say_itself() {
        let session = session("", &config(WHOLE)).unwrap();
        assert_eq!(session.timezone.iana_name(), Some("Europe/Paris"));
        assert_eq!(session.attribution, Attribution::Named);
        assert_eq!(
            session.report.repository.map(|name| name.to_string()),
            Some("acme/governance".to_owned())
        );
        assert_eq!(session.report.folder, "docs/reports/goals-2026");
        assert_eq!(
            (session.license.as_deref(), session.credit.as_deref()),
            (Some("CC0"), Some("Us"))
        );
        // Over the format's rules, and only those that it names: the motion is the format's.
        assert_eq!(session.rules.quorum, Quorum::parse("5"));
        assert_eq!(session.rules.roll, RollSource::Collaborators);
        assert_eq!(session.rules.method.word(), "motion");
    }

    #[test]
    fn a_session_s_own_key_wins() {
        let lines = "timezone: Asia/Kolkata\nattribution: opt-in\nreport: {folder: here}\nlicense: MIT\ncredit: Them\nvote: {roll: everyone, quorum: 7}\n";
        let session = session(lines, &config(WHOLE)).unwrap();
        assert_eq!(session.timezone.iana_name(), Some("Asia/Kolkata"));
        assert_eq!(session.attribution, Attribution::OptIn);
        assert_eq!(session.report.folder, "here");
        // Key by key, also below `report` and `vote`.
        assert_eq!(session.report.repository.unwrap().owner, "acme");
        assert_eq!(session.license.as_deref(), Some("MIT"));
        assert_eq!(session.credit.as_deref(), Some("Them"));
        assert_eq!(session.rules.quorum, Quorum::parse("7"));
        assert!(session.rules.roll.is_everyone());
    }

    #[test]
    fn nothing_is_asked_for_by_a_file_without_keys() {
        assert!(config("# nothing\n").timezone.is_none());
        let faults = session("", &config("")).unwrap_err();
        assert_eq!(faults[0].message, "the session has no `timezone`");
    }

    #[test]
    fn every_fault_has_its_place() {
        let text = "timezone: Paris\nattributoin: named\nattribution: secret\nreport: {repository: acme, folder: ../x, branch: y}\nlicense: \"{x}\"\nvote: {quorum: many, cancelled: {why: x}, in-room: {people: 3, counted-by: us}}\nformat: panel\n";
        assert_eq!(
            refusals(text),
            [
                ".folkmoot/config.yml:1:11: there is no time zone `Paris` (did you mean `Europe/Paris`?)",
                ".folkmoot/config.yml:2:1: unknown key `attributoin` in the configuration (the keys of the configuration are: timezone, attribution, report, license, credit, vote)",
                ".folkmoot/config.yml:3:14: `attribution` cannot be `secret` (write one of: chatham-house, opt-in, named)",
                ".folkmoot/config.yml:4:22: `acme` is not the name of a repository (write owner/name, such as todogroup/governance)",
                ".folkmoot/config.yml:4:36: the reports cannot go below `../x` (write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`, not `.git`)",
                ".folkmoot/config.yml:4:42: unknown key `branch` in `report` (the keys of `report` are: repository, folder)",
                ".folkmoot/config.yml:5:10: `{x}` in `license` is not replaced (write what it stands for: variables are each session's own)",
                ".folkmoot/config.yml:6:16: `quorum` cannot be `many` (write a number of people, such as 5, or a fraction of the roll, such as 1/3)",
                ".folkmoot/config.yml:6:22: unknown key `cancelled` in `vote` (the keys of `vote` are: method, votes, winners, threshold, denominator, quorum, ties, over, self-votes, stages, roll, allow, deny, minimum-age, counts, in-room, remind)",
                ".folkmoot/config.yml:6:53: unknown key `people` in `in-room` (the keys of `in-room` are: counted-by, counts)",
                ".folkmoot/config.yml:7:1: unknown key `format` in the configuration (the keys of the configuration are: timezone, attribution, report, license, credit, vote)",
            ]
        );
    }

    #[test]
    fn a_default_that_suits_no_session_is_named_where_it_stands() {
        let places = |config_text: &str, lines: &str| -> Vec<String> {
            let faults =
                session(&format!("timezone: UTC\n{lines}"), &config(config_text)).unwrap_err();
            faults.iter().map(|fault| fault.place.to_string()).collect()
        };
        // A quorum that is a share of everyone, and a roll that a private session cannot have.
        assert_eq!(
            places("vote:\n  quorum: 1/3\n", ""),
            [".folkmoot/config.yml:2:11"]
        );
        assert_eq!(
            places("vote:\n  roll: participants\n", ""),
            [".folkmoot/config.yml:2:9"]
        );
        assert_eq!(
            places("vote:\n  self-votes: exclude\n", "notes: {in: file}\n"),
            [".folkmoot/config.yml:2:15"]
        );
        // What the session says itself is the session's fault.
        assert_eq!(
            places(
                "vote:\n  quorum: 5\n",
                "vote:\n  roll: everyone\n  quorum: 1/3\n"
            ),
            ["session.yml:9:11"]
        );
    }
}
