//! Handlebars, set up once: values arrive inert, so nothing is escaped twice; a name that the context lacks is an error.

use handlebars::{Handlebars, no_escape};
use serde::Serialize;

/// A template that cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the template {name} cannot be rendered: {why}")]
pub struct TemplateError {
    /// Which.
    pub name: String,
    /// What the engine said.
    pub why: String,
}

/// Renders one template with one context.
///
/// # Errors
/// Where the template is malformed or names what the context does not have.
pub fn render<T: Serialize>(
    name: &str,
    template: &str,
    context: &T,
) -> Result<String, TemplateError> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    engine
        .render_template(template, context)
        .map_err(|error| TemplateError {
            name: name.to_owned(),
            why: error.to_string(),
        })
}
