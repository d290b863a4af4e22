//! `cargo xtask mutants`: the mutants that cargo-mutants lists for the modules in `conformance/mutants.toml`, in the copy
//! that sabotages are made in. All mutants of a module are built at once, each behind its number, since a build takes a
//! hundred times as long as the tests. One that no test catches stands in that file with a reason, or the task fails.

mod trial;
mod weave;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use crate::sabotage::scratch::Scratch;
use crate::{Outcome, root};
use trial::{Fate, Tried};
use weave::Mutant;

/// The share of mutants that tests have to catch.
const WANTED: f64 = 0.9;

/// Options of `cargo xtask mutants`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Modules by their names in the file; all unless told.
    modules: Vec<String>,
    /// Only mutants of which file or change contain this.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
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
    /// Targets with tests: `lib` are those beside the code.
    tests: Vec<String>,
    /// What the names of tests contain; all tests unless told.
    #[serde(default)]
    filters: Vec<String>,
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

/// What tests beside the code are called in the table.
const LIB: &str = "lib";

impl Module {
    fn folder(&self) -> PathBuf {
        ["crates", &self.package].iter().collect()
    }

    /// The tests beside the code, as a target that has a name: cargo can build those of one package with the features of
    /// the whole workspace only by name.
    fn unit_name(&self) -> String {
        format!("{}_unit", self.package.replace('-', "_"))
    }

    fn unit_target(&self) -> String {
        let name = self.unit_name();
        format!("\n[[test]]\nname = \"{name}\"\npath = \"src/lib.rs\"\n")
    }

    /// Arguments of cargo that choose what is built.
    fn targets(&self) -> Vec<String> {
        let named = self.tests.iter().map(|name| match name.as_str() {
            LIB => self.unit_name(),
            name => name.to_owned(),
        });
        named.flat_map(|name| ["--test".to_owned(), name]).collect()
    }
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
    let mut all_well = true;
    for module in &table.module {
        if !arguments.modules.is_empty() && !arguments.modules.contains(&module.name) {
            continue;
        }
        // Takes the mutants of the module before out again.
        let scratch = Scratch::prepare(true)?;
        let mut mutants = trial::list(module, &scratch)?;
        if let Some(only) = &arguments.only {
            mutants.retain(|mutant| mutant.name.contains(only));
        }
        let tried = trial::all(module, &mutants, &scratch)?;
        let whole = arguments.only.is_none();
        let told = judge(module, &mutants, &tried, &table.survivor, whole);
        println!("{}", told.text);
        all_well &= told.is_well;
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

struct Told {
    text: String,
    is_well: bool,
}

/// What was caught, what was not, and whether the list of survivors says so. A part of the mutants says nothing of
/// survivors that did not turn up.
fn judge(
    module: &Module,
    mutants: &[Mutant],
    tried: &Tried,
    survivors: &[Survivor],
    whole: bool,
) -> Told {
    let count = |wanted: Fate| tried.fates.iter().filter(|fate| **fate == wanted).count();
    let (caught, missed) = (count(Fate::Caught), count(Fate::Missed));
    let mut missing: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (mutant, fate) in mutants.iter().zip(&tried.fates) {
        if *fate == Fate::Missed {
            let name = mutant.name.as_str();
            missing.entry(change(mutant)).or_default().push(name);
        }
    }
    let mut problems = Vec::new();
    for survivor in survivors.iter().filter(|survivor| is_of(module, survivor)) {
        let found = missing.remove(&survivor.mutant).map_or(0, |it| it.len());
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
    problems.extend(
        missing
            .values()
            .flatten()
            .map(|name| format!("not caught: {name}")),
    );
    let tests = caught + missed;
    let rate = caught as f64 / tests.max(1) as f64;
    let mut text = format!(
        "{}: {caught} of {tests} caught, {:.1} % ({} do not compile, {} are not tried); built in {:.0?}, {:.2?} each",
        module.name,
        rate * 100.0,
        count(Fate::Unviable),
        count(Fate::NotTried),
        tried.building,
        tried.testing / u32::try_from(tests.max(1)).unwrap_or(u32::MAX),
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
fn change(mutant: &Mutant) -> String {
    let change = mutant
        .name
        .split(": ")
        .skip(1)
        .collect::<Vec<_>>()
        .join(": ");
    format!("{}: {change}", mutant.file)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn tried(name: &str, fate: Fate) -> (Mutant, Fate) {
        let place = serde_json::json!({"line": 1, "column": 2});
        let mutant = serde_json::from_value(serde_json::json!({
            "file": "a/b.rs", "name": format!("a/b.rs:1:2: {name}"), "function": null,
            "span": {"start": place, "end": place}, "replacement": "",
        }));
        (mutant.expect("a mutant"), fate)
    }

    fn judged(all: Vec<(Mutant, Fate)>, survivors: &[(&str, &str)]) -> Told {
        let module = Module {
            name: "m".to_owned(),
            package: "p".to_owned(),
            files: vec!["a/*.rs".to_owned()],
            tests: Vec::new(),
            filters: Vec::new(),
        };
        let survivors: Vec<_> = survivors
            .iter()
            .map(|(mutant, reason)| Survivor {
                mutant: (*mutant).to_owned(),
                reason: (*reason).to_owned(),
                times: 1,
            })
            .collect();
        let (mutants, fates): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let tried = Tried {
            fates,
            building: Duration::from_secs(9),
            testing: Duration::from_secs(21),
        };
        judge(&module, &mutants, &tried, &survivors, true)
    }

    #[test]
    fn what_is_missed_has_a_reason_and_what_is_caught_has_none() {
        let all = |caught: usize| {
            let mut all: Vec<_> = (0..caught)
                .map(|_| tried("replace x", Fate::Caught))
                .collect();
            all.push(tried("replace < with <= in f", Fate::Missed));
            all.push(tried("replace g", Fate::Unviable));
            all
        };
        assert!(!judged(all(20), &[]).is_well);
        let listed = ("a/b.rs: replace < with <= in f", "equal");
        let told = judged(all(20), &[listed]);
        assert!(told.is_well, "{}", told.text);
        let text = "m: 20 of 21 caught, 95.2 % (1 do not compile, 0 are not tried); built in 9s, 1.00s each";
        assert_eq!(told.text, text);
        assert!(!judged(all(20), &[(listed.0, " ")]).is_well);
        assert!(!judged(all(20), &[listed, ("a/b.rs: replace x", "gone")]).is_well);
        assert!(
            !judged(all(2), &[listed]).is_well,
            "two of three are too few"
        );
    }

    #[test]
    fn targets_are_built_by_name() {
        let module = Module {
            name: "m".to_owned(),
            package: "a-b".to_owned(),
            files: Vec::new(),
            tests: vec!["lib".to_owned(), "client".to_owned()],
            filters: Vec::new(),
        };
        assert_eq!(module.targets(), ["--test", "a_b_unit", "--test", "client"]);
    }
}
