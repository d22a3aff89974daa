//! `folkmoot init`.

use super::begin::{self, Desk, Place, SessionFlags};
use super::checkout::Checkout;
use super::connect::no_password;
use super::{Failure, Said, load};
use crate::fault::Source;
use crate::inert;
use crate::output;
use crate::privacy::Attribution;
use crate::session::answer::{self, Wrong};
use crate::session::defaults::FILE;
use crate::session::{Defaults, Format, Formats, RepositoryName, Session};
use crate::start::{self, Answers, NewFile, SetUp, workflow};
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where sessions are.
const SESSIONS: &str = "sessions";

/// What to set up.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The format of the first session; `folkmoot new --list` names them
    #[arg(long, value_name = "NAME")]
    format: Option<String>,

    #[command(flatten)]
    flags: SessionFlags,

    /// The repository on GitHub, as owner/name [default: where git's remote `origin` is]
    #[arg(long, value_name = "OWNER/NAME")]
    repo: Option<String>,

    /// The repository that reports go to, if it is another one
    #[arg(long, value_name = "OWNER/NAME")]
    report_repo: Option<String>,

    /// Whose names may be shown: chatham-house, opt-in or named [default: chatham-house]
    #[arg(long, value_name = "WORD")]
    attribution: Option<String>,

    /// A workflow that gives each session a job of its own, for many or huge ones
    #[arg(long)]
    many: bool,

    /// The default branch [default: what git says, else main]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,

    /// The commit of folkmoot's action that the workflows use [default: this version's]
    #[arg(long, value_name = "COMMIT")]
    action: Option<String>,

    /// The address that repositories are below; of an Enterprise Server: https://HOST
    #[arg(
        long,
        value_name = "URL",
        env = "GITHUB_SERVER_URL",
        hide_env_values = true,
        default_value = "https://github.com"
    )]
    server_url: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    /// Files that were written.
    written: Vec<String>,
    /// Files that were there, and were left as they are.
    kept: Vec<String>,
    /// The first session.
    session: Option<First>,
    /// What to do next.
    next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct First {
    id: String,
    folder: String,
    announced: Timestamp,
}

/// What is known of the repository.
struct Home {
    checkout: Option<Checkout>,
    root: PathBuf,
    formats: Formats,
    defaults: Defaults,
    /// Whether a session is there.
    begun: bool,
    /// The formats of those that are there, as far as they can be read.
    used: Vec<Format>,
}

