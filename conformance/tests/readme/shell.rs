//! The shell that documents are run in.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use conformance::binary;
use conformance::local::Served;

use super::root;

/// Where documents have the local service.
const ADDRESS: &str = "127.0.0.1:4599";

/// What goes before the lines of a document. What they start in the background ends with the shell.
const BEGIN: &str = r#"set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
mkdir "$WORK"
cd "$WORK"
set -x
"#;

/// `cargo` as documents call it, with what is built already in place of another build.
const CARGO: &str = r#"#!/usr/bin/env bash
case "$*" in
  "xtask "*) shift; exec "$BUILT/xtask" "$@" ;;
  "run --release -p omics-cli -- "*) shift 5; exec omics "$@" ;;
  "install --locked --path "*) exec test -f "$REPOSITORY/$4/Cargo.toml" ;;
  "build --release") mkdir -p target/release; exec ln -s "$BUILT/slim" "$BUILT/slices" target/release/ ;;
  *) echo "conformance/tests/readme/shell.rs knows no cargo $*" >&2; exit 1 ;;
esac
"#;

/// A home, and a local service that the settings in `AWS_…` point to.
pub(crate) struct World {
    home: tempfile::TempDir,
    served: Served,
}

impl World {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder is made");
        let served = Served::start([OsStr::new("--store"), home.path().join("state").as_os_str()])
            .expect("the server starts");
        Self { home, served }
    }

    /// A program in this world.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("OMICS_LOCAL_STORE", self.home.path().join("own-state"))
            .envs(&self.served.exports)
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// Runs the lines of a document, with what is built as its programs. Standard error tells each line.
    pub(crate) fn run(&self, script: &str) -> Output {
        let programs = self.home.path().join("bin");
        fs::create_dir(&programs).expect("a folder is made");
        let omics = binary::omics().expect("the command is built");
        executable(
            &programs.join("omics"),
            &format!("#!/bin/sh\nexec {omics} \"$@\"\n"),
        );
        executable(&programs.join("cargo"), CARGO);
        let slim = binary::slim().expect("the example is built");
        for name in ["slim", "aws"] {
            symlink(&slim, programs.join(name)).expect("a link is made");
        }
        binary::slices().expect("the command is built");
        binary::xtask().expect("the tasks are built");

        let script = format!("{BEGIN}{script}\n").replace(ADDRESS, self.served.address());
        let mut shell = self.command("bash");
        let path = std::env::var("PATH").unwrap_or_default();
        shell
            .args(["-c", &script])
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("WORK", self.home.path().join("work"))
            .env("BUILT", slim.parent().unwrap_or(Path::new("")))
            .env("REPOSITORY", root());
        shell.output().expect("bash is installed")
    }
}

fn executable(path: &Path, text: &str) {
    fs::write(path, text).expect("a file is written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it may be run");
}
