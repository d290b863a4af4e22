//! What it costs to compile programs that call the service, from nothing, without a cache.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::figure::{Report, Unit};
use super::process::{Cost, cost};
use super::programs::{self, Program};

/// Runs a `cargo build`, and returns where the executable of that name is.
pub(super) fn executable(cargo: &mut Command, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    cargo.arg("--message-format=json-render-diagnostics");
    let output = cargo.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{cargo:?}: {}", output.status).into());
    }
    let messages = String::from_utf8(output.stdout)?;
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut built = messages.filter(|message| message["target"]["name"] == name);
    let path = built.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    path.ok_or_else(|| format!("{cargo:?} made no `{name}`").into())
}

/// A program built from nothing, or what that took.
struct Built {
    debug: Cost,
    crates: f64,
    release: f64,
}

/// Builds every program beside the official one.
pub(super) fn measure(
    whole_model: Option<&Path>,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    const OFFICIAL: &str = "aws-sdk-omics";
    let official = built(&programs::OFFICIAL)?;
    for (what, program) in [
        ("smallest program", &programs::SMALLEST),
        ("plain HTTP", &programs::PLAIN),
    ] {
        let ours = built(program)?;
        for (of, unit, value) in [
            (
                "time",
                Unit::Seconds,
                (|built| built.debug.wall) as fn(&Built) -> f64,
            ),
            ("CPU time", Unit::Seconds, |built| built.debug.cpu),
            ("crates", Unit::Crates, |built| built.crates),
            ("release binary", Unit::Bytes, |built| built.release),
        ] {
            let name = format!("build/{what}, {of}");
            report.add(name, unit, value(&ours), (OFFICIAL, value(&official)));
        }
    }
    let Some(model) = whole_model else {
        report.leave_out("all of HealthOmics: give its model with --whole-model");
        return Ok(());
    };
    let (ours, official) = (programs::whole(model)?, programs::whole_official()?);
    let (ours, official) = (alone(&ours)?, alone(&official)?);
    let name = "build/all of HealthOmics, time";
    report.add(name, Unit::Seconds, ours.wall, (OFFICIAL, official.wall));
    let name = "build/all of HealthOmics, CPU time";
    report.add(name, Unit::Seconds, ours.cpu, (OFFICIAL, official.cpu));
    Ok(())
}

fn built(program: &Program) -> Result<Built, Box<dyn Error>> {
    let folder = program.write()?;
    let tree = Command::new("cargo")
        .args(["tree", "--edges", "normal,build", "--prefix", "none"])
        .current_dir(&folder)
        .stderr(Stdio::inherit())
        .output()?;
    let tree = String::from_utf8(tree.stdout)?;
    let crates: BTreeSet<&str> = tree
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    let crates = crates.len() as f64;
    cargo(&folder, &["fetch"])?;
    clean(&folder)?;
    let debug = cargo(&folder, &["build"])?;
    cargo(&folder, &["build", "--release"])?;
    let binary = folder.join("target/release").join(program.name);
    let release = fs::metadata(binary)?.len() as f64;
    clean(&folder)?;
    Ok(Built {
        debug,
        crates,
        release,
    })
}

/// What the crates themselves take, when all below them is there.
fn alone(folder: &programs::Whole) -> Result<Cost, Box<dyn Error>> {
    cargo(&folder.path, &["fetch"])?;
    clean(&folder.path)?;
    cargo(&folder.path, &["build"])?;
    for name in &folder.packages {
        cargo(&folder.path, &["clean", "--package", name])?;
    }
    let cost = cargo(&folder.path, &["build"])?;
    clean(&folder.path)?;
    Ok(cost)
}

/// Runs cargo without any cache of compilations.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(arguments)
        .current_dir(folder)
        .env("RUSTC_WRAPPER", "")
        .env_remove("CARGO_TARGET_DIR");
    cost(&mut cargo)
}

fn clean(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder.join("target")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