impl Init {
    pub(super) fn run(self, json: bool) -> Said {
        self.said(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn said(self, json: bool) -> Result<Said, Failure> {
        no_password(&self.server_url, "--server-url")?;
        let home = home()?;
        let mut desk = self.flags.desk();
        let repository = self.repository(&mut desk, &home)?;
        let set_up = self.set_up(&mut desk, &home)?;
        let answers = match home.begun {
            true => None,
            false => {
                let format = ("--format", self.format.as_deref());
                self.flags
                    .answers(&mut desk, &home.formats, format, &home.defaults)?
            }
        };
        let timezone = match &answers {
            Some(answers) => Some(answers.timezone.clone()),
            None if home.begun => self.flags.zone(&mut desk, &home.defaults)?,
            None => None,
        };
        desk.over()?;
        let (Some(set_up), Some(timezone)) = (set_up, timezone) else {
            return Err(Failure::Usage("something is not known".to_owned()));
        };
        let set_up = SetUp { timezone, ..set_up };

        let (mut files, format) = self.files(&home, &set_up, answers.as_ref())?;
        if Checkout::is_bare() {
            return Err(Failure::Usage(
                "this is a bare repository, which has no files: work in a clone of it".to_owned(),
            ));
        }
        let mut first = None;
        if let Some(answers) = &answers {
            let defaults = defaults_to_be(&home, &files)?;
            let name = start::name::folder(&answers.title, answers.date, &format);
            let folder = Path::new(SESSIONS).join(name);
            let (file, session) = begin::session(&folder, answers, &home.formats, &defaults)?;
            files.push(file);
            first = Some(session);
        }
        let places = begin::places(&home.root, &files).map_err(Failure::Faults)?;
        let which = |wanted: Place| {
            let with = files.iter().zip(&places);
            let of = with.filter(move |(_, place)| **place == wanted);
            of.map(|(file, _)| file).collect::<Vec<&NewFile>>()
        };
        let (new, kept) = (which(Place::Free), which(Place::Taken));
        if self.flags.dry_run() {
            let whole = begin::whole(new.iter().copied());
            return Ok(Said::well(match new.is_empty() {
                true => "Nothing is missing.\n".to_owned(),
                false => whole,
            }));
        }
        if !json && !new.is_empty() {
            let mut shown = begin::preview("to be written:", new.iter().copied());
            if desk.asks() {
                let session = new
                    .iter()
                    .copied()
                    .filter(|file| file.path.starts_with(SESSIONS));
                shown = format!("\n{}{shown}", begin::whole(session));
            }
            let _ = std::io::stderr().write_all(shown.as_bytes());
            if !desk.agrees("Write these files?")? {
                return Ok(Said::well("nothing was written\n".to_owned()));
            }
        }
        for file in &new {
            begin::put(&home.root, file)?;
        }
        let paths = |files: &[&NewFile]| -> Vec<String> {
            let shown = files.iter().map(|file| file.path.display().to_string());
            shown.collect()
        };
        let answer = Answer {
            written: paths(&new),
            kept: paths(&kept),
            next: self.next(
                &home,
                &set_up,
                repository.as_ref(),
                answers.as_ref(),
                (&new, &kept),
            ),
            session: first.as_ref().map(|session| First {
                id: session.id.to_string(),
                folder: session.folder.display().to_string(),
                announced: session.schedule.announced,
            }),
        };
        Ok(Said::well(if json {
            output::json(&answer)
        } else {
            text(&answer, &home, first.as_ref())
        }))
    }

    /// The repository on GitHub; nothing where nobody knows it, which is no hindrance.
    fn repository(&self, desk: &mut Desk, home: &Home) -> Result<Option<RepositoryName>, Failure> {
        let origin = home.checkout.as_ref();
        let origin = origin.and_then(|checkout| checkout.origin(&self.server_url));
        let known = origin.map(|name| name.to_string()).unwrap_or_default();
        let what = ("--repo", "Repository on GitHub");
        let given = self.repo.as_deref();
        let name = desk.answer(what, given, begin::known(known), |text| match text {
            "" => Ok(None),
            text => answer::repository_name(text).map(Some),
        })?;
        Ok(name.flatten())
    }

    /// What the flags say of the repository; its time zone is not known yet.
    fn set_up(&self, desk: &mut Desk, home: &Home) -> Result<Option<SetUp>, Failure> {
        let branch = home.checkout.as_ref().and_then(Checkout::branch);
        let branch = self
            .branch
            .clone()
            .or(branch)
            .unwrap_or_else(|| "main".into());
        let attribution = Attribution::WORDS.iter().find(|(word, _)| {
            self.attribution
                .as_deref()
                .unwrap_or(Attribution::ChathamHouse.word())
                == *word
        });
        let mut right = true;
        let mut refuse = |why: &str| {
            desk.refuse(why);
            right = false;
        };
        if attribution.is_none() {
            let words: Vec<&str> = Attribution::WORDS.iter().map(|(word, _)| *word).collect();
            let words = words.join(", ");
            refuse(&format!("--attribution: write one of: {words}"));
        }
        // As git has it, as far as it matters: it stands in a list of patterns.
        let fits = |sign: char| sign.is_alphanumeric() || "-_./+@".contains(sign);
        if branch.is_empty() || !branch.chars().all(fits) {
            refuse(&format!(
                "--branch: `{}` cannot be the default branch: write its name",
                inert::line(&branch)
            ));
        }
        let action = self.action.as_deref().map(workflow::commit);
        if action == Some(None) {
            refuse("--action: this is no full commit id: write its 40 hexadecimal digits");
        }
        let report = self.report_repo.as_deref().map(answer::repository_name);
        if let Some(Err(Wrong { why, cure })) = &report {
            refuse(&format!("--report-repo: {why}: {cure}"));
        }
        Ok(attribution.filter(|_| right).map(|(_, attribution)| SetUp {
            branch,
            many: self.many,
            action: action.flatten(),
            timezone: String::new(),
            attribution: *attribution,
            report: report.and_then(Result::ok),
        }))
    }

    /// The files of the repository, and the name of the format that they are for.
    fn files(
        &self,
        home: &Home,
        set_up: &SetUp,
        answers: Option<&Answers>,
    ) -> Result<(Vec<NewFile>, String), Failure> {
        // The form serves the sessions that are there.
        if answers.is_none() && self.format.is_none() && !home.used.is_empty() {
            let used: Vec<&Format> = home.used.iter().collect();
            return Ok((start::files(set_up, &used), String::new()));
        }
        let format = match answers {
            Some(answers) => answers.format.clone(),
            None => {
                let name = self.format.as_deref().unwrap_or(begin::FIRST);
                let found = home.formats.get(name).transpose();
                found.map_err(Failure::Faults)?.ok_or_else(|| {
                    Failure::Usage(format!("--format: there is no format `{name}`"))
                })?
            }
        };
        Ok((start::files(set_up, &[&format]), format.name))
    }

    /// What is left to do for a person.
    fn next(
        &self,
        home: &Home,
        set_up: &SetUp,
        repository: Option<&RepositoryName>,
        answers: Option<&Answers>,
        (new, kept): (&[&NewFile], &[&NewFile]),
    ) -> Vec<String> {
        let server = self.server_url.trim_end_matches('/');
        let settings = |page: &str| match repository {
            Some(name) => format!("{server}/{name}/settings/{page}"),
            None => format!("the repository's settings/{page}"),
        };
        let mut next = Vec::new();
        if home.begun && self.format.is_some() {
            next.push("There are sessions already, so none was added: `folkmoot new` begins the next one.".to_owned());
        }
        if kept.iter().any(|file| file.path == Path::new(FILE)) {
            let report = self.report_repo.as_ref();
            let said = [
                report.map(|name| format!("`report: {{repository: {name}}}`")),
                self.attribution
                    .as_ref()
                    .map(|word| format!("`attribution: {word}`")),
            ];
            let said: Vec<String> = said.into_iter().flatten().collect();
            if !said.is_empty() {
                next.push(format!(
                    "{FILE} was left as it is: write {} into it if that is meant.",
                    said.join(" and ")
                ));
            }
        }
        let (one, many) = (
            ".github/workflows/folkmoot.yml",
            ".github/workflows/folkmoot-many.yml",
        );
        if home.root.join(one).exists() && home.root.join(many).exists() {
            next.push(format!("{one} and {many} do the same: delete one of them."));
        }
        if let Some(answers) = answers.filter(|answers| !answers.examples.is_empty()) {
            let names: Vec<&str> = answers.examples.iter().map(String::as_str).collect();
            next.push(format!(
                "Put your own words where the session's file has an example: {}.",
                names.join(", ")
            ));
        }
        if home.checkout.is_none() {
            next.push(format!("git init --initial-branch {}", set_up.branch));
        }
        if !new.is_empty() {
            let mut folders: Vec<&str> = Vec::new();
            for file in new {
                let top = file.path.iter().next().and_then(|part| part.to_str());
                let top = top.unwrap_or(".");
                if !folders.contains(&top) {
                    folders.push(top);
                }
            }
            next.push(format!(
                "git add {} && git commit -m \"Begin with folkmoot\"",
                folders.join(" ")
            ));
        }
        if !home.checkout.as_ref().is_some_and(Checkout::has_origin) {
            let address = match repository {
                Some(name) => format!("{server}/{name}.git"),
                None => format!("{server}/OWNER/NAME.git"),
            };
            next.push(format!("git remote add origin {address}"));
        }
        let on = home.checkout.as_ref().and_then(Checkout::head);
        match on.filter(|on| *on != set_up.branch) {
            _ if new.is_empty() => {}
            // Only what is on the default branch counts.
            Some(on) => next.push(format!(
                "git push --set-upstream origin {on}, and merge it into {}: only what is there counts",
                set_up.branch
            )),
            None => next.push(format!("git push origin {}", set_up.branch)),
        }
        let guessed = self.branch.is_none()
            && home
                .checkout
                .as_ref()
                .is_none_or(|checkout| checkout.default_branch().is_none());
        if guessed && !["main", "master"].contains(&set_up.branch.as_str()) && !new.is_empty() {
            next.push(format!(
                "The default branch is taken to be {}, which is checked out here. If it is another one, delete the workflows and run `folkmoot init --branch NAME`.",
                set_up.branch
            ));
        }
        if set_up.report.is_some() {
            next.push(format!(
                "Put a token that may push to the reports' repository and open pull requests there into the secret FOLKMOOT_REPORT_TOKEN: {}",
                settings("secrets/actions")
            ));
        } else {
            next.push(format!(
                "Let workflows open the report's pull request, by \"Allow GitHub Actions to create and approve pull requests\": {}",
                settings("actions")
            ));
        }
        if set_up.action.is_none() && workflow::is_unpinned() {
            next.push("The workflows name folkmoot's action by its tag. To name a commit, as is safer, delete them and run `folkmoot init --action COMMIT`, with the commit that the tag is at.".to_owned());
        }
        next
    }
}

/// What is known of the repository around the current folder.
fn home() -> Result<Home, Failure> {
    let checkout = Checkout::here();
    let root = checkout.as_ref().and_then(Checkout::top);
    let root = root.unwrap_or_else(|| PathBuf::from("."));
    let formats = load::formats(&root).map_err(Failure::Faults)?;
    let defaults = load::defaults(&root).map_err(Failure::Faults)?;
    let folders = std::fs::read_dir(root.join(SESSIONS)).into_iter().flatten();
    let folders: Vec<PathBuf> = folders
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|folder| folder.join("session.yml").symlink_metadata().is_ok())
        .collect();
    let mut used: Vec<Format> = Vec::new();
    for session in folders.iter().filter_map(|folder| load::one(folder).ok()) {
        if !used.iter().any(|format| format.name == session.format.name) {
            used.push(session.format);
        }
    }
    used.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Home {
        checkout,
        root,
        formats,
        defaults,
        begun: !folders.is_empty(),
        used,
    })
}

