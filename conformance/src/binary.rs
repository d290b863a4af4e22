//! Where the command under test is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// Variable that names the command to test instead of the one of this workspace.
pub const OVERRIDE: &str = "OMICS_BIN";

/// The `omics` of this workspace as a command line, built beside the running test.
///
/// Cargo does not build the binaries of other packages for a test, so this does, into the same
/// target directory and with the same profile. It takes a moment if they are built already.
///
/// # Errors
/// Where it cannot be built.
pub fn omics() -> io::Result<String> {
    if let Ok(command) = env::var(OVERRIDE) {
        return Ok(command);
    }
    let what = ["--package", "omics-cli", "--bin", "omics"];
    let profile = build(&what, &format!("omics{}", env::consts::EXE_SUFFIX))?;
    let path = profile.join("omics").display().to_string();
    let quoted = shlex::try_quote(&path).map_err(io::Error::other)?;
    Ok(quoted.into_owned())
}

/// The generated command of `conformance/commands`, built beside the running test.
///
/// # Errors
/// Where it cannot be built.
pub fn slices() -> io::Result<PathBuf> {
    let file = format!("slices{}", env::consts::EXE_SUFFIX);
    Ok(build(&["--package", "slices"], &file)?.join(file))
}

/// An example of this package, built beside the running test: cargo builds examples for all tests of a
/// package, but not for one of them.
///
/// # Errors
/// Where it cannot be built.
pub fn example(name: &str) -> io::Result<PathBuf> {
    let file = format!("examples/{name}{}", env::consts::EXE_SUFFIX);
    let what = ["--package", "conformance", "--example", name];
    Ok(build(&what, &file)?.join(file))
}

/// The target directory that the running program was built into.
///
/// # Errors
/// Where it runs elsewhere.
pub fn target_directory() -> io::Result<PathBuf> {
    let profile = profile()?;
    Ok(profile.parent().unwrap_or(&profile).to_owned())
}

fn profile() -> io::Result<PathBuf> {
    profile_directory(&env::current_exe()?)
        .ok_or_else(|| io::Error::other("the program runs outside a target directory"))
}

/// Builds what the arguments name, and returns the folder it is in. In CI, where the checkout is new and one
/// `cargo test` builds the whole workspace, what is there already is not built again with fewer features.
fn build(what: &[&str], file: &str) -> io::Result<PathBuf> {
    let profile = profile()?;
    if env::var_os("CI").is_some() && profile.join(file).is_file() {
        return Ok(profile);
    }
    let release = profile.ends_with("release");
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet"])
        .args(what)
        .args(release.then_some("--release"))
        .arg("--target-dir")
        .arg(profile.parent().unwrap_or(&profile))
        .status()?;
    match built.success() {
        true => Ok(profile),
        false => Err(io::Error::other(format!(
            "`cargo build {}` failed",
            what.join(" ")
        ))),
    }
}

/// `target/debug` of `target/debug/deps/cases-0123`.
fn profile_directory(test: &Path) -> Option<PathBuf> {
    let directory = test.parent()?;
    let profile = if directory.ends_with("deps") {
        directory.parent()?
    } else {
        directory
    };
    profile.parent().is_some().then(|| profile.to_owned())
}
