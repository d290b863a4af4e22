//! The clients that are not Rust, installed into one folder below the target directory, once.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io};

use crate::binary;

const PIP: [&str; 7] = [
    "install",
    "--quiet",
    "--disable-pip-version-check",
    // Of two thousand modules few are imported.
    "--no-compile",
    "awscli==1.46.3",
    "boto3==1.44.8",
    "websocket-client==1.9.2",
];

const NPM: [&str; 6] = [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--prefer-offline",
    "@aws-sdk/client-omics@3.1048.0",
];

/// The drivers.
pub(super) fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Where clients are installed.
///
/// # Errors
/// Where it cannot be made.
pub fn folder() -> io::Result<PathBuf> {
    let folder = binary::target_directory()?.join("tmp/clients");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A Python with boto3 and the AWS CLI, installed if it is not there.
///
/// # Errors
/// Where they cannot be installed, with what helps.
pub fn python() -> io::Result<PathBuf> {
    let folder = folder()?;
    let python = folder.join("bin/python");
    let advice = "boto3 and the AWS CLI cannot be installed: apt-get install python3-venv";
    once(&folder.join("python.txt"), &PIP, advice, || {
        run(&folder, "python3".as_ref(), &["-m", "venv", "."])?;
        run(&folder, &folder.join("bin/pip"), &PIP)
    })?;
    Ok(python)
}

/// The folder with the JavaScript SDK, installed if it is not there.
///
/// # Errors
/// Where it cannot be installed, with what helps.
pub fn javascript() -> io::Result<PathBuf> {
    let folder = folder()?;
    let advice = "the JavaScript SDK cannot be installed: apt-get install nodejs npm";
    once(&folder.join("javascript.txt"), &NPM, advice, || {
        run(&folder, "npm".as_ref(), &["init", "--yes"])?;
        run(&folder, "npm".as_ref(), &NPM)
    })?;
    Ok(folder)
}

/// Installs what a list names, unless the list of what is there, written down when all went well, is the same.
fn once(
    stamp: &Path,
    list: &[&str],
    advice: &str,
    install: impl Fn() -> io::Result<()>,
) -> io::Result<()> {
    // Tests may run in processes of their own. Who ends within lets go of the lock, and has left no stamp.
    let one_at_a_time = fs::File::create(stamp.with_extension("lock"))?;
    one_at_a_time.lock()?;
    let list = list.join(" ");
    if fs::read_to_string(stamp).is_ok_and(|installed| installed == list) {
        return Ok(());
    }
    install().map_err(|error| io::Error::new(error.kind(), format!("{advice}\n{error}")))?;
    fs::write(stamp, list)
}

fn run(folder: &Path, program: &Path, arguments: &[&str]) -> io::Result<()> {
    let Output { status, stderr, .. } = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(
            String::from_utf8_lossy(&stderr).into_owned(),
        )),
    }
}
