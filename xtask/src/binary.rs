//! The published command: static, at a fixed address, and without a trace of the folder it is built in.
//!
//! On Linux the C library in it is musl: glibc loads the modules of the machine's `nsswitch.conf` when a name is looked
//! up, also from a static program, which then needs the very version it was built with. It takes less memory, too.

use std::path::{Path, PathBuf};
use std::process::Command;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// What makes a program static and puts it at a fixed address: nothing is loaded or relocated when it starts.
pub(crate) const STATIC: [&str; 2] = ["-Ctarget-feature=+crt-static", "-Crelocation-model=static"];

/// Builds `omics` of the sources in `root` with the profile `dist`, static, and tells where it is.
pub(crate) fn binary(root: &Path) -> Result<PathBuf> {
    let target = root.join("target/dist-build");
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .map_err(|_| "neither CARGO_HOME nor HOME is set")?;
    let triple = triple()?;
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
        // `ring` compiles C that uses no C library, so the machine's compiler will do.
        .env(format!("CC_{}", triple.replace('-', "_")), "cc")
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
                STATIC[0],
                STATIC[1],
                &format!("--remap-path-prefix={cargo_home}=/cargo"),
                &format!("--remap-path-prefix={}=/omics", root.display()),
            ]
            .join("\u{1f}"),
        );
    run(&mut build)?;
    Ok(target.join(triple).join("dist/omics"))
}

/// The machine this is, with musl for its C library where that is Linux.
///
/// # Errors
/// If Rust's libraries for it are not installed.
fn triple() -> Result<String> {
    let version = output("rustc", &["-vV"], Path::new("."))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let triple = host
        .ok_or("`rustc -vV` names no host")?
        .replace("linux-gnu", "linux-musl");
    let print = ["--print", "target-libdir", "--target", &triple];
    match Path::new(output("rustc", &print, Path::new("."))?.trim()).is_dir() {
        true => Ok(triple),
        false => Err(format!(
            "Rust has no libraries for {triple}, of which the published command is made: `rustup target add {triple}`"
        )
        .into()),
    }
}

/// Runs a command to its end; anything but success is an error with the command in it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {status}").into()),
    }
}

/// What a command prints.
pub(crate) fn output(program: &str, arguments: &[&str], folder: &Path) -> Result<String> {
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
