//! Exact parts of a whole: `> 1/2` is more than half, not 50.01 percent.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest denominator that people may write.
const LARGEST: u32 = 1_000;

/// A part that has to be reached, or exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Threshold {
    /// Whether exactly this part is not enough.
    strict: bool,
    numerator: u32,
    denominator: u32,
}

impl Threshold {
    /// More than half.
    pub const MAJORITY: Threshold = Threshold {
        strict: true,
        numerator: 1,
        denominator: 2,
    };

    /// Reads `> 1/2` or `>= 2/3`; `None` for anything else: percentages are not exact.
    pub fn parse(text: &str) -> Option<Threshold> {
        let text = text.trim();
        let (strict, rest) = match text.strip_prefix(">=").or(text.strip_prefix('≥')) {
            Some(rest) => (false, rest),
            None => (true, text.strip_prefix('>')?),
        };
        let (numerator, denominator) = fraction(rest)?;
        // More than the whole cannot be had.
        (!strict || numerator < denominator).then_some(Threshold {
            strict,
            numerator,
            denominator,
        })
    }

    /// The smallest number, at least 1, whose ratio to `of` satisfies it.
    pub fn needed(&self, of: u64) -> u64 {
        let product = u128::from(of) * u128::from(self.numerator);
        let denominator = u128::from(self.denominator);
        let number = if self.strict {
            product / denominator + 1
        } else {
            product.div_ceil(denominator)
        };
        u64::try_from(number).unwrap_or(u64::MAX).max(1)
    }

    /// For people: `more than 1/2 of`.
    pub fn words(&self) -> String {
        let (numerator, denominator) = (self.numerator, self.denominator);
        if self.strict {
            format!("more than {numerator}/{denominator} of")
        } else {
            format!("at least {numerator}/{denominator} of")
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.strict { ">" } else { ">=" };
        write!(f, "{sign} {}/{}", self.numerator, self.denominator)
    }
}

impl From<Threshold> for String {
    fn from(threshold: Threshold) -> String {
        threshold.to_string()
    }
}

impl TryFrom<String> for Threshold {
    type Error = String;

    fn try_from(text: String) -> Result<Threshold, String> {
        Threshold::parse(&text).ok_or_else(|| format!("`{text}` is no threshold such as `> 1/2`"))
    }
}

/// How many have to vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Quorum {
    /// So many.
    People(u64),
    /// This part of the roll, rounded up.
    Share(u32, u32),
}

impl Quorum {
    /// Reads `5` or `1/3`.
    pub fn parse(text: &str) -> Option<Quorum> {
        let text = text.trim();
        if let Ok(number) = text.parse::<u64>() {
            return (1..=10_000_000)
                .contains(&number)
                .then_some(Quorum::People(number));
        }
        let (numerator, denominator) = fraction(text)?;
        (numerator > 0).then_some(Quorum::Share(numerator, denominator))
    }

    /// How many that is of a roll of `size`.
    pub fn needed(&self, size: u64) -> u64 {
        match self {
            Quorum::People(number) => *number,
            Quorum::Share(numerator, denominator) => {
                let product = u128::from(size) * u128::from(*numerator);
                u64::try_from(product.div_ceil(u128::from(*denominator))).unwrap_or(u64::MAX)
            }
        }
    }
}

impl fmt::Display for Quorum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quorum::People(number) => write!(f, "{number}"),
            Quorum::Share(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
        }
    }
}

impl From<Quorum> for String {
    fn from(quorum: Quorum) -> String {
        quorum.to_string()
    }
}

impl TryFrom<String> for Quorum {
    type Error = String;

    fn try_from(text: String) -> Result<Quorum, String> {
        Quorum::parse(&text).ok_or_else(|| format!("`{text}` is no quorum such as `5` or `1/3`"))
    }
}

/// `n/d`, at most the whole.
fn fraction(text: &str) -> Option<(u32, u32)> {
    let (numerator, denominator) = text.split_once('/')?;
    let numerator: u32 = numerator.trim().parse().ok()?;
    let denominator: u32 = denominator.trim().parse().ok()?;
    (numerator <= denominator && (1..=LARGEST).contains(&denominator))
        .then_some((numerator, denominator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_not_more_than_half() {
        let needed = |text: &str, of| Threshold::parse(text).unwrap().needed(of);
        assert_eq!(needed("> 1/2", 10), 6);
        assert_eq!(needed(">= 1/2", 10), 5);
        assert_eq!(needed("> 1/2", 7), 4);
        assert_eq!(needed(">= 2/3", 7), 5);
        assert_eq!(needed(">=2/3", 6), 4);
        // What a percentage such as 50.01 gets wrong: 5,001 of 10,001 are more than half.
        assert_eq!(needed("> 1/2", 10_001), 5_001);
        assert_eq!(needed(">= 1/1", 4), 4);
        assert_eq!(needed("> 0/1", 4), 1);
        assert_eq!(needed(">= 0/1", 4), 1);
        assert_eq!(needed("> 1/2", 0), 1);
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        for text in [
            "50.01", "> 51%", "1/2", "> 2/1", "> 1/1", ">= 3/2", "> 1/0", "> -1/2", ">", "",
        ] {
            assert_eq!(Threshold::parse(text), None, "{text}");
        }
        for text in ["0", "1/0", "0/3", "-1", "a third", "4/3", ""] {
            assert_eq!(Quorum::parse(text), None, "{text}");
        }
        assert_eq!(Quorum::parse("1/3").unwrap().needed(7), 3);
        assert_eq!(Quorum::parse("5").unwrap().needed(7), 5);
    }

    #[test]
    fn they_come_back_as_they_were_written() {
        for text in ["> 1/2", ">= 2/3"] {
            let threshold = Threshold::parse(text).unwrap();
            assert_eq!(threshold.to_string(), text);
            let json = serde_json::to_string(&threshold).unwrap();
            assert_eq!(serde_json::from_str::<Threshold>(&json).unwrap(), threshold);
        }
    }
}
