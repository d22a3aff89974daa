//! Tests over whole files.

mod properties;
mod real;
mod small;
