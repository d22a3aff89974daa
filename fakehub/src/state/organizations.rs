//! Organizations: who is a member, who is in which team, and who gets to know.

use super::{NOT_ACCESSIBLE, Repo, State};
use crate::error::Refusal;
use crate::hub::{Kind, Permission};
use std::collections::{BTreeMap, BTreeSet};

/// What GitHub says to a fine-grained token that lacks a permission.
const NOT_FOR_PERSONAL_TOKENS: &str = "Resource not accessible by personal access token";

/// All that organizations have beside their accounts.
#[derive(Debug, Default)]
pub(crate) struct Organizations {
    /// (organization, member), and whether everybody may know.
    pub(crate) members: BTreeMap<(u64, u64), bool>,
    pub(crate) teams: BTreeMap<u64, Team>,
    /// (organization, account) whose token was granted to read members and teams.
    pub(crate) readers: BTreeSet<(u64, u64)>,
}

#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: u64,
    pub(crate) organization: u64,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) parent: Option<u64>,
    /// Only its members see it.
    pub(crate) secret: bool,
    /// The immediate ones.
    pub(crate) members: BTreeSet<u64>,
}

/// Which members of a team count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Membership {
    All,
    Immediate,
    ChildTeam,
}

/// Which collaborators count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affiliation {
    /// Also members who may do what every member may.
    All,
    /// Those who were granted something.
    Direct,
    /// Those who were granted something without being members.
    Outside,
}

impl Organizations {
    pub(crate) fn is_member(&self, organization: u64, account: u64) -> bool {
        self.members.contains_key(&(organization, account))
    }

    pub(crate) fn team(&self, organization: u64, slug: &str) -> Option<&Team> {
        self.teams.values().find(|team| {
            let named = |name: &str| name.eq_ignore_ascii_case(slug);
            team.organization == organization && (named(&team.slug) || named(&team.name))
        })
    }

    /// The members of a team. Who is in the team and in a child too is among both.
    fn members_of(&self, team: &Team, which: Membership) -> BTreeSet<u64> {
        let mut members = BTreeSet::new();
        if which != Membership::ChildTeam {
            members.extend(&team.members);
        }
        if which != Membership::Immediate {
            let children = self.teams.values();
            for child in children.filter(|child| child.parent == Some(team.id)) {
                members.extend(self.members_of(child, Membership::All));
            }
        }
        members
    }
}

impl State {
    /// Refuses a token that may not read members and teams. A person's own token reads what the person sees.
    fn may_read_members(&self, viewer: Option<u64>, organization: u64) -> Result<(), Refusal> {
        let Some(account) = viewer.and_then(|id| self.account(id)) else {
            return Err(Refusal::Forbidden(NOT_ACCESSIBLE.to_owned()));
        };
        if self.reads_members(viewer, organization) {
            return Ok(());
        }
        let message = match account.kind {
            Kind::Bot => NOT_ACCESSIBLE,
            _ if account.token.starts_with("github_pat_") => NOT_FOR_PERSONAL_TOKENS,
            _ => return Ok(()),
        };
        Err(Refusal::Forbidden(message.to_owned()))
    }

    /// Whether a token was granted to read members and teams.
    fn reads_members(&self, viewer: Option<u64>, organization: u64) -> bool {
        let readers = &self.organizations.readers;
        viewer.is_some_and(|viewer| readers.contains(&(organization, viewer)))
    }

    /// Whether a viewer sees what only members see.
    fn sees_inside(&self, viewer: Option<u64>, organization: u64) -> bool {
        let app = viewer
            .and_then(|id| self.account(id))
            .is_some_and(|account| account.kind == Kind::Bot);
        let member = viewer.is_some_and(|id| self.organizations.is_member(organization, id));
        member || (app && self.reads_members(viewer, organization))
    }

    /// The members whom a viewer sees: who is none sees the public ones, and nothing says that there are more.
    pub(crate) fn members_seen(
        &self,
        viewer: Option<u64>,
        organization: u64,
    ) -> Result<Vec<u64>, Refusal> {
        self.may_read_members(viewer, organization)?;
        let inside = self.sees_inside(viewer, organization);
        let members = self.organizations.members.iter();
        let of = members.filter(|((of, _), public)| *of == organization && (inside || **public));
        Ok(self.people(of.map(|((_, member), _)| *member)))
    }

    /// The team, if there is one that the viewer sees.
    pub(crate) fn team_seen(
        &self,
        viewer: Option<u64>,
        organization: u64,
        slug: &str,
    ) -> Result<Option<&Team>, Refusal> {
        self.may_read_members(viewer, organization)?;
        let team = self.organizations.team(organization, slug);
        Ok(team.filter(|team| self.sees_team(viewer, team)))
    }

    /// Members of the organization see its teams; only a team's members and apps that may read all see a secret one.
    pub(crate) fn sees_team(&self, viewer: Option<u64>, team: &Team) -> bool {
        let inside = self.may_read_members(viewer, team.organization).is_ok()
            && self.sees_inside(viewer, team.organization);
        let kind = viewer.and_then(|id| self.account(id)).map(|it| it.kind);
        let member = viewer.is_some_and(|viewer| team.members.contains(&viewer));
        inside && (!team.secret || member || kind == Some(Kind::Bot))
    }

    /// The members of a team, by id.
    pub(crate) fn team_members(&self, team: &Team, which: Membership) -> Vec<u64> {
        let members = self.organizations.members_of(team, which);
        self.people(members.into_iter())
    }

    /// Those who have an account still.
    fn people(&self, ids: impl Iterator<Item = u64>) -> Vec<u64> {
        ids.filter(|id| self.account(*id).is_some()).collect()
    }

    /// The people who may do something in a repository, by id; whoever may push may know.
    pub(crate) fn collaborators(
        &self,
        viewer: Option<u64>,
        repo: &Repo,
        affiliation: Affiliation,
    ) -> Result<Vec<u64>, Refusal> {
        if self.permission(viewer, repo) < Some(Permission::Write) {
            let message = "You do not have permission to view repository collaborators.";
            return Err(Refusal::Forbidden(message.to_owned()));
        }
        let people = self.accounts.values();
        let people = people.filter(|account| !account.deleted && account.kind == Kind::User);
        let counts = people.filter(|account| {
            let owner = account.id == repo.owner;
            let login = account.login.to_ascii_lowercase();
            let direct = owner || repo.grants.contains_key(&login);
            let member = self.organizations.is_member(repo.owner, account.id);
            match affiliation {
                Affiliation::All => direct || member,
                Affiliation::Direct => direct,
                Affiliation::Outside => direct && !member && !owner,
            }
        });
        Ok(counts.map(|account| account.id).collect())
    }
}
