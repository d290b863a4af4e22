//! YAML as the AWS CLI reads and writes it.

mod read;
mod write;

pub use read::{YamlError, read};
pub use write::{write, write_page};
