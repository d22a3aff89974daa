//! Real material.
