//! The arrows between our crates are those `deny.toml` allows. cargo-deny holds all its rules; this
//! holds those between our own crates where cargo-deny is not installed.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::Finding;

pub(super) fn check(root: &Path) -> Result<Vec<Finding>, Box<dyn Error>> {
    let rules: toml::Table = std::fs::read_to_string(root.join("deny.toml"))?.parse()?;
    let metadata = Command::new("cargo")
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root)
        .output()?;
    if !metadata.status.success() {
        return Err("`cargo metadata` failed".into());
    }
    compare(&rules, &serde_json::from_slice(&metadata.stdout)?)
}

fn compare(rules: &toml::Table, metadata: &Value) -> Result<Vec<Finding>, Box<dyn Error>> {
    let denied = rules["bans"]["deny"]
        .as_array()
        .ok_or("deny.toml has no list `bans.deny`")?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("`cargo metadata` lists no packages")?;
    let mut findings = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap_or_default();
        let dependencies = package["dependencies"].as_array();
        for dependency in dependencies.into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            if from != to && is_denied(denied, from, to) {
                findings.push(Finding {
                    place: from.to_owned(),
                    problem: format!("depends on `{to}`, which deny.toml does not allow it"),
                });
            }
        }
    }
    Ok(findings)
}

/// The crate is denied, and this one is no wrapper of it.
fn is_denied(denied: &[toml::Value], from: &str, to: &str) -> bool {
    denied.iter().any(|rule| {
        let wrappers = rule.get("wrappers").and_then(toml::Value::as_array);
        let is_wrapper = wrappers
            .into_iter()
            .flatten()
            .any(|wrapper| wrapper.as_str() == Some(from));
        rule.get("crate").and_then(toml::Value::as_str) == Some(to) && !is_wrapper
    })
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn an_arrow_against_the_rules_is_found() {
        let rules = "[bans]\ndeny = [{ crate = \"low\", wrappers = [\"mid\"] }]";
        let metadata = serde_json::json!({ "packages": [
            { "name": "mid", "dependencies": [{ "name": "low" }] },
            { "name": "top", "dependencies": [{ "name": "low" }, { "name": "mid" }] },
        ] });
        let rules = rules.parse().expect("the rules are TOML");
        let found = compare(&rules, &metadata).expect("both are readable");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "top");
    }
}
