//! The files of a community: what its people write into the checkout. Part of the driver.

use super::driver::{GOVERNANCE, OWNER, TEAM};
use super::world::{Community, Every, Method, OFFSETS, Of, Roll, Row};
use crate::alone::Alone;
use git2::{Repository, Signature, Time};
use jiff::ToSpan;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A repository with one commit.
pub fn bare(path: &Path) -> Result<(), git2::Error> {
    fs::create_dir_all(path).map_err(|error| git2::Error::from_str(&error.to_string()))?;
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).initial_head("main");
    let repository = Repository::init_opts(path, &options)?;
    let blob = repository.blob(b"# Here\n")?;
    let mut tree = repository.treebuilder(None)?;
    tree.insert("README.md", blob, 0o100_644)?;
    let tree = repository.find_tree(tree.write()?)?;
    let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0))?;
    repository.commit(Some("refs/heads/main"), &who, &who, "Begin\n", &tree, &[])?;
    Ok(())
}

/// The files of a session: the first by hand, the next ones by `folkmoot next`; then what is of this session alone.
pub fn write(
    root: &Path,
    community: &Community,
    session: usize,
    rows: &[Row],
    actions: &[String],
) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let folder = root.join("sessions").join(community.id(session));
    if session == 0 {
        fs::create_dir_all(&folder).map_err(said)?;
        fs::write(folder.join("session.yml"), first(community)).map_err(said)?;
        if community.rules.roll == Roll::File {
            let listed = community.people.iter().filter(|person| person.listed);
            let voters: String = listed.map(|person| format!("{}\n", person.login)).collect();
            fs::write(folder.join("voters.txt"), voters).map_err(said)?;
        }
    } else {
        let last = format!("sessions/{}", community.id(session - 1));
        let made = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .args(["next", &last])
            .current_dir(root)
            .alone()
            .output()
            .map_err(said)?;
        let errors = String::from_utf8_lossy(&made.stderr);
        if !made.status.success() || !folder.join("session.yml").is_file() {
            let out = String::from_utf8_lossy(&made.stdout);
            return Err(format!(
                "`folkmoot next {last}` did not write {}: {out}{errors}",
                folder.display()
            ));
        }
    }
    if !actions.is_empty() {
        let path = folder.join("session.yml");
        let mut text = fs::read_to_string(&path).map_err(said)?;
        text.push_str("actions:\n");
        for what in actions {
            let _ = writeln!(text, "  - what: {what}");
        }
        fs::write(path, text).map_err(said)?;
    }
    let mut table = "text,cluster\n".to_owned();
    for row in rows {
        let _ = writeln!(
            table,
            "{},{}",
            row.text,
            row.cluster.as_deref().unwrap_or_default()
        );
    }
    if !rows.is_empty() {
        fs::write(folder.join("notes.csv"), table).map_err(said)?;
    }
    Ok(())
}

/// The first session's file.
fn first(community: &Community) -> String {
    let (day, rules) = (community.days[0], &community.rules);
    let time = format!("{:02}:{:02}", community.hour, community.minute);
    let format = if community.touchpoint {
        "touchpoint"
    } else {
        "how-might-we"
    };
    let rule = match community.every {
        Every::Month { nth, weekday } => {
            let weekday =
                ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][usize::try_from(weekday - 1).unwrap()];
            format!("FREQ=MONTHLY;BYDAY={nth}{weekday}")
        }
        Every::Weeks(weeks) => format!("FREQ=WEEKLY;INTERVAL={weeks}"),
    };
    let mut text = format!(
        "# The calls of {name}.\nformat: {format}\ntitle: {title}\ndate: {day}\nstart: {time}\ntimezone: {zone}\nattribution: {attribution}\n\
         series: {{name: {name}, rule: {rule}, first: {day}}}\nreport:\n  repository: {GOVERNANCE}\n",
        name = community.name,
        title = community.title(0),
        zone = community.zone,
        attribution = if community.named {
            "named"
        } else {
            "chatham-house"
        },
    );
    if !community.touchpoint {
        text.push_str("variables: {industry/technology: cloud native, number: 4, key themes: tests, timeline: December 2030}\n");
    }
    if community.kept {
        text.push_str("notes: {in: file}\n");
    }
    text.push_str("schedule:\n");
    for (stage, days) in OFFSETS {
        let day = day.checked_add(days.days()).unwrap();
        let _ = writeln!(text, "  {stage}: {day} {time}");
    }
    let method = match rules.method {
        Method::Top => "top",
        Method::Approval => "approval",
        Method::Motion => "motion",
        Method::Dots => "dots",
    };
    let _ = write!(text, "vote:\n  method: {method}\n");
    if matches!(rules.method, Method::Top | Method::Dots) {
        let _ = writeln!(text, "  votes: {}", rules.votes);
    }
    if rules.method != Method::Motion {
        let ties = if rules.run_off { "run-off" } else { "all" };
        let _ = write!(text, "  winners: {}\n  ties: {ties}\n", rules.winners);
    }
    if let Some((more, part, whole)) = rules.threshold {
        let _ = writeln!(
            text,
            "  threshold: \"{} {part}/{whole}\"",
            if more { ">" } else { ">=" }
        );
        let of = match rules.of {
            Of::Cast => "cast",
            Of::CastLessAbstentions => "cast-less-abstentions",
            Of::Roll => "roll",
        };
        let _ = writeln!(text, "  denominator: {of}");
    }
    if let Some(quorum) = rules.quorum {
        let _ = writeln!(text, "  quorum: {quorum}");
    }
    let _ = writeln!(
        text,
        "  over: {}",
        if rules.void { "void" } else { "earliest" }
    );
    if rules.own_notes_out {
        text.push_str("  self-votes: exclude\n");
    }
    if let Some(days) = rules.minimum_age {
        let _ = writeln!(text, "  minimum-age: {days} days");
    }
    let _ = match rules.roll {
        Roll::Everyone => writeln!(text, "  roll: everyone"),
        Roll::Participants => writeln!(text, "  roll: participants"),
        Roll::File => writeln!(text, "  roll: {{file: voters.txt}}"),
        Roll::Team => writeln!(text, "  roll: {{team: {OWNER}/{TEAM}}}"),
    };
    text
}
