//! Builds the binary so that the folder it is built in leaves no trace in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;

/// Builds `omics` of the sources in `root` with the profile `dist`, static, and tells where it is.
pub(super) fn binary(root: &Path) -> Result<PathBuf> {
    let target = root.join("target/dist-build");
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .map_err(|_| "neither CARGO_HOME nor HOME is set")?;
    let triple = host()?;
    let mut build = Command::new("cargo");
    build
        .args([
            "build",
            "--locked",
            "--profile",
            "dist",
            "--package",
            "omics-cli",
        ])
        .args(["--target", &triple])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        // C of `ring` names its files in assertions.
        .env(
            "CFLAGS",
            format!(
                "-ffile-prefix-map={cargo_home}=/cargo -ffile-prefix-map={}=/omics",
                root.display()
            ),
        )
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            [
                "-Ctarget-feature=+crt-static",
                "-Crelocation-model=static",
                &format!("--remap-path-prefix={cargo_home}=/cargo"),
                &format!("--remap-path-prefix={}=/omics", root.display()),
            ]
            .join("\u{1f}"),
        );
    run(&mut build)?;
    Ok(target.join(triple).join("dist/omics"))
}

/// Clones what is committed in `root`.
pub(super) fn clone(root: &Path, to: &Path) -> Result<()> {
    run(Command::new("git")
        .args(["clone", "--quiet"])
        .args([root, to]))
}

fn host() -> Result<String> {
    let version = output("rustc", &["-vV"], Path::new("."))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("`rustc -vV` names no host")?.to_owned())
}

/// Runs a command to its end; anything but success is an error with the command in it.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {status}").into()),
    }
}

/// What a command prints.
pub(super) fn output(program: &str, arguments: &[&str], folder: &Path) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => Err(format!(
            "{program} {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )
        .into()),
    }
}
