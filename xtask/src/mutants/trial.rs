//! Mutants are built all at once, and tried one after the other: the tests run once for each.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;
use wait4::Wait4 as _;

use super::Module;
use super::weave::{self, Mutant};
use crate::sabotage::scratch::Scratch;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Caught,
    Missed,
    /// It does not compile, and so is none.
    Unviable,
    /// It cannot be built beside the others.
    NotTried,
}

/// The fates of the mutants, in their order, and what it took to find out.
pub(super) struct Tried {
    pub(super) fates: Vec<Fate>,
    pub(super) building: Duration,
    pub(super) testing: Duration,
}

/// The most memory that tests may have, in KiB: what grows for ever should not take that of others.
const MEMORY: u64 = 4 << 20;

/// The stack of a test, in bytes: functions with all their bodies have large frames.
const STACK: usize = 256 << 20;

/// The mutants of a module, as cargo-mutants lists them.
pub(super) fn list(module: &Module, scratch: &Scratch) -> Result<Vec<Mutant>, Box<dyn Error>> {
    let mut command = scratch.cargo();
    command.args(["mutants", "--list", "--json", "--package", &module.package]);
    for file in &module.files {
        command.args(["--file", file]);
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        let advice = "`cargo install --locked cargo-mutants`?";
        return Err(format!("cargo-mutants cannot list {}: {advice}", module.name).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Builds the mutants and runs the tests of the module with each.
pub(super) fn all(
    module: &Module,
    mutants: &[Mutant],
    scratch: &Scratch,
) -> Result<Tried, Box<dyn Error>> {
    let mut fates = vec![Fate::Missed; mutants.len()];
    let start = Instant::now();
    let programs = build(module, mutants, scratch, &mut fates)?;
    let building = start.elapsed();
    let start = Instant::now();
    let trial = Trial {
        filters: &module.filters,
        folder: scratch.path(module.folder()),
    };
    let programs = trial.unharmed(programs)?;
    for ((number, mutant), fate) in (1..).zip(mutants).zip(&mut fates) {
        if *fate != Fate::Missed {
            continue;
        }
        if trial.catches(&programs, number, mutant)? {
            *fate = Fate::Caught;
        } else {
            eprintln!("{number} of {}: not caught: {}", mutants.len(), mutant.name);
        }
    }
    Ok(Tried {
        fates,
        building,
        testing: start.elapsed(),
    })
}

/// Builds the tests with all mutants that compile, and marks the others.
fn build(
    module: &Module,
    mutants: &[Mutant],
    scratch: &Scratch,
    fates: &mut [Fate],
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let folder = scratch.path(module.folder());
    append(&folder.join("src/lib.rs"), weave::CHOICE)?;
    append(&folder.join("Cargo.toml"), &module.unit_target())?;
    let mut originals = BTreeMap::new();
    for mutant in mutants {
        let path = scratch.path(&mutant.file);
        if !originals.contains_key(&mutant.file) {
            originals.insert(mutant.file.clone(), fs::read_to_string(path)?);
        }
    }
    loop {
        let mut owners = BTreeMap::new();
        for (file, original) in &originals {
            let of_file: Vec<_> = (1..)
                .zip(mutants)
                .filter(|(number, mutant)| {
                    mutant.file == *file && fates[number - 1] == Fate::Missed
                })
                .collect();
            let (woven, homeless) = weave::weave(original, &of_file);
            homeless
                .iter()
                .for_each(|number| fates[number - 1] = Fate::NotTried);
            owners.insert(file.as_str(), weave::owners(&woven));
            write_if_new(&scratch.path(file), &woven)?;
        }
        let mut command = scratch.cargo();
        // Features are those of the whole workspace, with which what the copy was lent is built.
        command.args(["test", "--workspace", "--all-features", "--no-run"]);
        command
            .args(["--message-format=json"])
            .args(module.targets());
        let output = command.stderr(Stdio::null()).output()?;
        let said = String::from_utf8(output.stdout)?;
        let messages: Vec<Message> = said
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        if output.status.success() {
            return Ok(messages.into_iter().filter_map(Message::test).collect());
        }
        let errors = messages.iter().filter_map(Message::error);
        let broken: BTreeSet<usize> = errors
            .clone()
            .flat_map(|it| culprits(it, &owners))
            .collect();
        if broken.is_empty() {
            let rendered = errors.filter_map(|error| error["rendered"].as_str());
            let said: String = rendered.take(3).collect();
            return Err(
                format!("{} cannot be built with its mutants:\n{said}", module.name).into(),
            );
        }
        broken
            .iter()
            .for_each(|number| fates[number - 1] = Fate::Unviable);
    }
}

/// What cargo says while it builds.
#[derive(Deserialize)]
struct Message {
    message: Option<Value>,
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Message {
    fn error(&self) -> Option<&Value> {
        self.message.as_ref().filter(|it| it["level"] == "error")
    }

    fn test(self) -> Option<PathBuf> {
        let target = self.target.filter(|it| it.kind == ["test"]);
        target.and(self.executable)
    }
}

/// The mutants that an error is about: those it points at first, else those it mentions.
fn culprits(error: &Value, owners: &BTreeMap<&str, Vec<Option<usize>>>) -> BTreeSet<usize> {
    let mut spans = Vec::new();
    collect_spans(error, &mut spans);
    let of = |is_primary: bool| -> BTreeSet<usize> {
        let chosen = spans.iter().filter(|it| it["is_primary"] == is_primary);
        let owner = |span: &&Value| {
            let lines = owners.get(span["file_name"].as_str()?)?;
            *lines.get(usize::try_from(span["line_start"].as_u64()?).ok()? - 1)?
        };
        chosen.filter_map(owner).collect()
    };
    let first = of(true);
    if first.is_empty() { of(false) } else { first }
}

/// The places in an error, in what it adds, and where macros were called that they are in.
fn collect_spans<'a>(value: &'a Value, spans: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("line_start") {
                spans.push(value);
            }
            members.values().for_each(|it| collect_spans(it, spans));
        }
        Value::Array(items) => items.iter().for_each(|it| collect_spans(it, spans)),
        _ => {}
    }
}

/// How the tests of a module are run.
struct Trial<'a> {
    filters: &'a [String],
    folder: PathBuf,
}

