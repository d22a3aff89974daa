//! The pages that people read: their blocks, their links, their headings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A page with its path from the top of the repository.
pub struct Page {
    pub path: String,
    pub text: String,
}

/// A fenced block.
pub struct Block {
    /// What stands behind the fence.
    pub language: String,
    /// The comment right before it, without its marks.
    pub note: String,
    pub text: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page that people read, those of `docs` in the order of their names.
pub fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "SECURITY.md"]
        .map(PathBuf::from)
        .to_vec();
    let mut folders = vec![PathBuf::from("docs")];
    let mut docs = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                docs.insert(path);
            }
        }
    }
    assert!(docs.len() > 25, "{docs:?}");
    paths.extend(docs);
    let read = |path: PathBuf| Page {
        text: fs::read_to_string(root().join(&path)).unwrap(),
        path: path.display().to_string(),
    };
    paths.into_iter().map(read).collect()
}

impl Page {
    pub fn blocks(&self) -> Vec<Block> {
        let (mut blocks, mut open): (Vec<Block>, Option<(usize, Block)>) = (Vec::new(), None);
        let mut before = "";
        for line in self.text.lines() {
            let inner = line.trim_start();
            if let Some((indent, block)) = &mut open {
                if inner == "```" {
                    blocks.extend(open.take().map(|(_, block)| block));
                    before = "";
                } else {
                    let cut = line.len() - inner.len();
                    block.text.push_str(&line[cut.min(*indent)..]);
                    block.text.push('\n');
                }
            } else if let Some(language) = inner.strip_prefix("```") {
                let note = before
                    .strip_prefix("<!-- ")
                    .and_then(|it| it.strip_suffix(" -->"));
                let block = Block {
                    language: language.to_owned(),
                    note: note.unwrap_or_default().to_owned(),
                    text: String::new(),
                };
                open = Some((line.len() - inner.len(), block));
            } else if !inner.is_empty() {
                before = inner;
            }
        }
        assert!(open.is_none(), "{}: a block has no end", self.path);
        blocks
    }

    /// The text without blocks and code.
    pub fn prose(&self) -> String {
        let (mut prose, mut inside) = (String::new(), false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if !inside {
                // Every other part between backticks is code.
                prose.extend(line.split('`').step_by(2));
                prose.push('\n');
            }
        }
        prose
    }

    /// The anchors of its headings, as GitHub makes them.
    pub fn anchors(&self) -> BTreeSet<String> {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut inside = false;
        let mut anchors = BTreeSet::new();
        for line in self.text.lines() {
            if line.starts_with("```") {
                inside = !inside;
            }
            let heading = line.trim_start_matches('#');
            if inside || heading.len() == line.len() || !heading.starts_with(' ') {
                continue;
            }
            let anchor: String = heading
                .trim()
                .to_lowercase()
                .chars()
                .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'))
                .map(|it| if it == ' ' { '-' } else { it })
                .collect();
            let times = seen.entry(anchor.clone()).or_default();
            anchors.insert(if *times == 0 {
                anchor
            } else {
                format!("{anchor}-{times}")
            });
            *times += 1;
        }
        anchors
    }

    /// Where it leads: addresses of links and pictures.
    pub fn links(&self) -> Vec<String> {
        let prose = self.prose();
        let mut links = Vec::new();
        for (start, end) in [
            ("](", ')'),
            ("src=\"", '"'),
            ("srcset=\"", '"'),
            ("href=\"", '"'),
        ] {
            for rest in prose.split(start).skip(1) {
                links.push(rest.split(end).next().unwrap().to_owned());
            }
        }
        links
    }
}
