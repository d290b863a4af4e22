//! `cargo xtask dist`: the command as packages of every kind that people install from.
//!
//! Whoever builds them gets the same bytes: files are sorted, times are that of the last commit, owners are
//! root, and paths of the machine are mapped away. The packaging crates are behind the feature `packages`,
//! so that no other task waits for them to compile.

mod licenses;
mod packages;
mod payload;
mod release;
mod sbom;
mod trial;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use sha2::{Digest, Sha256};

use crate::{Outcome, binary, root};
use release::Release;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Options of `cargo xtask dist`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder to write the packages to; packages in it are replaced.
    #[arg(long, value_name = "DIR", default_value = "target/dist-packages")]
    out: PathBuf,
    /// Package this binary instead of building one.
    #[arg(long, value_name = "FILE", conflicts_with = "twice")]
    bin: Option<PathBuf>,
    /// Where the packages will be downloaded from; the formula and the installer name it.
    #[arg(long, value_name = "URL", default_value = "https://example.com/omics")]
    base_url: String,
    /// Install each package into an empty place and run the first command; needs npm, dpkg, and python3 with
    /// rpmfile (`pip install rpmfile`).
    #[arg(long)]
    r#try: bool,
    /// Build once more from a fresh clone in another folder, and compare every byte.
    #[arg(long)]
    twice: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let root = root();
    let out = root.join(&arguments.out);
    let binary = match &arguments.bin {
        Some(binary) => std::path::absolute(binary)?,
        None => binary::binary(&root)?,
    };
    let release = Release::read(&root, &arguments.base_url)?;
    write_all(&root, &release, &binary, &out)?;
    if arguments.twice {
        compare(&root, &release, &out)?;
    }
    if arguments.r#try {
        trial::all(&release, &out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The sums of all packages, which also mark a folder as one that was written here.
const SUMS: &str = "SHA256SUMS";

/// Makes every package and `SHA256SUMS` in `out`. A folder with files of somebody else is left alone.
fn write_all(root: &Path, release: &Release, binary: &Path, out: &Path) -> Result<()> {
    if out.join(SUMS).is_file() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    if fs::read_dir(out)?.next().is_some() {
        let place = out.display();
        return Err(format!(
            "{place} has files and no {SUMS}, so they are not packages: name another folder"
        )
        .into());
    }
    let files = payload::files(root, release, binary)?;
    let mut packages = packages::all(release, &files)?;
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    let mut sums = String::new();
    for package in &packages {
        fs::write(out.join(&package.name), &package.bytes)?;
        sums.push_str(&format!("{}  {}\n", sha256(&package.bytes), package.name));
        println!("{:>10}  {}", package.bytes.len(), package.name);
    }
    fs::write(out.join(SUMS), sums)?;
    Ok(())
}

/// Builds again from a clone of what is committed, and compares the sums.
fn compare(root: &Path, release: &Release, out: &Path) -> Result<()> {
    let elsewhere = root.join("target/dist-again");
    if elsewhere.exists() {
        fs::remove_dir_all(&elsewhere)?;
    }
    binary::run(
        Command::new("git")
            .args(["clone", "--quiet"])
            .args([root, &elsewhere]),
    )?;
    let binary = binary::binary(&elsewhere)?;
    let again = elsewhere.join("packages");
    write_all(&elsewhere, release, &binary, &again)?;
    let sums = |folder: &Path| fs::read_to_string(folder.join(SUMS));
    let (first, second) = (sums(out)?, sums(&again)?);
    let differing: Vec<&str> = first
        .lines()
        .filter(|line| !second.contains(line))
        .collect();
    match differing.is_empty() {
        true => println!("-- two builds in two folders: identical"),
        false => return Err(format!("two builds differ in:\n{}", differing.join("\n")).into()),
    }
    fs::remove_dir_all(&elsewhere)?;
    Ok(())
}

/// SHA-256 in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
