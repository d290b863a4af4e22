//! Crates that know no service do not name one.

use super::{Finding, Source};

/// What only the crates of this repository's own service may say.
const SERVICE_WORDS: [&str; 6] = [
    "omics",
    "genomics",
    "run cache",
    "run_cache",
    "run-cache",
    "runcache",
];

/// Words of one service in code, documentation or data of a crate for any.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let of_any_service = source
        .crate_name()
        .is_some_and(|name| !name.starts_with("omics-"));
    if !of_any_service || is_test(&source.path) {
        return Vec::new();
    }
    let lines = source.text.lines().enumerate();
    // Tests stand at the end of a file, and what only they need at the end of a manifest.
    let code =
        lines.take_while(|(_, line)| !matches!(*line, "#[cfg(test)]" | "[dev-dependencies]"));
    code.filter_map(|(index, line)| {
        let lower = line.to_lowercase();
        let word = SERVICE_WORDS.iter().find(|word| lower.contains(**word))?;
        Some(Finding {
            place: format!("{}:{}", source.path, index + 1),
            problem: format!("`{word}` names a service in a crate for any service"),
        })
    })
    .collect()
}

fn is_test(path: &str) -> bool {
    let mut parts = path.split('/');
    path.ends_with("/tests.rs") || parts.any(|part| part == "tests" || part == "benches")
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::check;

    #[test]
    fn a_service_is_named_by_its_own_crates_and_by_tests_only() {
        let text = "fn f() {}\n/// A Run Cache.\n#[cfg(test)]\nmod tests { /* omics */ }\n";
        let found = check(&source("crates/smithy-x/src/lib.rs", text));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/smithy-x/src/lib.rs:2");
        for fine in [
            "crates/omics-x/src/lib.rs",
            "crates/smithy-x/tests/a.rs",
            "crates/smithy-x/src/a/tests.rs",
            "conformance/src/lib.rs",
        ] {
            assert_eq!(check(&source(fine, text)), [], "{fine}");
        }
    }
}
