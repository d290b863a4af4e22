//! JSON as Python's `json` module reads and writes it.

mod read;
mod write;

pub use read::{JsonError, read, read_lossy};
pub use write::{write, write_compact, write_line};