/// The repository's defaults once the files are written.
fn defaults_to_be(home: &Home, files: &[NewFile]) -> Result<Defaults, Failure> {
    if home.root.join(FILE).symlink_metadata().is_ok() {
        return Ok(home.defaults.clone());
    }
    let Some(file) = files.iter().find(|file| file.path == Path::new(FILE)) else {
        return Ok(Defaults::default());
    };
    let source = Source {
        path: file.path.clone(),
        text: file.text.clone(),
    };
    Defaults::read(&Arc::new(source)).map_err(Failure::Faults)
}

fn text(answer: &Answer, home: &Home, first: Option<&Session>) -> String {
    let mut out = String::new();
    let mut list = |head: &str, paths: &[String]| {
        if !paths.is_empty() {
            let _ = writeln!(out, "{head}");
            for path in paths {
                let _ = writeln!(out, "  {}", inert::terminal(path));
            }
        }
    };
    list("written:", &answer.written);
    list("there already, and left as it is:", &answer.kept);
    if answer.written.is_empty() {
        out.push_str("Nothing is missing.\n");
        let left = answer.next.iter().filter(|line| line.starts_with(FILE));
        for line in left {
            let _ = writeln!(out, "{}", inert::terminal(line));
        }
        return out;
    }
    if !begin::same(&home.root, Path::new(".")) {
        let root = inert::terminal(&home.root.display().to_string());
        let _ = writeln!(out, "in {root}, the top of the repository");
    }
    out.push_str("\nnext:\n");
    for (number, step) in (1..).zip(&answer.next) {
        let _ = writeln!(out, "  {number}. {}", inert::terminal(step));
    }
    if let Some(session) = first {
        let _ = writeln!(out, "\n{}", begin::soon(session, Timestamp::now()));
    }
    out
}
