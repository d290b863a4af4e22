//! Runs `cargo test` and reads what libtest prints.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// What became of the test functions, by path: nothing where it passed, else what it printed.
pub(super) type Results = BTreeMap<String, Option<String>>;

/// Builds and runs the unit tests of the client crate and, if `protocol`, its protocol tests.
pub(super) fn test(
    folder: &Path,
    package: &str,
    protocol: bool,
    target: &Path,
) -> Result<Results, Error> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(folder)
        .args(["test", "--package", package, "--no-fail-fast", "--lib"])
        .args(
            protocol
                .then_some(["--test", "protocol"])
                .into_iter()
                .flatten(),
        )
        .arg("--target-dir")
        .arg(target)
        // Nobody debugs these builds, and they are many.
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    let output = command.output().map_err(|source| Error::Io {
        path: folder.to_owned(),
        source,
    })?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let results = read(&printed);
    if results.is_empty() && !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(Error::Tests(format!(
            "the generated crates do not build:\n{errors}"
        )));
    }
    Ok(results)
}

fn read(printed: &str) -> Results {
    let mut results = Results::new();
    for line in printed.lines() {
        let Some((name, verdict)) = line
            .strip_prefix("test ")
            .and_then(|line| line.split_once(" ... "))
        else {
            continue;
        };
        let failed = (verdict != "ok").then(String::new);
        results.insert(name.to_owned(), failed);
    }
    for section in printed.split("\n---- ").skip(1) {
        let Some((name, text)) = section.split_once(" stdout ----\n") else {
            continue;
        };
        results.insert(name.to_owned(), Some(message(text)));
    }
    results
}

/// The panic message of a failed test, without what surrounds it.
fn message(text: &str) -> String {
    let after_place = text
        .lines()
        .skip_while(|line| !line.contains("panicked at "))
        .skip(1)
        .take_while(|line| !line.starts_with("note: ") && !line.starts_with("failures:"));
    let lines: Vec<&str> = after_place.collect();
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_and_messages_are_read() {
        let printed = "running 2 tests\ntest requests::a ... ok\ntest requests::b ... FAILED\n\nfailures:\n\n\
            ---- requests::b stdout ----\n\nthread 'requests::b' (1) panicked at src/lib.rs:1:2:\nB:\n  path: wrong\n\
            note: run with a backtrace\n\n\nfailures:\n    requests::b\n";
        let results = read(printed);
        assert_eq!(results["requests::a"], None);
        assert_eq!(results["requests::b"].as_deref(), Some("B:\n  path: wrong"));
        assert_eq!(results.len(), 2);
    }
}
