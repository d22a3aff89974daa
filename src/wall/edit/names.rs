//! What clusters are called: new ones, and those that get another name.

use super::Refused;
use super::desk::{Desk, Place, Target};
use crate::inert;
use crate::plan::{Change, labels};

/// Characters of a title, as GitHub takes it.
const TITLE: usize = 256;

/// A name as it is shown; never the one that means no cluster.
fn named(name: &str) -> Result<String, Refused> {
    let name = inert::line(name);
    if name.is_empty() {
        return Err(Refused::NoName);
    }
    if labels::same(&labels::cluster(&name), labels::PARKED) {
        return Err(Refused::ParkedName);
    }
    Ok(name)
}

/// Whether a label has room for the whole name, so that the cluster that is made of it is called that.
fn fits_a_label(name: &str) -> Result<(), Refused> {
    let (is, most) = (
        labels::cluster(name)
            .chars()
            .count()
            .max(name.chars().count() + "cluster:".len())
            - "cluster:".len(),
        labels::LONGEST_NAME - "cluster:".len(),
    );
    if is > most {
        return Err(Refused::NameTooLong { is, most });
    }
    Ok(())
}

impl Desk<'_> {
    /// Puts notes into a cluster of their own.
    pub(super) fn begin(&mut self, notes: &[usize], name: &str) -> Result<(), Refused> {
        let name = named(name)?;
        fits_a_label(&name)?;
        if notes.is_empty() {
            return Err(Refused::NoNotes);
        }
        let view = self.view;
        let label = view.label_for(&name);
        // A cluster that holds other notes is not these notes' own.
        if self.notes_in(&label).iter().any(|at| !notes.contains(at)) {
            return Err(Refused::NameTaken { name });
        }
        if let Some(cluster) = view.cluster(&label) {
            if !cluster.issue.open {
                self.changes.push(Change::Reopen {
                    number: cluster.issue.number,
                    why: "notes are in it again".to_owned(),
                });
            }
            // A label has no comma.
            if !labels::same(&labels::cluster(&cluster.name), &labels::cluster(&name)) {
                self.call(cluster.issue.number, &name);
            }
        }
        self.put(notes, &Place::Cluster(Target { label, name }))
    }

    /// Calls a cluster something else.
    pub(super) fn rename(&mut self, id: &str, name: &str) -> Result<(), Refused> {
        let name = named(name)?;
        let view = self.view;
        let cluster = self.cluster(id)?;
        let label = view.label_for(&name);
        let own = labels::same(&label, &cluster.label);
        let holds = |label: &str| view.cluster(label).is_some() || !self.notes_in(label).is_empty();
        let Some(known) = view.cluster(&cluster.label) else {
            // Its label is its name until it has an issue. Other sessions may use that label, so its notes get another one.
            if own && labels::cluster_of(&label) == Some(name.as_str()) {
                return Ok(());
            }
            fits_a_label(&name)?;
            if own {
                return Err(Refused::OnlyCase);
            }
            let notes = self.notes_in(&cluster.label);
            if notes.is_empty() {
                // They are gone there already.
                return Ok(());
            }
            if self.notes_in(&label).iter().any(|at| !notes.contains(at))
                || view.cluster(&label).is_some()
            {
                return Err(Refused::NameTaken { name });
            }
            return self.put_all(&notes, &Place::Cluster(Target { label, name }));
        };
        let title = inert::title(&name);
        let is = name.chars().count() + name.matches('@').count();
        if is > TITLE {
            return Err(Refused::NameTooLong { is, most: TITLE });
        }
        if !own && holds(&label) {
            return Err(Refused::NameTaken { name });
        }
        if known.issue.title != title {
            self.call(known.issue.number, &name);
        }
        Ok(())
    }

    fn call(&mut self, number: u64, name: &str) {
        self.changes.push(Change::UpdateIssue {
            number,
            title: Some(inert::title(name)),
            body: None,
            close: false,
            why: format!("it is called \"{}\"", inert::line(name)),
        });
    }
}
