//! `cargo xtask mutants`: cargo-mutants on the modules in `conformance/mutants.toml`, in the copy that sabotages are
//! made in. A mutant that no test catches stands in that file with a reason, or the task fails.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use crate::sabotage::scratch::Scratch;
use crate::{Outcome, root};

/// The share of mutants that tests have to catch.
const WANTED: f64 = 0.9;

/// Options of `cargo xtask mutants`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Modules by their names in the file; all unless told.
    modules: Vec<String>,
    /// One part of so many, as 0/4.
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    module: Vec<Module>,
    #[serde(default)]
    survivor: Vec<Survivor>,
}

/// What is changed, and what must notice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Module {
    name: String,
    package: String,
    /// Files of the repository, as patterns.
    files: Vec<String>,
    /// Arguments of `cargo test` for the package, beside all its features.
    tests: Vec<String>,
}

/// A mutant that may live, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    /// File and change, as `crates/a/src/b.rs: replace f -> bool with true`.
    mutant: String,
    /// Why no test can or need tell it from the original.
    reason: String,
    /// How often the same change is possible in the file.
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

/// What cargo-mutants writes down, as far as it is read.
#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Tried>,
}

#[derive(Deserialize)]
struct Tried {
    scenario: Scenario,
    summary: String,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant { file: String, name: String },
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let text = fs::read_to_string(root().join("conformance/mutants.toml"))?;
    let table: Table = toml::from_str(&text)?;
    if let Some(name) = arguments
        .modules
        .iter()
        .find(|name| table.module.iter().all(|module| module.name != **name))
    {
        return Err(format!("there is no module `{name}` in conformance/mutants.toml").into());
    }
    let scratch = Scratch::prepare(false)?;
    let mut all_well = true;
    for module in &table.module {
        if arguments.modules.is_empty() || arguments.modules.contains(&module.name) {
            let tried = mutate(module, &scratch, arguments.shard.as_deref())?;
            let whole = arguments.shard.is_none();
            let told = judge(module, &tried, &table.survivor, whole);
            println!("{}", told.text);
            all_well &= told.is_well;
        }
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn mutate(
    module: &Module,
    scratch: &Scratch,
    shard: Option<&str>,
) -> Result<Vec<Tried>, Box<dyn Error>> {
    let output = root().join("target/mutants").join(&module.name);
    fs::create_dir_all(&output)?;
    let mut command = scratch.cargo();
    command.args(["mutants", "--in-place", "--no-shuffle", "--colors=never"]);
    command.args(["--package", &module.package, "--all-features"]);
    for file in &module.files {
        command.args(["--file", file]);
    }
    // For the build as well, so that it makes no test that is not run.
    for argument in &module.tests {
        command.arg(format!("--cargo-arg={argument}"));
    }
    if let Some(shard) = shard {
        command.args(["--shard", shard, "--sharding=round-robin"]);
    }
    command.arg("--output").arg(&output);
    let status = command.status()?;
    // 2: mutants were missed, 3: tests took too long; both are judged below.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!(
            "cargo-mutants failed on {}: `cargo install --locked cargo-mutants`?",
            module.name
        )
        .into());
    }
    read(&output.join("mutants.out/outcomes.json"))
}

fn read(path: &Path) -> Result<Vec<Tried>, Box<dyn Error>> {
    let outcomes: Outcomes = serde_json::from_str(&fs::read_to_string(path)?)?;
    Ok(outcomes.outcomes)
}

struct Told {
    text: String,
    is_well: bool,
}

