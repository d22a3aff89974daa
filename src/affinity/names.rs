//! Stand-in.
pub(super) struct Words<'t> {
    texts: Vec<&'t str>,
}
impl<'t> Words<'t> {
    pub(super) fn of(texts: &[&'t str]) -> Words<'t> {
        Words {
            texts: texts.to_vec(),
        }
    }
    pub(super) fn names(&self, groups: &[Vec<usize>], _c: &[Vec<u8>], _t: &[&str]) -> Vec<String> {
        (1..=groups.len()).map(|n| format!("Cluster {n}")).collect()
    }
    pub(super) fn about(&self, group: &[usize], _c: &[u8]) -> Option<usize> {
        group.first().copied().filter(|at| *at < self.texts.len())
    }
    pub(super) fn shared(&self, _g: &[Vec<usize>]) -> Vec<Vec<String>> {
        vec![Vec::new(); self.texts.len()]
    }
}
