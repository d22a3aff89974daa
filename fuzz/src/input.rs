//! What an input is made of.

use std::borrow::Cow;

/// What stands between two parts of an input.
pub const CUT: &[u8] = b"\n=====\n";

/// An input: which reader it is for, and the parts that it gets.
pub struct Input<'i> {
    which: u8,
    /// The parts; there is at least one.
    parts: Vec<&'i [u8]>,
}

impl<'i> Input<'i> {
    /// The input in these bytes. An empty one is for the first reader, and empty.
    pub fn of(bytes: &'i [u8]) -> Input<'i> {
        let (which, mut rest) = bytes
            .split_first()
            .map_or((0, bytes), |(first, rest)| (*first, rest));
        let mut parts = Vec::new();
        while let Some(at) = rest.windows(CUT.len()).position(|window| window == CUT) {
            parts.push(&rest[..at]);
            rest = &rest[at + CUT.len()..];
        }
        parts.push(rest);
        Input { which, parts }
    }

    /// Which of these readers it is for: the one with that letter, or any.
    pub fn which(&self, readers: &[u8]) -> u8 {
        if readers.contains(&self.which) {
            return self.which;
        }
        readers[usize::from(self.which) % readers.len()]
    }

    /// A part, if it is there.
    pub fn given(&self, at: usize) -> Option<&'i [u8]> {
        self.parts.get(at).copied()
    }

    /// A part; nothing where it is not there.
    pub fn bytes(&self, at: usize) -> &'i [u8] {
        self.given(at).unwrap_or_default()
    }

    /// A part as text.
    pub fn text(&self, at: usize) -> Cow<'i, str> {
        String::from_utf8_lossy(self.bytes(at))
    }

    /// The parts from one on, as texts.
    pub fn texts(&self, from: usize) -> impl Iterator<Item = Cow<'i, str>> + '_ {
        self.parts
            .iter()
            .skip(from)
            .map(|part| String::from_utf8_lossy(part))
    }
}
