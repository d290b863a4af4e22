//! How files are written: module style, length, and nothing of one machine.

use super::{Finding, Source};

/// Lines a person can keep in mind.
const MOST_LINES: usize = 500;

/// Where home folders and checkouts of one machine live. Made-up homes in tests are fine.
const MACHINE_PATHS: [&str; 3] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
];

/// What would lift the lint that denies unsafe code.
const ALLOWS_UNSAFE: [&str; 2] = [
    concat!("allow(unsafe", "_code"),
    concat!("expect(unsafe", "_code"),
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |line: Option<usize>, problem: String| {
        let place = match line {
            Some(line) => format!("{}:{line}", source.path),
            None => source.path.clone(),
        };
        findings.push(Finding { place, problem });
    };
    if source.path.ends_with("/mod.rs") && !source.path.contains("/tests/") {
        find(
            None,
            "name the file after its module, beside the folder".to_owned(),
        );
    }
    let lines = source.text.lines().count();
    if source.is_handwritten_rust() && lines > MOST_LINES {
        find(
            None,
            format!(
                "{lines} lines, and {MOST_LINES} are the most: give its parts files of their own"
            ),
        );
    }
    let lines = source.text.lines().enumerate();
    for (index, _) in lines.filter(|(_, line)| ALLOWS_UNSAFE.iter().any(|it| line.contains(it))) {
        find(Some(index + 1), "no unsafe code is written here".to_owned());
    }
    if !is_recorded(&source.path) {
        for (index, line) in source.text.lines().enumerate() {
            if let Some(path) = MACHINE_PATHS.iter().find(|path| names(line, path)) {
                find(
                    Some(index + 1),
                    format!("`{path}` is a path of one machine"),
                );
            }
        }
    }
    findings
}

/// The path begins here, and is not the middle of a longer one or of an address.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "-_./}*".contains(c))
    })
}

/// Recordings and inputs hold what others wrote.
fn is_recorded(path: &str) -> bool {
    path.starts_with("conformance/cases/") || path.ends_with(".lock")
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::check;

    #[test]
    fn files_are_short_self_named_and_of_no_machine() {
        let long = "\n".repeat(501);
        assert_eq!(check(&source("crates/a/src/b.rs", &long)).len(), 1);
        let generated = format!("// @generated\n{long}");
        assert_eq!(check(&source("crates/a/src/b.rs", &generated)), []);
        assert_eq!(check(&source("crates/a/src/b/mod.rs", "")).len(), 1);
        let machine = concat!("see /wo", "rk/x");
        let found = check(&source("docs/a.md", machine));
        assert_eq!(found[0].place, "docs/a.md:1");
        let unsafely = concat!("#[allow(unsafe", "_code)]");
        assert_eq!(check(&source("crates/a/src/b.rs", unsafely)).len(), 1);
        let url = concat!("see https://example.com/wo", "rk/x");
        assert_eq!(check(&source("docs/a.md", url)), []);
    }
}
