//! The elements of an array in a JSON document, each with its line.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Deserializer, Value};

/// The most elements: many more than there may be notes.
const MOST: usize = 1_000_000;

/// Where a document is broken, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: usize,
    pub(crate) why: String,
}

/// An element with its line; what is no `T` is kept as what it is.
pub(crate) type Element<T> = (usize, Result<T, Value>);

/// A place in a document.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next sign that is no space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.at += rest.len()
            - rest
                .trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}'])
                .len();
        self.rest().bytes().next()
    }

    fn eat(&mut self, sign: u8) -> Result<(), Broken> {
        if self.peek() == Some(sign) {
            self.at += 1;
            return Ok(());
        }
        Err(self.broken(format!("`{}` is missing here", char::from(sign))))
    }

    fn value<T: DeserializeOwned>(&mut self) -> Result<T, Broken> {
        let mut stream = Deserializer::from_str(self.rest()).into_iter::<T>();
        match stream.next() {
            Some(Ok(value)) => {
                self.at += stream.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => {
                let mut broken = self.broken(String::new());
                broken.line += error.line().saturating_sub(1);
                let text = error.to_string();
                broken.why = text
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                Err(broken)
            }
            None => Err(self.broken("the file ends here".to_owned())),
        }
    }

    fn element<T: DeserializeOwned>(&mut self) -> Result<Result<T, Value>, Broken> {
        match self.value() {
            Ok(value) => Ok(Ok(value)),
            Err(_) => self.value().map(Err),
        }
    }

    fn broken(&self, why: String) -> Broken {
        let before = self.text.get(..self.at).unwrap_or_default();
        Broken {
            line: before.matches('\n').count() + 1,
            why,
        }
    }
}

/// The elements of the document, if it is an array, or of the array that one of its `keys` holds; the document itself, if it is an
/// object without them. Each with its line.
pub(crate) fn elements<T: DeserializeOwned>(
    text: &str,
    keys: &[&str],
) -> Result<Vec<Element<T>>, Broken> {
    let mut cursor = Cursor { text, at: 0 };
    if cursor.peek() == Some(b'{') && !enter(&mut cursor, keys)? {
        let mut cursor = Cursor { text, at: 0 };
        cursor.peek();
        let line = cursor.broken(String::new()).line;
        return Ok(vec![(line, cursor.element()?)]);
    }
    cursor.eat(b'[')?;
    let mut found = Vec::new();
    let (mut line, mut counted) = (1, 0);
    while cursor.peek() != Some(b']') {
        if !found.is_empty() {
            cursor.eat(b',')?;
            cursor.peek();
        }
        let between = text.get(counted..cursor.at).unwrap_or_default();
        line += between.bytes().filter(|byte| *byte == b'\n').count();
        counted = cursor.at;
        if found.len() == MOST {
            return Err(cursor.broken(format!("there are more than {MOST} elements")));
        }
        found.push((line, cursor.element()?));
    }
    Ok(found)
}

/// Goes to the array that one of the keys holds. What follows it is not looked at, as nobody needs it.
fn enter(cursor: &mut Cursor<'_>, keys: &[&str]) -> Result<bool, Broken> {
    cursor.eat(b'{')?;
    let mut first = true;
    while cursor.peek() != Some(b'}') {
        if !first {
            cursor.eat(b',')?;
        }
        first = false;
        let key: String = cursor.value()?;
        cursor.eat(b':')?;
        if cursor.peek() == Some(b'[') && keys.contains(&key.as_str()) {
            return Ok(true);
        }
        cursor.value::<IgnoredAny>()?;
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_their_lines() {
        let lines = |text: &str| -> Result<Vec<usize>, Broken> {
            Ok(elements::<Value>(text, &["notes"])?
                .into_iter()
                .map(|(line, _)| line)
                .collect())
        };
        type Lines = Result<Vec<usize>, (usize, &'static str)>;
        let table: [(&str, Lines); 9] = [
            ("[1,\n 2,\n\n{\"a\":\n3}]", Ok(vec![1, 2, 4])),
            (
                "\n{\"x\": [1],\n\"notes\":\n[true,\nfalse] , and more",
                Ok(vec![4, 5]),
            ),
            ("\n {\"x\": 1}", Ok(vec![2])),
            ("[]", Ok(vec![])),
            ("[1,\n2", Err((2, "`,` is missing here"))),
            ("[1,\n", Err((2, "the file ends here"))),
            ("[1,\n{\"a\"\n}]", Err((3, "expected `:`"))),
            (
                "{1: 2}",
                Err((1, "invalid type: integer `1`, expected a string")),
            ),
            ("", Err((1, "`[` is missing here"))),
        ];
        for (text, expected) in table {
            let expected = expected.map_err(|(line, why)| Broken {
                line,
                why: why.to_owned(),
            });
            assert_eq!(lines(text), expected, "{text:?}");
        }
        let deep = "[".repeat(100_000);
        assert!(elements::<Value>(&deep, &[]).is_err());
    }
}
