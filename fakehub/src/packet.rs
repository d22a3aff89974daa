//! git's pkt-lines, as far as a push needs them that is declined before git sees it.

use std::collections::BTreeSet;

/// What a push wants to change, and in which form it wants to hear about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Push {
    refs: Vec<String>,
    side_band: bool,
    reports: bool,
}

impl Push {
    /// Reads the commands at the beginning of a push; whatever is not one is left to git.
    pub(crate) fn read(bytes: &[u8]) -> Push {
        let mut push = Push::default();
        let mut rest = bytes;
        while let Some((line, after)) = pkt_line(rest) {
            rest = after;
            let line = String::from_utf8_lossy(line);
            let (command, capabilities) = line.split_once('\0').unwrap_or((&line, ""));
            for capability in capabilities.split_whitespace() {
                push.side_band |= capability == "side-band-64k";
                push.reports |= matches!(capability, "report-status" | "report-status-v2");
            }
            // Old commit, new commit, name.
            if let Some(name) = command.trim_end().split(' ').nth(2) {
                push.refs.push(name.to_owned());
            }
        }
        push
    }

    /// Whether it would change one of these branches.
    pub(crate) fn touches(&self, branches: &BTreeSet<String>) -> bool {
        self.refs.iter().any(|name| is_one_of(name, branches))
    }

    /// GitHub's answer to a push to a protected branch. The other branches of the same push are declined as well.
    pub(crate) fn declined(&self, branches: &BTreeSet<String>) -> Vec<u8> {
        let (mut said, mut report) = (Vec::new(), Vec::new());
        report.extend(pkt(b"unpack ok\n"));
        for name in &self.refs {
            let reason = if is_one_of(name, branches) {
                let text = format!(
                    "error: GH006: Protected branch update failed for {name}.\n\
                     error: Changes must be made through a pull request.\n"
                );
                said.extend(pkt(&[b"\x02", text.as_bytes()].concat()));
                "protected branch hook declined"
            } else {
                "pre-receive hook declined"
            };
            report.extend(pkt(format!("ng {name} {reason}\n").as_bytes()));
        }
        report.extend(FLUSH);
        if !self.reports {
            report.clear();
        }
        if !self.side_band {
            return report;
        }
        let mut answer = said;
        // A pkt-line has room for 65,520 bytes, its length and the band among them.
        for piece in report.chunks(65_515) {
            answer.extend(pkt(&[b"\x01", piece].concat()));
        }
        answer.extend(FLUSH);
        answer
    }
}

const FLUSH: &[u8] = b"0000";

fn is_one_of(name: &str, branches: &BTreeSet<String>) -> bool {
    name.strip_prefix("refs/heads/")
        .is_some_and(|branch| branches.contains(branch))
}

fn pkt(bytes: &[u8]) -> Vec<u8> {
    let mut line = format!("{:04x}", bytes.len() + 4).into_bytes();
    line.extend(bytes);
    line
}

/// The first line and what follows it; nothing at a flush or at what is none.
fn pkt_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(4)?;
    let length = usize::from_str_radix(std::str::from_utf8(length).ok()?, 16).ok()?;
    rest.split_at_checked(length.checked_sub(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(capabilities: &str) -> Push {
        let (zero, one) = ("0".repeat(40), "1".repeat(40));
        let first = format!("{zero} {one} refs/heads/a\0 {capabilities}");
        let second = format!("{one} {zero} refs/heads/b\n");
        let mut bytes = [pkt(first.as_bytes()), pkt(second.as_bytes())].concat();
        bytes.extend(b"0000PACK");
        Push::read(&bytes)
    }

    #[test]
    fn reads_the_commands_and_declines_them() {
        let push = push("report-status agent=t");
        assert_eq!(push.refs, ["refs/heads/a", "refs/heads/b"]);
        let protected = BTreeSet::from(["b".to_owned()]);
        assert!(push.touches(&protected));
        assert!(!push.touches(&BTreeSet::from(["refs/heads/b".to_owned()])));
        let answer = String::from_utf8(push.declined(&protected)).unwrap();
        let expected = "000eunpack ok\n002eng refs/heads/a pre-receive hook declined\n\
                        0033ng refs/heads/b protected branch hook declined\n0000";
        assert_eq!(answer, expected);
    }

    #[test]
    fn nonsense_touches_nothing() {
        for bytes in [&b""[..], b"0000", b"00", b"zzzz", b"0003", b"ffff12"] {
            assert_eq!(Push::read(bytes), Push::default());
        }
    }
}
