//! Hidden markers: how folkmoot knows its own issues and the regions it owns in them.
//!
//! `<!-- folkmoot:NAME … -->` identifies, `<!-- folkmoot:NAME -->` … `<!-- /folkmoot:NAME -->` encloses a region. Text of people
//! never forges one: [`crate::inert`] leaves no `<` in it. A marker is believed only on an issue that carries a label of ours, which
//! outsiders cannot set.

/// Encloses `text` as the region `name`.
pub fn region(name: &str, text: &str) -> String {
    format!(
        "<!-- folkmoot:{name} -->\n{}\n<!-- /folkmoot:{name} -->",
        text.trim_end()
    )
}

/// What stands in a region now; `None` where there is none.
pub fn find_region<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let (start, end) = bounds(body, name)?;
    body.get(start..end)
        .map(|text| text.trim_matches(['\r', '\n']))
}

/// The body with the region's text replaced; appended where it is missing. Everything else stays as it is.
pub fn put_region(body: &str, name: &str, text: &str) -> String {
    match bounds(body, name) {
        Some((start, end)) => format!(
            "{}\n{}\n{}",
            body.get(..start).unwrap_or_default(),
            text.trim_end(),
            body.get(end..).unwrap_or_default()
        ),
        None => format!("{}\n\n{}\n", body.trim_end(), region(name, text)),
    }
}

/// Bytes between the end of the opening marker and the start of the closing one.
fn bounds(body: &str, name: &str) -> Option<(usize, usize)> {
    let open = format!("<!-- folkmoot:{name} -->");
    let start = body.find(&open)? + open.len();
    let end = start
        + body
            .get(start..)?
            .find(&format!("<!-- /folkmoot:{name} -->"))?;
    Some((start, end))
}

/// A hidden value. `>` is written as `\u003e`, so no value can end the comment: values are JSON.
pub fn hidden(name: &str, json: &str) -> String {
    format!("<!-- folkmoot:{name} {} -->", json.replace('>', "\\u003e"))
}

/// The first hidden value of that name.
pub fn find_hidden<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let open = format!("<!-- folkmoot:{name} ");
    let start = body.find(&open)? + open.len();
    let rest = body.get(start..)?;
    rest.get(..rest.find("-->")?).map(str::trim)
}

/// The body with that hidden value replaced; appended where it is missing.
pub fn put_hidden(body: &str, name: &str, json: &str) -> String {
    let open = format!("<!-- folkmoot:{name} ");
    let found = body
        .find(&open)
        .and_then(|start| Some((start, start + body.get(start..)?.find("-->")? + 3)));
    match found {
        Some((start, end)) => format!(
            "{}{}{}",
            body.get(..start).unwrap_or_default(),
            hidden(name, json),
            body.get(end..).unwrap_or_default()
        ),
        None => format!("{}\n\n{}\n", body.trim_end(), hidden(name, json)),
    }
}

/// Whether two bodies are the same to GitHub, which may change line ends and drops white space at the end.
pub fn same_text(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_around_a_region_stays() {
        let body = format!("Hello\n\n{}\n\nBye", region("status", "old"));
        let new = put_region(&body, "status", "new\nlines");
        assert_eq!(find_region(&new, "status"), Some("new\nlines"));
        assert!(new.starts_with("Hello") && new.ends_with("Bye"));
        assert_eq!(put_region(&new, "status", "new\nlines"), new);
        let web = new.replace('\n', "\r\n");
        assert_eq!(
            find_region(&web, "status").map(|text| text.replace('\r', "")),
            Some("new\nlines".into())
        );
        assert!(put_region("gone", "status", "back").contains("back"));
    }

    proptest! {
        #[test]
        fn a_hidden_value_comes_back(text in "\\PC*") {
            let json = serde_json::to_string(&text).unwrap();
            let body = put_hidden("body", "memory", &json);
            let back: String = serde_json::from_str(find_hidden(&body, "memory").unwrap()).unwrap();
            prop_assert_eq!(back, text);
            prop_assert_eq!(put_hidden(&body, "memory", &json), body);
        }
    }
}
