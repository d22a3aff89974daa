//! The stage: fakehub, its repositories in a folder, folkmoot's access to both.

use super::{Play, Progress, RehearsalError, Strike};
use crate::ballot::{Entry, RollSource};
use crate::github::Access;
use crate::github::{Client, Clock, Token};
use crate::session::outcomes::How;
use crate::session::{RepositoryName, Session};
use fakehub::{Hub, Permission, Server, User};
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Repository, Signature, Time};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// The hub's clock as folkmoot's: waiting moves it on.
struct StageClock(fakehub::Clock);

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0
            .advance(SignedDuration::try_from(time).unwrap_or(SignedDuration::ZERO));
        Box::pin(std::future::ready(()))
    }
}

/// An answer that never comes to its end: whoever waits for it is killed.
pub(super) const KILL: fakehub::FaultKind = fakehub::FaultKind::SlowDrip { millis: 3_600_000 };

/// Everything that is set up.
pub(super) struct Set {
    pub hub: Hub,
    pub server: Server,
    pub access: Access,
    pub folder: PathBuf,
    /// The repository that the report goes to.
    pub governance: RepositoryName,
    pub facilitator: User,
    pub participants: Vec<User>,
    /// The login of folkmoot's account.
    pub bot: String,
}

pub(super) async fn build(session: &Session, play: &Play) -> Result<Set, RehearsalError> {
    let folder = match &play.keep {
        Some(folder) => fresh(folder)?,
        // It outlives the rehearsal: the report is there to be looked at.
        None => tempfile::Builder::new()
            .prefix("folkmoot-rehearsal-")
            .tempdir()
            .map_err(|error| disk(Path::new("the temporary folder"), &error))?
            .keep(),
    };
    let hub = Hub::new(session.schedule.announced);
    // Links in issues and report are the same in every rehearsal, and lead nowhere by mistake.
    hub.set_web_url("https://github.example");
    let facilitator = hub.add_user("facilitator");
    let bot = hub.add_bot("folkmoot");
    let repository = RepositoryName {
        owner: "rehearsal".to_owned(),
        name: "sessions".to_owned(),
    };
    let governance = session
        .report
        .repository
        .clone()
        .unwrap_or_else(|| repository.clone());
    let pulls = session.pulls(&repository);
    let targets = pulls.iter().map(|(name, _)| name);
    for name in [&repository, &governance].into_iter().chain(targets) {
        hub.add_organization(&name.owner);
        let git = folder.join(&name.owner).join(format!("{}.git", name.name));
        if !git.exists() {
            let documents = documents(session, name, &repository);
            bare(&git, session.schedule.announced, &documents)?;
            hub.add_repository(&name.to_string(), Some(&git))?;
        }
        hub.grant(&bot.login, &name.to_string(), Permission::Write);
        hub.grant(&facilitator.login, &name.to_string(), Permission::Write);
    }
    let participants = electorate(&hub, session, &repository, play.people)?;
    for fault in &play.faults {
        hub.fault(fakehub::Fault {
            at: fakehub::When::EveryBy {
                by: bot.login.clone(),
                from: fault.request,
                count: 1,
                of: fault.of,
            },
            kind: match &fault.kind {
                Strike::Fault(kind) => kind.clone(),
                Strike::Kill => KILL,
            },
        });
    }
    let server = hub.serve().await?;
    let token = Token::new(&bot.token);
    let client = client(&hub, &server, token.as_ref())?
        .patient(play.patience.unwrap_or(Duration::from_secs(60)));
    let access = Access {
        repository,
        client,
        report_client: None,
        git_base: if play.git_over_http {
            server.url()
        } else {
            folder.display().to_string()
        },
        git_token: token,
        branch: None,
        report_token: None,
        progress: Progress::default(),
        only: None,
    };
    Ok(Set {
        hub,
        server,
        access,
        folder,
        governance,
        facilitator,
        participants,
        bot: bot.login,
    })
}

/// A client on the hub's clock.
fn client(hub: &Hub, server: &Server, token: Option<&Token>) -> Result<Client, RehearsalError> {
    let clock: Arc<dyn Clock> = Arc::new(StageClock(hub.clock()));
    Ok(Client::new(
        &server.url(),
        token,
        clock,
        Duration::from_secs(1),
    )?)
}

impl Set {
    /// The ways to GitHub of another facilitator, who sits at the wall.
    pub(super) fn second_access(&self) -> Result<Access, RehearsalError> {
        let repository = self.access.repository.clone();
        let user = self.hub.add_user("facilitator-at-the-wall");
        self.hub
            .grant(&user.login, &repository.to_string(), Permission::Write);
        let token = Token::new(&user.token);
        Ok(Access {
            client: client(&self.hub, &self.server, token.as_ref())?,
            report_client: None,
            git_base: self.access.git_base.clone(),
            git_token: token,
            branch: None,
            report_token: None,
            progress: Progress::default(),
            only: None,
            repository,
        })
    }
}

