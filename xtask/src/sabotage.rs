//! `cargo xtask sabotage`: can the tests fail? Each row of `conformance/sabotages.toml` is a mistake somebody could
//! make and the test that must catch it. They are made one after the other in a copy of this repository below
//! `target/`, never in the repository itself.

pub(crate) mod scratch;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Output};
use std::time::Instant;

use clap::Args;
use serde::Deserialize;

use crate::{Outcome, root};
use scratch::Scratch;

/// Options of `cargo xtask sabotage`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Sabotages to make; all unless told.
    names: Vec<String>,
    /// Make N of those that are cheap to build, chosen by the commit.
    #[arg(long, value_name = "N", conflicts_with = "names")]
    sample: Option<usize>,
    /// Make none, and list them.
    #[arg(long)]
    list: bool,
}

/// A mistake, and the test that catches it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sabotage {
    /// Its name on the command line.
    name: String,
    /// What goes wrong, for the caller.
    what: String,
    /// The file that is changed.
    file: String,
    /// What stands there, exactly once.
    search: String,
    /// What stands there instead.
    replace: String,
    /// The package of the test.
    package: String,
    /// The test target: `lib`, or the name of an integration test.
    target: String,
    /// The test.
    caught_by: String,
    /// Little is built for it.
    #[serde(default)]
    cheap: bool,
    /// The test runs `omics`.
    #[serde(default)]
    command: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sabotage: Vec<Sabotage>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let all = table(&root())?;
    let mut chosen = choose(&all, arguments)?;
    if arguments.list {
        for sabotage in &chosen {
            println!("{:<24} {}", sabotage.name, sabotage.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    // What is taken back is built once more, so the mistakes in a crate come one after the other.
    chosen.sort_by_key(|sabotage| sabotage.room());
    let scratch = Scratch::prepare(arguments.sample.is_some())?;
    let start = Instant::now();
    hold_unharmed(&chosen, &scratch)?;
    println!("all tests pass without a mistake ({:.0?})", start.elapsed());
    let mut green = 0;
    for sabotage in &chosen {
        let start = Instant::now();
        let ran = scratch.with(sabotage, || test(sabotage, &scratch))??;
        let took = start.elapsed();
        let Sabotage {
            name,
            what,
            caught_by,
            ..
        } = sabotage;
        let why = match ran {
            Ran::Red => {
                println!("red   {name:<24} {caught_by} ({took:.0?})");
                continue;
            }
            Ran::Green => "it passes".to_owned(),
            Ran::Neither(said) => said,
        };
        green += 1;
        println!("GREEN {name:<24} {what}\n{caught_by}: {why}");
    }
    println!(
        "{} sabotages in {:.0?}, {green} of them not caught",
        chosen.len(),
        start.elapsed()
    );
    Ok(if green == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The rows of the table, each of which can be applied.
fn table(root: &Path) -> Result<Vec<Sabotage>, Box<dyn Error>> {
    let file = "conformance/sabotages.toml";
    let text = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
    let table: Table = toml::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let mut problems = Vec::new();
    let mut names = BTreeSet::new();
    for sabotage in &table.sabotage {
        if !names.insert(&sabotage.name) {
            problems.push(format!("there are two sabotages `{}`", sabotage.name));
        }
        let text = fs::read_to_string(root.join(&sabotage.file)).unwrap_or_default();
        if let Err(problem) = sabotage.applied(&text) {
            problems.push(problem);
        }
    }
    match problems.is_empty() {
        true => Ok(table.sabotage),
        false => Err(format!("{file}: {}", problems.join("\n")).into()),
    }
}

impl Sabotage {
    /// The folder of the crate that is changed.
    fn room(&self) -> String {
        let parts: Vec<_> = self.file.split('/').take(2).collect();
        parts.join("/")
    }

    /// The text with the mistake in it.
    fn applied(&self, text: &str) -> Result<String, String> {
        let Self {
            name, file, search, ..
        } = self;
        match text.matches(search.as_str()).count() {
            1 if *search != self.replace => Ok(text.replacen(search.as_str(), &self.replace, 1)),
            1 => Err(format!("`{name}` changes nothing")),
            times => Err(format!(
                "`{name}`: what it searches is {times} times in {file}, not once"
            )),
        }
    }
}

fn choose(all: &[Sabotage], arguments: &Arguments) -> Result<Vec<Sabotage>, Box<dyn Error>> {
    if let Some(count) = arguments.sample {
        let cheap: Vec<_> = all
            .iter()
            .filter(|sabotage| sabotage.cheap)
            .cloned()
            .collect();
        let first = commit_number()? % cheap.len().max(1);
        let around = cheap
            .iter()
            .cycle()
            .skip(first)
            .take(count.min(cheap.len()));
        return Ok(around.cloned().collect());
    }
    if arguments.names.is_empty() {
        return Ok(all.to_vec());
    }
    let find = |name: &String| {
        let mut found = all.iter().filter(|sabotage| sabotage.name == *name);
        found
            .next()
            .cloned()
            .ok_or_else(|| format!("there is no sabotage `{name}`: see --list").into())
    };
    arguments.names.iter().map(find).collect()
}

/// A number that differs from commit to commit, so that a sample is another one each time.
fn commit_number() -> Result<usize, Box<dyn Error>> {
    let head = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(root())
        .output()?;
    let head = String::from_utf8(head.stdout)?;
    Ok(usize::from_str_radix(head.get(..7).unwrap_or("0"), 16)?)
}

/// What came of a test.
enum Ran {
    /// It failed.
    Red,
    /// It passed.
    Green,
    /// It could not be told, with what cargo said.
    Neither(String),
}

/// A test that fails without a mistake, or is not there, catches none.
fn hold_unharmed(chosen: &[Sabotage], scratch: &Scratch) -> Result<(), Box<dyn Error>> {
    let mut tried = BTreeSet::new();
    for sabotage in chosen {
        if tried.insert((&sabotage.target, &sabotage.caught_by)) {
            let why = match test(sabotage, scratch)? {
                Ran::Green => continue,
                Ran::Red => "it fails".to_owned(),
                Ran::Neither(said) => said,
            };
            let test = &sabotage.caught_by;
            return Err(format!("without any mistake, {test}: {why}").into());
        }
    }
    Ok(())
}

/// Runs the test, and nothing else. Where it can it builds with the features of the whole workspace, as the
/// dependencies were that the copy was lent.
fn test(sabotage: &Sabotage, scratch: &Scratch) -> Result<Ran, Box<dyn Error>> {
    let cargo = |arguments: &[&str]| -> Result<Output, Box<dyn Error>> {
        let mut command = scratch.cargo();
        command.arg(arguments[0]);
        command.args(["--quiet", "--locked", "--all-features"]);
        if sabotage.command {
            command.env("OMICS_BIN", scratch.binary("omics"));
        }
        Ok(command.args(&arguments[1..]).output()?)
    };
    let target: &[&str] = match sabotage.target.as_str() {
        "lib" => &["test", "--package", &sabotage.package, "--lib"],
        test => &["test", "--workspace", "--test", test],
    };
    let mut builds = vec![[target, &["--no-run"]].concat()];
    if sabotage.command {
        builds.push(vec!["build", "--workspace", "--bin", "omics"]);
    }
    for build in builds {
        let built = cargo(&build)?;
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr);
            return Ok(Ran::Neither(format!("it does not even compile:\n{said}")));
        }
    }
    let tested = cargo(&[target, &["--", &sabotage.caught_by]].concat())?;
    let said = String::from_utf8_lossy(&tested.stdout);
    Ok(judge(&said, &sabotage.caught_by))
}

/// What the harness says of a test. The list of failures names it after its modules.
fn judge(said: &str, test: &str) -> Ran {
    let is_listed = |line: &str| line.starts_with("    ") && line.ends_with(test);
    if said.lines().any(is_listed) {
        return Ran::Red;
    }
    let ended_well = |line: &str| {
        let passed = line.strip_prefix("test result: ok. ");
        passed.is_some_and(|passed| !passed.starts_with("0 passed"))
    };
    match said.lines().any(ended_well) {
        true => Ran::Green,
        false => Ran::Neither(said.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sabotage_can_be_made_and_names_a_test_that_is_there() {
        let root = root();
        let table = table(&root).unwrap_or_else(|error| panic!("{error}"));
        assert!(table.len() >= 20, "{}", table.len());
        for sabotage in table {
            let function = format!("fn {}(", sabotage.caught_by);
            let folders =
                ["crates", "conformance"].map(|folder| root.join(folder).join(&sabotage.package));
            let mut folders = folders
                .iter()
                .chain([&root])
                .filter(|folder| folder.is_dir());
            let folder = folders.next().expect("a package has a folder");
            let folder = if sabotage.package == "conformance" {
                root.join("conformance")
            } else {
                folder.clone()
            };
            assert!(
                is_said(&folder, &function),
                "{}: no {function}…) in {}",
                sabotage.name,
                folder.display()
            );
        }
    }

    /// Whether a source below the folder has the words.
    fn is_said(folder: &Path, words: &str) -> bool {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        entries.flatten().any(|entry| {
            let path = entry.path();
            match path.is_dir() {
                true => is_said(&path, words),
                false => fs::read_to_string(&path).is_ok_and(|text| text.contains(words)),
            }
        })
    }

    #[test]
    fn a_test_is_red_if_it_failed_and_green_if_it_ran() {
        let failed = "running 1 test\nF\n\nfailures:\n    a::b::it_holds\n\ntest result: FAILED. 0 passed; 1 failed";
        assert!(matches!(judge(failed, "it_holds"), Ran::Red));
        assert!(matches!(judge(failed, "another"), Ran::Neither(_)));
        let passed = "running 1 test\n.\ntest result: ok. 1 passed; 0 failed";
        assert!(matches!(judge(passed, "it_holds"), Ran::Green));
        let absent = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed";
        assert!(matches!(judge(absent, "it_holds"), Ran::Neither(_)));
    }

    #[test]
    fn what_is_not_there_exactly_once_cannot_be_changed() {
        let sabotage = Sabotage {
            name: "n".to_owned(),
            what: String::new(),
            file: "f".to_owned(),
            search: "a".to_owned(),
            replace: "b".to_owned(),
            package: String::new(),
            target: String::new(),
            caught_by: String::new(),
            cheap: false,
            command: false,
        };
        assert_eq!(sabotage.applied("xay").as_deref(), Ok("xby"));
        for text in ["", "aa"] {
            assert!(sabotage.applied(text).is_err());
        }
    }
}
