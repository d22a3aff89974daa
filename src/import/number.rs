//! Numbers as people and spreadsheets write them.

/// A number in a cell, and whether a comma stood before its decimals.
pub(super) fn number(cell: &str) -> Option<(f64, bool)> {
    let cell = cell.trim().trim_end_matches('%').trim_end();
    let cell = cell.strip_prefix('+').unwrap_or(cell);
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || b".-".contains(&byte))
            .then(|| text.parse::<f64>().ok())
            .flatten()
    };
    let Some((whole, rest)) = cell.split_once(',') else {
        return plain(cell).map(|value| (value, false));
    };
    // "1,234" is a thousand and more, "13,95" is less than fourteen. "1.234,5" is the first again, with decimals.
    let groups = rest.split('.').next().unwrap_or_default().split(',');
    if groups.clone().all(|group| group.len() == 3) && !whole.contains('.') {
        let joined: String = cell.chars().filter(|c| *c != ',').collect();
        return plain(&joined).map(|value| (value, false));
    }
    let joined = format!("{}.{rest}", whole.replace('.', ""));
    plain(&joined).map(|value| (value, true))
}

/// The nearest whole number, for votes.
pub(super) fn whole(value: f64) -> Option<i64> {
    // Beyond this, floating point has gaps, and no crowd votes like that.
    const MOST: f64 = 1e15;
    // In range, the cast is exact.
    #[allow(clippy::cast_possible_truncation)]
    (value.abs() <= MOST).then(|| value.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_spreadsheets() {
        let table = [
            ("7", Some((7.0, false))),
            (" +7 ", Some((7.0, false))),
            ("-3", Some((-3.0, false))),
            ("13,95%", Some((13.95, true))),
            ("4,5", Some((4.5, true))),
            ("1,234", Some((1234.0, false))),
            ("1,234,567.5", Some((1_234_567.5, false))),
            ("1.234,5", Some((1234.5, true))),
            ("12.5", Some((12.5, false))),
            ("", None),
            ("-", None),
            ("1e9", None),
            ("inf", None),
            ("1,2,3", None),
            ("3 votes", None),
            ("٣", None),
        ];
        for (cell, expected) in table {
            assert_eq!(number(cell), expected, "{cell:?}");
        }
        assert_eq!(whole(4.5), Some(5));
        assert_eq!(whole(-2.4), Some(-2));
        assert_eq!(whole(1e300), None);
    }
}
