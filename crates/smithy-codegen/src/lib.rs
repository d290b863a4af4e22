//! Smithy JSON AST in, Rust out.
//!
//! Three stages, three modules, and a later one never looks back past its neighbour: [`ast`] reads
//! the file, [`model`] resolves it, [`emit`] writes Rust. [`CrateSet`] runs
//! them, [`generate`] puts the result on disk.

pub mod ast;
pub mod command;
mod crate_set;
pub mod drift;
pub mod embedded;
pub mod emit;
pub mod error;
pub mod generate;
pub mod model;
mod names;
pub mod protocol_tests;
mod standalone;
pub mod stats;

pub use crate_set::{Crate, CrateSet};
pub use error::Error;
