//! The `omics` command.
fn main() {}
