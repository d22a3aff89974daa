//! octocrab on a stack of our own: its usual one signs as itself, and adds a second `User-Agent` rather than replace it.

use super::token::Token;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use http::{Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use std::sync::Arc;

/// How folkmoot signs its requests.
pub const AGENT: &str = concat!("folkmoot/", env!("CARGO_PKG_VERSION"));

/// A client of the API at `base`. It follows no redirect and repeats nothing: both are for whoever knows what is being asked.
pub(super) fn octocrab(base: &str, token: Option<&Token>) -> Result<Octocrab, String> {
    let uri: Uri = base
        .parse()
        .map_err(|error| format!("`{base}` is no address: {error}"))?;
    if uri.scheme().is_none() || uri.authority().is_none() {
        return Err(format!("`{base}` is no address: write https://HOST"));
    }
    let secure = uri.scheme_str() == Some("https");
    let mut headers: Vec<(HeaderName, HeaderValue)> = vec![
        (USER_AGENT, HeaderValue::from_static(AGENT)),
        (header::ACCEPT, HeaderValue::from_static("application/json")),
    ];
    if let Some(token) = token {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
            .map_err(|_| "the token holds characters that no token has".to_owned())?;
        value.set_sensitive(true);
        headers.push((AUTHORIZATION, value));
    }
    let (base, headers) = (
        BaseUriLayer::new(uri),
        ExtraHeadersLayer::new(Arc::new(headers)),
    );
    let built = if secure {
        OctocrabBuilder::new_empty()
            .with_service(Client::builder(TokioExecutor::new()).build(connector()?))
            .with_layer(&base)
            .with_layer(&headers)
            .with_auth(AuthState::None)
            .build()
    } else {
        OctocrabBuilder::new_empty()
            .with_service(Client::builder(TokioExecutor::new()).build(HttpConnector::new()))
            .with_layer(&base)
            .with_layer(&headers)
            .with_auth(AuthState::None)
            .build()
    };
    match built {
        Ok(octocrab) => Ok(octocrab),
        Err(never) => match never {},
    }
}

/// Connections over TLS, with the certificates that this machine trusts.
pub(super) fn connector() -> Result<HttpsConnector<HttpConnector>, String> {
    Ok(HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| format!("no certificates to trust: {error}"))?
        .https_only()
        .enable_http1()
        .build())
}
