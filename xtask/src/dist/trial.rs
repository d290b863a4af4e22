//! Installs each package as its users do, into a place of its own, and runs the first command there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;
use super::release::Release;
use crate::binary::run;

/// What a package is, and how it comes into an empty folder: the path of the command there.
type Install = fn(&Path, &Path, &Release) -> Result<PathBuf>;

const TRIALS: &[(&str, Install)] = &[
    (".tar.gz", archive),
    (".deb", deb),
    (".rpm", rpm),
    (".whl", wheel),
    (".tgz", npm),
    ("install.sh", installer),
];

/// Tries all packages in `out`, and fails for the first that does not install or run.
pub(super) fn all(release: &Release, out: &Path) -> Result<()> {
    let trials = out.join("trial");
    for (ending, install) in TRIALS {
        let package = package(out, ending)?;
        let place = trials.join(ending.trim_start_matches('.'));
        fs::create_dir_all(&place)?;
        let command = install(&package, &place, release)?;
        first_command(&command, &place)
            .map_err(|error| format!("{}: {error}", package.display()))?;
        println!("-- {ending}: installed, and the first command works");
    }
    fs::remove_dir_all(trials)?;
    Ok(())
}

fn package(out: &Path, ending: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(out)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            return Ok(path);
        }
    }
    Err(format!("{} holds no {ending}", out.display()).into())
}

/// Creates a run cache in the built-in service, with nothing of the user's in sight.
fn first_command(command: &Path, home: &Path) -> Result<()> {
    let arguments = [
        "--local",
        "create-run-cache",
        "--cache-s3-location",
        "s3://my-bucket/cache/",
    ];
    let output = Command::new(command)
        .args(arguments)
        .args(["--query", "status", "--output", "text"])
        .env_clear()
        .env("HOME", home)
        .output()
        .map_err(|error| format!("{}: {error}", command.display()))?;
    match output.status.success() && output.stdout == b"ACTIVE\n" {
        true => Ok(()),
        false => Err(format!("the first command failed: {output:?}").into()),
    }
}

fn archive(package: &Path, place: &Path, release: &Release) -> Result<PathBuf> {
    run(Command::new("tar")
        .arg("-xzf")
        .arg(package)
        .arg("-C")
        .arg(place))?;
    Ok(place.join(release.stem()).join("bin/omics"))
}

/// Into a root with an empty database of packages.
fn deb(package: &Path, place: &Path, _: &Release) -> Result<PathBuf> {
    for folder in ["info", "updates", "triggers"] {
        fs::create_dir_all(place.join("var/lib/dpkg").join(folder))?;
    }
    for file in ["status", "available"] {
        fs::write(place.join("var/lib/dpkg").join(file), "")?;
    }
    run(Command::new("dpkg")
        .args([
            "--force-not-root",
            "--force-bad-path",
            "--log=/dev/null",
            "--root",
        ])
        .arg(place)
        .arg("--install")
        .arg(package))?;
    Ok(place.join("usr/bin/omics"))
}

/// Read by another implementation than the one that wrote it. It keeps no permissions.
fn rpm(package: &Path, place: &Path, _: &Release) -> Result<PathBuf> {
    run(Command::new("python3")
        .args(["-m", "rpmfile", "-x", "-C"])
        .args([place, package]))?;
    let command = place.join("usr/bin/omics");
    run(Command::new("chmod").arg("+x").arg(&command))?;
    Ok(command)
}

fn wheel(package: &Path, place: &Path, _: &Release) -> Result<PathBuf> {
    run(Command::new("python3").args(["-m", "venv"]).arg(place))?;
    run(Command::new(place.join("bin/pip"))
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
        ])
        .arg(package))?;
    Ok(place.join("bin/omics"))
}

fn npm(package: &Path, place: &Path, _: &Release) -> Result<PathBuf> {
    fs::write(place.join("package.json"), "{}\n")?;
    run(Command::new("npm")
        .args([
            "install",
            "--silent",
            "--offline",
            "--no-audit",
            "--no-fund",
        ])
        .arg(package)
        .current_dir(place))?;
    Ok(place.join("node_modules/.bin/omics"))
}

fn installer(package: &Path, place: &Path, _: &Release) -> Result<PathBuf> {
    let folder = package.parent().unwrap_or(place).display().to_string();
    run(Command::new("sh")
        .arg(package)
        .env("OMICS_PREFIX", place)
        .env("OMICS_BASE_URL", format!("file://{folder}")))?;
    Ok(place.join("bin/omics"))
}
