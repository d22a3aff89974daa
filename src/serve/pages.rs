//! Pages: those of the wall, and small ones that say what is to be done.

use super::assets;
use super::keys::Role;
use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{self, HeaderValue};
use serde_json::Value;
use sha2::{Digest, Sha256};

const HTML: &str = "text/html; charset=utf-8";

/// An answer.
pub(super) fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// JSON.
pub(super) fn json(status: StatusCode, value: &Value) -> Response {
    answer(status, "application/json", value.to_string())
}

/// Why something is not done, for the page's script.
pub(super) fn refusal(status: StatusCode, why: &str) -> Response {
    json(status, &serde_json::json!({ "error": why }))
}

/// A page of the wall, in a language if one is asked for.
pub(super) fn whole(page: &str, language: Option<&str>) -> Response {
    let page = match language.filter(|wanted| assets::languages().any(|known| known == *wanted)) {
        Some(language) => page.replacen(
            "<html lang=\"en\"",
            &format!("<html lang=\"en\" data-language=\"{language}\""),
            1,
        ),
        None => page.to_owned(),
    };
    answer(StatusCode::OK, HTML, page)
}

/// A page with a few words of ours; `go` is where it leads.
pub(super) fn words(status: StatusCode, title: &str, text: &str, go: Option<&str>) -> Response {
    let (refresh, link) = match go {
        Some(path) => (
            format!("<meta http-equiv=\"refresh\" content=\"0; url={path}\">\n"),
            format!("<p><a href=\"{path}\">Go on</a></p>\n"),
        ),
        None => Default::default(),
    };
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n{refresh}<title>{title} · folkmoot</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/assets/wall.css\">\n</head>\n<body class=\"opens\">\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n{link}</main>\n</body>\n</html>\n"
    );
    answer(status, HTML, page)
}

/// For somebody without the cookie that a page needs.
pub(super) fn locked(needed: Role) -> Response {
    let (title, text) = match needed {
        Role::Presenter => (
            "This page is the facilitator’s",
            "Open it by the link that <code>folkmoot wall</code> printed behind <code>presenter:</code>. It works once; whoever has opened it can make another one there, with “Invite a facilitator”. Where it is used up and lost, end <code>folkmoot wall</code> and start it again.",
        ),
        Role::Wall => (
            "This wall is opened by a link",
            "Open it by the link that <code>folkmoot wall</code> printed behind <code>wall:</code>, or ask a facilitator for a new one.",
        ),
    };
    words(StatusCode::FORBIDDEN, title, text, None)
}

/// A key that opens nothing.
pub(super) fn used_up(used: bool) -> Response {
    let (title, text) = if used {
        (
            "This link was used",
            "A link opens the wall once, in one browser. In that browser, go to <a href=\"/presenter\">/presenter</a> or <a href=\"/\">/</a>; for another one, ask a facilitator for a new link.",
        )
    } else {
        (
            "This link opens nothing",
            "It is not whole, or was made by a wall that has ended. Copy all of it, or ask a facilitator for a new one.",
        )
    };
    words(StatusCode::FORBIDDEN, title, text, None)
}

/// A file with its mark: who has the same already is told so.
pub(super) fn file(name: &str, text: &'static str, known: Option<&str>) -> Response {
    let digest = crate::text::hex(&Sha256::digest(text.as_bytes()));
    let mark = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let same = known.is_some_and(|known| known.split(',').any(|one| one.trim() == mark));
    let mut response = if same {
        answer(StatusCode::NOT_MODIFIED, assets::kind(name), Body::empty())
    } else {
        answer(StatusCode::OK, assets::kind(name), text)
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        headers.insert(header::ETAG, mark);
    }
    response
}
