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
    let path = build("omics-cli", "--bin", "omics")?.display().to_string();
    let quoted = shlex::try_quote(&path).map_err(io::Error::other)?;
    Ok(quoted.into_owned())
}

/// The generated command of `conformance/commands`, built beside the running test.
///
/// # Errors
/// Where it cannot be built.
pub fn slices() -> io::Result<PathBuf> {
    build("slices", "--bin", "slices")
}

/// The generated command of `examples/slim`, built beside the running test.
///
/// # Errors
/// Where it cannot be built.
pub fn slim() -> io::Result<PathBuf> {
    build("slim", "--bin", "slim")
}

/// The tasks of this repository, built beside the running test.
///
/// # Errors
/// Where they cannot be built.
pub fn xtask() -> io::Result<PathBuf> {
    build("xtask", "--bin", "xtask")
}

/// An example of this package, built beside the running test: cargo builds examples for all tests of a
/// package, but not for one of them.
///
/// # Errors
/// Where it cannot be built.
pub fn example(name: &str) -> io::Result<PathBuf> {
    build("conformance", "--example", name)
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

/// Builds a binary or an example, as the flag says, of a package, and returns where it is. In CI, where one `cargo test`
/// builds the whole workspace with all features, what is there already is not built again with fewer, and what is not is
/// built with the same: a test beside it has cargo count the features of tests, too.
fn build(package: &str, flag: &str, name: &str) -> io::Result<PathBuf> {
    let profile = profile()?;
    let folder = match flag {
        "--example" => profile.join("examples"),
        _ => profile.clone(),
    };
    let file = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    let in_ci = env::var_os("CI").is_some();
    if in_ci && file.is_file() {
        return Ok(file);
    }
    let features: &[&str] = match in_ci {
        true => &["--workspace", "--all-features", "--test", "signing"],
        false => &["--package", package],
    };
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", flag, name])
        .args(features)
        .args(profile.ends_with("release").then_some("--release"))
        .arg("--target-dir")
        .arg(profile.parent().unwrap_or(&profile))
        .status()?;
    match built.success() {
        true => Ok(file),
        false => Err(io::Error::other(format!(
            "`cargo build --package {package} {flag} {name}` failed"
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
