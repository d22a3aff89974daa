//! Drawing: pictures as SVG, pages as HTML, and nothing in them that does anything.
//!
//! In: values that were counted elsewhere, texts as people wrote them. Out: shapes, and from them the text of an SVG file or a piece of a
//! page. Pure, and the same value always gives the same bytes. Every text passes through [`crate::inert::xml`] in one place of each kind
//! of output, and no text of a person ever comes into a script, a style or the name of a class. Nothing is decided here: what is drawn,
//! and how large, says who calls.

pub mod colour;
pub mod html;
pub mod page;
pub mod prose;
mod shape;
pub mod text;
pub mod treemap;

pub use colour::Scheme;
pub use shape::{Anchor, Area, Label, Paint, Picture, Shape};