/// Tests, and the processor time they take without a mutant.
struct Program {
    path: PathBuf,
    usual: Duration,
}

impl Trial<'_> {
    /// The programs, quickest first. Without a mutant all tests have to pass.
    fn unharmed(&self, paths: Vec<PathBuf>) -> Result<Vec<Program>, Box<dyn Error>> {
        let mut programs = Vec::new();
        for path in paths {
            let Some(usual) = self.passes(&path, self.filters, 0, Duration::from_secs(600))? else {
                return Err(format!("{} fails without any mutant", path.display()).into());
            };
            programs.push(Program { path, usual });
        }
        programs.sort_by_key(|program| program.usual);
        Ok(programs)
    }

    /// Whether a test fails with the mutant, or takes several times as long as without.
    fn catches(
        &self,
        programs: &[Program],
        number: usize,
        mutant: &Mutant,
    ) -> Result<bool, Box<dyn Error>> {
        let nearest: Vec<_> = mutant.nearest_tests().into_iter().collect();
        let limited = |program: &Program, filters: &[String]| {
            let limit = program.usual * 3 + Duration::from_secs(2);
            self.passes(&program.path, filters, number, limit)
        };
        // Most are caught by what is nearest, and the rest takes longer.
        if self.filters.is_empty() && !nearest.is_empty() {
            for program in programs {
                if limited(program, &nearest)?.is_none() {
                    return Ok(true);
                }
            }
        }
        for program in programs {
            if limited(program, self.filters)?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Runs tests with a mutant. Returns what processor time they took if they pass within the limit.
    fn passes(
        &self,
        program: &Path,
        filters: &[String],
        number: usize,
        limit: Duration,
    ) -> Result<Option<Duration>, Box<dyn Error>> {
        let seconds = limit.as_secs();
        // Waiting takes no processor time, so there is a limit to that as well.
        let script = format!(
            "ulimit -t {seconds} -v {MEMORY} -c 0; exec timeout -s KILL {} \"$0\" \"$@\"",
            60 + seconds * 10
        );
        let mut child = Command::new("bash")
            .args(["-c", &script])
            .arg(program)
            .args(filters)
            .current_dir(&self.folder)
            .env(weave::VARIABLE, number.to_string())
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("RUST_MIN_STACK", STACK.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let end = child.wait4()?;
        let took = end.rusage.utime + end.rusage.stime;
        Ok(end.status.success().then_some(took))
    }
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    fs::File::options()
        .append(true)
        .open(path)?
        .write_all(text.as_bytes())
}

fn write_if_new(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path)? == text {
        return Ok(());
    }
    fs::write(path, text)
}