/// The people who take part. Whatever the roll is made from, they are on it: those that its file lists, or as many as asked for.
fn electorate(
    hub: &Hub,
    session: &Session,
    repository: &RepositoryName,
    people: u32,
) -> Result<Vec<User>, RehearsalError> {
    let listed: Vec<User> = session
        .roll_file
        .iter()
        .filter_map(|(_, entry)| match entry {
            Entry::Login(login) => Some(hub.add_user(login)),
            Entry::Id(_) => None,
        })
        .collect();
    let participants: Vec<User> = if listed.is_empty() {
        (1..=people)
            .map(|number| hub.add_user(&format!("participant-{number}")))
            .collect()
    } else {
        listed
    };
    match &session.rules.roll {
        RollSource::Team { organization, team } => {
            hub.add_organization(organization);
            hub.add_team(organization, team, None)?;
            hub.grant_members_read(organization, "folkmoot")?;
            for user in &participants {
                hub.add_to_team(organization, team, &user.login)?;
            }
        }
        RollSource::Organization { organization } => {
            return Err(RehearsalError::Input(format!(
                "a rehearsal cannot hold the roll `organization: {organization}`: it takes an account that is a member; rehearse with `roll: everyone`"
            )));
        }
        RollSource::Collaborators => {
            for user in &participants {
                hub.grant(&user.login, &repository.to_string(), Permission::Write);
            }
        }
        RollSource::Everyone | RollSource::Participants | RollSource::File { .. } => {}
    }
    let years = SignedDuration::from_hours(24 * 365 * 10);
    let announced = session.schedule.announced;
    let long_ago = announced.checked_sub(years).unwrap_or(announced);
    for user in &participants {
        hub.set_created_at(&user.login, long_ago)?;
    }
    Ok(participants)
}

/// A folder of the user's that nothing is overwritten in.
fn fresh(folder: &Path) -> Result<PathBuf, RehearsalError> {
    if folder.exists() {
        let empty = fs::read_dir(folder)
            .map_err(|error| {
                RehearsalError::Input(format!("cannot keep in {}: {error}", folder.display()))
            })?
            .next()
            .is_none();
        if !empty {
            return Err(RehearsalError::Input(format!(
                "{} is not empty; name a new folder with --keep, nothing is overwritten",
                folder.display()
            )));
        }
    }
    fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
    folder.canonicalize().map_err(|error| disk(folder, &error))
}

/// The documents in a repository that the session's outcomes are written into: as little as each needs.
fn documents(
    session: &Session,
    repository: &RepositoryName,
    own: &RepositoryName,
) -> BTreeMap<String, String> {
    let mut documents: BTreeMap<String, String> = BTreeMap::new();
    let here = session
        .outcomes
        .iter()
        .filter(|outcome| outcome.repository.as_ref().unwrap_or(own) == repository);
    for outcome in here {
        let text = match &outcome.how {
            How::NewFile => continue,
            How::FrontMatter => "---\ntitle: A document\n---\n".to_owned(),
            How::Region => {
                let name = outcome.marker(&session.id);
                format!("\n<!-- folkmoot:{name} -->\n<!-- /folkmoot:{name} -->\n")
            }
            How::Section { under } => {
                let level = if under.starts_with('#') { "" } else { "## " };
                format!("\n{level}{under}\n\nWhat stood here before.\n")
            }
        };
        let document = documents.entry(outcome.file.clone()).or_default();
        // Front matter comes first.
        if text.starts_with("---") {
            document.insert_str(0, &text);
        } else {
            document.push_str(&text);
        }
    }
    documents
}

/// A bare repository with one commit on `main`, a README and these documents.
fn bare(
    path: &Path,
    at: Timestamp,
    documents: &BTreeMap<String, String>,
) -> Result<(), RehearsalError> {
    fs::create_dir_all(path).map_err(|error| disk(path, &error))?;
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).initial_head("main");
    let repository = Repository::init_opts(path, &options)?;
    let readme = repository.blob(b"# Governance\n")?;
    let mut tree = repository.treebuilder(None)?;
    tree.insert("README.md", readme, 0o100_644)?;
    let mut tree = repository.find_tree(tree.write()?)?;
    if !documents.is_empty() {
        let mut update = TreeUpdateBuilder::new();
        for (file, text) in documents {
            let blob = repository.blob(text.as_bytes())?;
            update.upsert(file.as_str(), blob, FileMode::Blob);
        }
        tree = repository.find_tree(update.create_updated(&repository, &tree)?)?;
    }
    let who = Signature::new(
        "rehearsal",
        "rehearsal@example.org",
        &Time::new(at.as_second(), 0),
    )?;
    repository.commit(Some("refs/heads/main"), &who, &who, "Begin\n", &tree, &[])?;
    Ok(())
}

pub(super) fn disk(path: &Path, error: &std::io::Error) -> RehearsalError {
    RehearsalError::Disk {
        path: path.display().to_string(),
        why: error.to_string(),
    }
}
