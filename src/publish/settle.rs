//! One file of a push against the file on the branch: which of the two, or a mixture.

use super::LeftAlone;
use crate::outcome::merge;

/// What becomes of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It is as folkmoot would write it, or nobody changed it: written as it is.
    Ours,
    /// A person's words and folkmoot's.
    Mixed(Vec<u8>),
    /// It stays as it is.
    Theirs,
}

/// Settles a file that is on the branch already. `base` is what folkmoot wrote there the last time.
pub(super) fn settle(
    path: &str,
    base: Option<&[u8]>,
    theirs: &[u8],
    ours: &[u8],
) -> (Settled, Option<LeftAlone>) {
    if base == Some(theirs) || theirs == ours {
        return (Settled::Ours, None);
    }
    let texts = base
        .filter(|_| is_prose(path))
        .and_then(|base| Some((text(base)?, text(theirs)?, text(ours)?)));
    let Some((base, theirs, ours)) = texts else {
        return self::theirs(path);
    };
    let merged = merge::merge(base, theirs, ours);
    let whole = LeftAlone {
        path: path.to_owned(),
        places: Vec::new(),
    };
    let left = if merged.left_alone.iter().any(|place| place == merge::WHOLE) {
        Some(whole)
    } else {
        (!merged.left_alone.is_empty()).then_some(LeftAlone {
            places: merged.left_alone,
            ..whole
        })
    };
    let settled = if merged.text == ours {
        Settled::Ours
    } else if merged.text == theirs {
        Settled::Theirs
    } else {
        Settled::Mixed(merged.text.into_bytes())
    };
    (settled, left)
}

/// A file that stays as a whole.
pub(super) fn theirs(path: &str) -> (Settled, Option<LeftAlone>) {
    let left = LeftAlone {
        path: path.to_owned(),
        places: Vec::new(),
    };
    (Settled::Theirs, Some(left))
}

/// Whether lines of two versions may stand side by side: not in data, where half of one and half of the other is neither.
fn is_prose(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ![".csv", ".html", ".json", ".svg"]
        .iter()
        .any(|ending| lower.ends_with(ending))
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_merged_and_data_is_one_side_s() {
        let settle = |path, base: Option<&str>, theirs: &str, ours: &str| {
            let (settled, left) = settle(
                path,
                base.map(str::as_bytes),
                theirs.as_bytes(),
                ours.as_bytes(),
            );
            (settled, left.map(|left| left.to_string()))
        };
        let base = Some("a\n\nb\n");
        assert_eq!(
            settle("r/a.csv", base, "a\n\nb\n", "c"),
            (Settled::Ours, None)
        );
        assert_eq!(settle("r/a.md", None, "x", "x"), (Settled::Ours, None));
        for path in ["r/tally.json", "r/a.CSV", "votes.svg", "r/report.html"] {
            let left = Some(path.to_owned());
            assert_eq!(
                settle(path, base, "a\n\nx\n", "c\n\nb\n"),
                (Settled::Theirs, left)
            );
        }
        let mixed = Settled::Mixed(b"c\n\nx\n".to_vec());
        assert_eq!(
            settle("r/a.md", base, "a\n\nx\n", "c\n\nb\n"),
            (mixed, None)
        );
        let left = "“the beginning” in r/a.md".to_owned();
        assert_eq!(
            settle("r/a.md", base, "x\n\nb\n", "y\n\nb\n"),
            (Settled::Theirs, Some(left))
        );
        assert_eq!(
            settle("r/a.md", None, "x", "y"),
            (Settled::Theirs, Some("r/a.md".to_owned()))
        );
        let binary = super::settle("r/a.md", Some(b"a"), b"\xff", b"b");
        assert_eq!(binary.0, Settled::Theirs);
    }
}