/// What was caught, what was not, and whether the list of survivors says so. A part of the mutants says nothing of
/// survivors that did not turn up.
fn judge(module: &Module, tried: &[Tried], survivors: &[Survivor], whole: bool) -> Told {
    let (mut caught, mut missed) = (0_u32, 0_u32);
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for Tried { scenario, summary } in tried {
        let Scenario::Mutant { file, name } = scenario else {
            continue;
        };
        match summary.as_str() {
            "CaughtMutant" | "Timeout" => caught += 1,
            "MissedMutant" => {
                missed += 1;
                *missing.entry(change(file, name)).or_default() += 1;
            }
            // What does not compile is no mutant.
            _ => {}
        }
    }
    let mut problems = Vec::new();
    for survivor in survivors.iter().filter(|survivor| is_of(module, survivor)) {
        let found = missing.remove(&survivor.mutant).unwrap_or_default();
        if found > survivor.times {
            problems.push(format!(
                "{} times, not {}: {}",
                found, survivor.times, survivor.mutant
            ));
        } else if whole && found < survivor.times {
            problems.push(format!(
                "caught, take it from the survivors: {}",
                survivor.mutant
            ));
        }
        if survivor.reason.trim().is_empty() {
            problems.push(format!("without a reason: {}", survivor.mutant));
        }
    }
    problems.extend(missing.keys().map(|mutant| format!("not caught: {mutant}")));
    let rate = f64::from(caught) / f64::from((caught + missed).max(1));
    let name = &module.name;
    let mut text = format!(
        "{name}: {caught} of {} caught, {:.1} %",
        caught + missed,
        rate * 100.0
    );
    for problem in &problems {
        text.push_str(&format!("\n  {problem}"));
    }
    Told {
        text,
        is_well: problems.is_empty() && rate >= WANTED,
    }
}

fn is_of(module: &Module, survivor: &Survivor) -> bool {
    let file = survivor.mutant.split(": ").next().unwrap_or_default();
    module
        .files
        .iter()
        .any(|pattern| match pattern.split_once('*') {
            Some((before, after)) => {
                file.starts_with(before) && file.ends_with(after.trim_start_matches(['*', '/']))
            }
            None => file == pattern,
        })
}

/// A mutant by file and change, without its place, which moves with every edit.
fn change(file: &str, name: &str) -> String {
    let change = name.split(": ").skip(1).collect::<Vec<_>>().join(": ");
    format!("{file}: {change}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(name: &str, summary: &str) -> Tried {
        Tried {
            scenario: Scenario::Mutant {
                file: "a/b.rs".to_owned(),
                name: format!("a/b.rs:1:2: {name}"),
            },
            summary: summary.to_owned(),
        }
    }

    fn judged(tried: &[Tried], survivors: &[(&str, &str)]) -> Told {
        let module = Module {
            name: "m".to_owned(),
            package: "p".to_owned(),
            files: vec!["a/*.rs".to_owned()],
            tests: Vec::new(),
        };
        let survivors: Vec<_> = survivors
            .iter()
            .map(|(mutant, reason)| Survivor {
                mutant: (*mutant).to_owned(),
                reason: (*reason).to_owned(),
                times: 1,
            })
            .collect();
        judge(&module, tried, &survivors, true)
    }

    #[test]
    fn what_is_missed_has_a_reason_and_what_is_caught_has_none() {
        let mut all: Vec<_> = (0..20)
            .map(|_| tried("replace x", "CaughtMutant"))
            .collect();
        all.push(tried("replace < with <= in f", "MissedMutant"));
        all.push(tried("replace g", "Unviable"));
        assert!(!judged(&all, &[]).is_well);
        let listed = ("a/b.rs: replace < with <= in f", "equal");
        let told = judged(&all, &[listed]);
        assert!(told.is_well, "{}", told.text);
        assert!(
            told.text.starts_with("m: 20 of 21 caught, 95.2 %"),
            "{}",
            told.text
        );
        assert!(!judged(&all, &[(listed.0, " ")]).is_well);
        assert!(!judged(&all, &[listed, ("a/b.rs: replace x", "gone")]).is_well);
        assert!(
            !judged(&all[18..], &[listed]).is_well,
            "two of three are too few"
        );
    }
}
