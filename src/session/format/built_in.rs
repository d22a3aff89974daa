//! The formats that folkmoot brings along, embedded in the binary.

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../formats/", $path)))),*]
    };
}

/// Every file below `formats/`, by its path there. What is in `shared` is every format's that has no template of that name itself.
pub(super) const FILES: &[(&str, &str)] = embedded![
    "breakout/announcement-details.hbs",
    "breakout/announcement-facts.hbs",
    "breakout/findings.hbs",
    "breakout/format.yml",
    "chapter-workshop/announcement-details.hbs",
    "chapter-workshop/announcement-facts.hbs",
    "chapter-workshop/cluster-body.hbs",
    "chapter-workshop/clusters.hbs",
    "chapter-workshop/format.yml",
    "chapter-workshop/note.hbs",
    "goals/announcement-details.hbs",
    "goals/announcement-facts.hbs",
    "goals/findings.hbs",
    "goals/format.yml",
    "goals/goals-body.hbs",
    "goals/goals.md.hbs",
    "goals/note.hbs",
    "how-might-we/appendix-table.hbs",
    "how-might-we/format.yml",
    "panel/announcement-details.hbs",
    "panel/cluster-body.hbs",
    "panel/findings.hbs",
    "panel/format.yml",
    "panel/learnings.md.hbs",
    "retrospective/announcement-details.hbs",
    "retrospective/announcement-facts.hbs",
    "retrospective/findings.hbs",
    "retrospective/format.yml",
    "retrospective/note.hbs",
    "shared/actions.hbs",
    "shared/announcement-details.hbs",
    "shared/announcement-facts.hbs",
    "shared/announcement.md.hbs",
    "shared/appendix-table.hbs",
    "shared/appendix.hbs",
    "shared/cluster-body.hbs",
    "shared/cluster.md.hbs",
    "shared/clusters.hbs",
    "shared/findings.hbs",
    "shared/contributors.hbs",
    "shared/groups.hbs",
    "shared/head.hbs",
    "shared/licence.hbs",
    "shared/method.hbs",
    "shared/note.hbs",
    "shared/numbers.hbs",
    "shared/opens-with.hbs",
    "shared/outcome.hbs",
    "shared/parked.hbs",
    "shared/pull-request.md.hbs",
    "shared/ranking.hbs",
    "shared/reactions.hbs",
    "shared/report.md.hbs",
    "shared/said.hbs",
    "shared/suggestions.hbs",
    "shared/what-people-said.md.hbs",
    "touchpoint/announcement-details.hbs",
    "touchpoint/announcement-facts.hbs",
    "touchpoint/feedback.md.hbs",
    "touchpoint/findings.hbs",
    "touchpoint/format.yml",
    "touchpoint/reactions.hbs",
];

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::path::Path;

    #[test]
    fn every_file_of_a_format_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("formats");
        let mut there = Vec::new();
        for folder in std::fs::read_dir(&root).unwrap() {
            let folder = folder.unwrap();
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let (folder, file) = (folder.file_name(), file.unwrap().file_name());
                there.push(format!("{}/{}", folder.display(), file.display()));
            }
        }
        there.sort_unstable();
        let embedded: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        let lacking: String = there
            .iter()
            .filter(|path| !embedded.contains(&path.as_str()))
            .map(|path| format!("    \"{path}\",\n"))
            .collect();
        assert!(lacking.is_empty(), "add to FILES:\n{lacking}");
        // A file that is gone would not compile; one that stands there twice would.
        assert_eq!(embedded.len(), there.len());
    }
}
