//! What documents say of the code is so: links lead somewhere, lines of `cargo xtask` can be typed, every
//! dependency has its reason, and the tests that hold the threat model exist.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use clap::CommandFactory;

use super::{Finding, Source};

const DEPENDENCIES: &str = "docs/dependencies.md";
const THREATS: &str = "docs/threat-model.md";

pub(super) fn check(root: &Path, sources: &[Source]) -> Vec<Finding> {
    let mut findings = links(root, sources);
    findings.extend(lines(sources));
    findings.extend(dependencies(sources));
    findings.extend(threats(sources));
    findings
}

fn finding(place: &str, problem: String) -> Finding {
    let place = place.to_owned();
    Finding { place, problem }
}

/// Links to files of the repository.
fn links(root: &Path, sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.path.ends_with(".md")) {
        let folder = Path::new(&source.path).parent().unwrap_or(Path::new(""));
        for target in targets(&source.text) {
            let file = target.split('#').next().unwrap_or_default();
            let leaves = file.contains("://") || file.starts_with("mailto:");
            if !file.is_empty() && !leaves && !root.join(resolve(folder, file)).exists() {
                findings.push(finding(
                    &source.path,
                    format!("the link to `{target}` leads nowhere"),
                ));
            }
        }
    }
    findings
}

/// Lines of `cargo xtask` in blocks of code, read as it reads them.
fn lines(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.path.ends_with(".md")) {
        for line in source.text.lines() {
            let Some(words) = line.strip_prefix("cargo xtask ") else {
                continue;
            };
            let words = words.split('#').next().unwrap_or_default();
            let words = words
                .split_whitespace()
                .map(|word| word.trim_matches(['"', '\'']));
            let typed = ["xtask"].into_iter().chain(words);
            if let Err(error) = crate::Arguments::command().try_get_matches_from(typed) {
                let problem = format!("`{line}` cannot be typed: {error}");
                findings.push(finding(&source.path, problem));
            }
        }
    }
    findings
}

/// What stands in `](…)` outside of code.
fn targets(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut targets = Vec::new();
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let prose = line.split('`').step_by(2).filter(|_| !fenced);
        for piece in prose {
            let rest = piece.split("](").skip(1);
            targets.extend(rest.filter_map(|rest| rest.split(')').next()));
        }
    }
    targets
}

/// `file` seen from `folder`, without `..`.
fn resolve(folder: &Path, file: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for component in folder.join(file).components() {
        match component {
            Component::ParentDir => _ = path.pop(),
            other => path.push(other),
        }
    }
    path
}

/// Every crate a manifest names stands in the table, and no other.
fn dependencies(sources: &[Source]) -> Vec<Finding> {
    let named: BTreeSet<String> = sources.iter().flat_map(dependencies_of).collect();
    let table = table(sources, DEPENDENCIES, 0);
    let mut findings = Vec::new();
    for missing in named.difference(&table) {
        findings.push(finding(DEPENDENCIES, format!("`{missing}` has no reason")));
    }
    for gone in table.difference(&named) {
        findings.push(finding(DEPENDENCIES, format!("`{gone}` is in no manifest")));
    }
    findings
}

/// The crates of others in the manifest of one of our crates.
fn dependencies_of(source: &Source) -> Vec<String> {
    let ours = ["crates/", "xtask/", "conformance/Cargo.toml"];
    let is_manifest = source.path.ends_with("Cargo.toml")
        && ours.iter().any(|start| source.path.starts_with(start));
    let manifest: toml::Table = match is_manifest {
        true => toml::from_str(&source.text).unwrap_or_default(),
        false => return Vec::new(),
    };
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = std::iter::once(&manifest).chain(
        targets
            .into_iter()
            .flat_map(|targets| targets.values())
            .filter_map(toml::Value::as_table),
    );
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    tables
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()))
        .flat_map(|dependencies| dependencies.keys().cloned())
        .filter(|name| !is_of_the_house(name))
        .collect()
}

/// Whether a crate is one of this repository.
fn is_of_the_house(name: &str) -> bool {
    const HOUSE: [&str; 12] = [
        "aws-settings",
        "cli-formats",
        "conformance",
        "jmespath-py",
        "omics-",
        "protocol-",
        "smithy-catalog",
        "smithy-cli",
        "smithy-client",
        "smithy-codegen",
        "smithy-local",
        "smithy-protocol-tests",
    ];
    HOUSE.iter().any(|start| name.starts_with(start))
}

/// The tests the threat model names exist.
fn threats(sources: &[Source]) -> Vec<Finding> {
    table(sources, THREATS, 3)
        .into_iter()
        .filter(|name| !name.contains(' '))
        .filter(|name| {
            let test = format!("fn {name}(");
            !sources
                .iter()
                .any(|source| source.is_handwritten_rust() && source.text.contains(&test))
        })
        .map(|name| finding(THREATS, format!("there is no test `{name}`")))
        .collect()
}

/// What stands between back quotes in a column of the tables of a document.
fn table(sources: &[Source], path: &str, column: usize) -> BTreeSet<String> {
    let text = sources
        .iter()
        .find(|source| source.path == path)
        .map_or("", |source| &source.text);
    text.lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').nth(column))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        let (path, text) = (path.to_owned(), text.to_owned());
        Source { path, text }
    }

    #[test]
    fn lines_that_cannot_be_typed_are_found_and_others_are_not() {
        let text = "cargo xtask tidy\ncargo xtask bench --onyl client   # fast\ncargo xtask diff a b # c --d";
        let found = lines(&[source("docs/x.md", text)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].problem.contains("--onyl"), "{found:?}");
    }

    #[test]
    fn links_that_lead_nowhere_are_found_and_others_are_not() {
        let text = "[a](gone.md) [b](https://example.com/x) `[c](code.md)`\n```\n[d](fenced.md)\n```\n[e](#here)";
        let found = links(Path::new("/nowhere"), &[source("docs/x.md", text)]);
        assert_eq!(
            found,
            [finding(
                "docs/x.md",
                "the link to `gone.md` leads nowhere".to_owned()
            )]
        );
    }

    #[test]
    fn dependencies_without_a_reason_and_reasons_without_a_dependency_are_found() {
        let manifest = source(
            "crates/a/Cargo.toml",
            "[dependencies]\nnew = \"1\"\nsmithy-client = \"1\"\n",
        );
        let table = source(DEPENDENCIES, "| `old` | it was good | |\n");
        let found: Vec<String> = dependencies(&[manifest, table])
            .into_iter()
            .map(|found| found.problem)
            .collect();
        assert_eq!(found, ["`new` has no reason", "`old` is in no manifest"]);
    }

    #[test]
    fn tests_that_are_gone_are_found() {
        let table = source(
            THREATS,
            "| who | what | how | `it_holds`, `it_is_gone`, `cargo deny check` |\n",
        );
        let code = source("crates/a/src/lib.rs", "fn it_holds() {}");
        let found: Vec<String> = threats(&[table, code])
            .into_iter()
            .map(|found| found.problem)
            .collect();
        assert_eq!(found, ["there is no test `it_is_gone`"]);
    }
}
