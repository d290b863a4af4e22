//! `cargo xtask drift`

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;
use smithy_codegen::drift::{self, Difference};

use crate::{Outcome, root};

#[derive(Args)]
#[command(group = clap::ArgGroup::new("upstream").required(true))]
pub(crate) struct Arguments {
    /// Upstream model: a Smithy JSON AST or a botocore `service-2.json`, gzip or not.
    #[arg(long, value_name = "FILE", group = "upstream")]
    against: Option<PathBuf>,
    /// Model to compare; this repository's own by default.
    #[arg(long, value_name = "FILE", requires = "against")]
    model: Option<PathBuf>,
    /// The folder `data` of botocore: compares every model of this repository, but for what
    /// `model/drift.json` expects.
    #[arg(long, value_name = "FOLDER", group = "upstream")]
    botocore: Option<PathBuf>,
}

/// The models of this repository that are slices of public ones, and where botocore has these.
const MODELS: [(&str, &str); 5] = [
    ("omics.json", "omics/2022-11-28"),
    ("sts.json", "sts/2011-06-15"),
    ("sso.json", "sso/2019-06-10"),
    ("sso-oidc.json", "sso-oidc/2019-06-10"),
    ("signin.json", "signin/2023-01-01"),
];

/// Differences that are meant, each as it is reported.
#[derive(Deserialize)]
struct Expected {
    reason: String,
    differences: Vec<String>,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let count = match (arguments.botocore, arguments.against) {
        (Some(data), _) => all(&data)?,
        (None, Some(against)) => {
            let model = arguments.model;
            let ours = model.unwrap_or_else(|| root().join("model/omics.json"));
            let differences = drift::compare(&ours, &against)?;
            differences.iter().for_each(|it| println!("{it}"));
            differences.len()
        }
        (None, None) => unreachable!("one of the two is required"),
    };
    println!("{count} differences");
    Ok(match count {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Compares every model; how many differences were not expected, or expected and not found.
fn all(data: &Path) -> Result<usize, Box<dyn Error>> {
    let file = root().join("model/drift.json");
    let expected = std::fs::read_to_string(&file)?;
    let expected: BTreeMap<String, Vec<Expected>> =
        serde_json::from_str(&expected).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut findings = Vec::new();
    for (model, folder) in MODELS {
        let upstream = data.join(folder).join("service-2.json.gz");
        let differences = drift::compare(&root().join("model").join(model), &upstream)?;
        let expected = expected.get(model).map_or(&[][..], Vec::as_slice);
        findings.extend(
            unexpected(&differences, expected)
                .into_iter()
                .map(|finding| format!("{model}: {finding}")),
        );
    }
    findings.iter().for_each(|finding| println!("{finding}"));
    Ok(findings.len())
}

fn unexpected(differences: &[Difference], expected: &[Expected]) -> Vec<String> {
    let found: BTreeSet<String> = differences.iter().map(ToString::to_string).collect();
    let lines = |expected: &Expected| expected.differences.clone();
    let known: BTreeSet<String> = expected.iter().flat_map(lines).collect();
    let gone = expected.iter().flat_map(|it| {
        let gone = it.differences.iter().filter(|line| !found.contains(*line));
        gone.map(|line| format!("is so no more: {line} (expected, because {})", it.reason))
    });
    found.difference(&known).cloned().chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_passed_over_and_what_is_gone_is_told() {
        let difference = |subject: &str| Difference {
            subject: subject.to_owned(),
            aspect: "type",
            ours: None,
            theirs: Some("string".to_owned()),
        };
        let line = |subject: &str| format!("{subject}: type: ours nothing, upstream string");
        let expected = Expected {
            reason: "it is never sent".to_owned(),
            differences: vec![line("A$known"), line("A$gone")],
        };
        let findings = unexpected(&[difference("A$new"), difference("A$known")], &[expected]);
        let gone = format!(
            "is so no more: {} (expected, because it is never sent)",
            line("A$gone")
        );
        assert_eq!(findings, [line("A$new"), gone]);
    }
}
