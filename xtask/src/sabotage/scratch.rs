//! A copy of this repository below `target/`, in which anything may be broken.

use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Sabotage;
use crate::root;

/// The copy, and where it is built.
pub(crate) struct Scratch {
    tree: PathBuf,
    target: PathBuf,
    /// Many mistakes are made, so it pays to build incrementally.
    incremental: bool,
    /// Held while it is in use: two who make mistakes in one copy would each judge those of both.
    _lock: File,
}

impl Scratch {
    /// Brings the copy up to date. Files that are the same stay as they are, so that what was built of them does.
    /// Who makes `few` mistakes in it uses what this repository built.
    pub(crate) fn prepare(few: bool) -> Result<Self, Box<dyn Error>> {
        let below = root().join("target/sabotage");
        fs::create_dir_all(&below)?;
        let lock = File::create(below.join("lock"))?;
        lock.lock()?;
        let scratch = Self {
            tree: below.join("tree"),
            target: below.join("target"),
            incremental: !few,
            _lock: lock,
        };
        scratch.copy_sources()?;
        if !scratch.target.exists() {
            seed(&root().join("target/debug"), &scratch.target.join("debug"))?;
        }
        Ok(scratch)
    }

    /// Cargo in the copy.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(&self.tree)
            .env("CARGO_TARGET_DIR", &self.target);
        if self.incremental {
            command.env("CARGO_INCREMENTAL", "1");
        }
        command
    }

    /// A file or folder of the copy, by its path from the root.
    pub(crate) fn path(&self, from_root: impl AsRef<Path>) -> PathBuf {
        self.tree.join(from_root)
    }

    /// A program built in the copy.
    pub(super) fn binary(&self, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join("debug").join(file)
    }

    /// Does something while the mistake is made, and takes it back.
    pub(super) fn with<T>(
        &self,
        sabotage: &Sabotage,
        act: impl FnOnce() -> T,
    ) -> Result<T, Box<dyn Error>> {
        let path = self.tree.join(&sabotage.file);
        let text = fs::read_to_string(&path)?;
        fs::write(&path, sabotage.applied(&text)?)?;
        let done = act();
        fs::write(&path, text)?;
        Ok(done)
    }

    /// Files of a new copy have the times of the originals, by which what was built of them is fresh. Changes to it
    /// are newer than all that was built.
    fn copy_sources(&self) -> Result<(), Box<dyn Error>> {
        let is_new = !self.tree.exists();
        let listed = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(root())
            .output()?;
        let names = String::from_utf8(listed.stdout)?;
        let mut wanted = BTreeSet::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            let (from, to) = (root().join(name), self.tree.join(name));
            // A file that was removed is listed until that is committed.
            let Ok(content) = fs::read(&from) else {
                continue;
            };
            if !fs::read(&to).is_ok_and(|there| there == content) {
                fs::create_dir_all(to.parent().unwrap_or(&self.tree))?;
                match is_new {
                    true => copy_file(&from, &to)?,
                    false => drop(fs::copy(&from, &to)?),
                }
            }
            wanted.insert(to);
        }
        remove_others(&self.tree, &wanted)?;
        Ok(())
    }
}

/// Removes files that are not wanted.
fn remove_others(folder: &Path, wanted: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, wanted)?;
        } else if !wanted.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Lends what was built to the copy.
fn seed(from: &Path, to: &Path) -> io::Result<()> {
    for folder in [".fingerprint", "build"] {
        if from.join(folder).is_dir() {
            copy(&from.join(folder), &to.join(folder))?;
        }
    }
    fs::create_dir_all(to.join("deps"))?;
    let Ok(built) = fs::read_dir(from.join("deps")) else {
        return Ok(());
    };
    for entry in built {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let target = to.join("deps").join(name);
        match path.extension().and_then(OsStr::to_str) {
            // Compilers put new files in the place of such, and never write into them.
            Some("rlib" | "rmeta" | "so" | "dylib" | "a") => fs::hard_link(&path, target)?,
            Some("d") => copy_file(&path, &target)?,
            _ => {}
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            true => copy(&path, &target)?,
            false => copy_file(&path, &target)?,
        }
    }
    Ok(())
}

/// Copies a file with its time, by which cargo tells what is fresh.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::options()
        .write(true)
        .open(to)?
        .set_modified(fs::metadata(from)?.modified()?)
}
