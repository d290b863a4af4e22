//! Smithy JSON AST in, Rust out.
//!
//! Three stages, three modules, and a later one never looks back past its neighbour: [`ast`] reads
//! the file, [`model`] resolves it, [`emit`] writes Rust. [`pair`] runs
//! them, [`generate`] puts the result on disk.

pub mod ast;
pub mod drift;
pub mod emit;
pub mod error;
pub mod generate;
pub mod model;
mod names;
pub mod pair;
pub mod protocol_tests;
mod standalone;
pub mod stats;

pub use error::Error;
pub use pair::Pair;
