//! When to look at GitHub again.

/// Requests an hour that the wall may spend where nobody says otherwise. GitHub gives a person's token 5,000 an hour, and the token of a
/// workflow 1,000 for each repository: this leaves most of either to the runs, which need theirs.
pub const BUDGET: u64 = 400;
