//! An end for readings of which an answer says again and again that there is more.

use super::endless;
use crate::github::error::GithubError;

/// Requests for the rest of everything: a million votes are fewer.
const MOST: usize = 12_000;

/// How many requests one reading has made.
#[derive(Debug)]
pub(in crate::github) struct Rounds<'w> {
    what: &'w str,
    made: usize,
}

impl<'w> Rounds<'w> {
    /// None yet; `what` is what errors call the reading.
    pub(in crate::github) fn new(what: &'w str) -> Rounds<'w> {
        Rounds { what, made: 0 }
    }

    /// One more.
    ///
    /// # Errors
    /// Where nobody can have so much.
    pub(in crate::github) fn next(&mut self) -> Result<(), GithubError> {
        self.made += 1;
        if self.made > MOST {
            return Err(endless(self.what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_ends() {
        let mut rounds = Rounds::new("reading votes");
        assert!((0..MOST).all(|_| rounds.next().is_ok()));
        let why = rounds.next().unwrap_err().to_string();
        assert!(why.contains("reading votes"), "{why}");
    }
}
