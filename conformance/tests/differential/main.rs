//! The same calls through our client and the official SDK: what they send, and what their callers get to see.

mod answers;
mod captured;
mod requests;

use proptest::test_runner::{Config, FileFailurePersistence};

/// `cases` of each property, after the inputs on which it failed before.
fn config(cases: u32) -> Config {
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/regressions/differential.txt");
    Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..Config::default()
    }
}
