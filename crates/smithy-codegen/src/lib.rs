//! Smithy JSON AST in, Rust out.
//!
//! Three stages, three modules, and a later one never looks back past its neighbour: [`ast`] reads
//! the file, [`model`] resolves it, `emit` writes Rust.

pub mod ast;
pub mod error;
pub mod model;
mod names;

pub use error::Error;
