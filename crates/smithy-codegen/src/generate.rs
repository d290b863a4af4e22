//! Writing generated crates: compare or write, and find what should not be there.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::emit::{Files, MARK};
use crate::error::Error;

/// A generated file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: StaleKind,
}

/// What is wrong with a generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaleKind {
    /// The file is not there.
    Missing,
    /// The file is not what the model gives.
    Outdated,
    /// The model does not give this file.
    Orphaned,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            StaleKind::Missing => "missing",
            StaleKind::Outdated => "outdated",
            StaleKind::Orphaned => "orphaned",
        };
        write!(f, "{kind}: {}", self.path.display())
    }
}

/// Brings `folder` in line with `files`: writes what differs, removes generated files that are no
/// longer given. Returns what it changed.
pub fn write(folder: &Path, files: &Files) -> Result<Vec<Stale>, Error> {
    let stale = compare(folder, files)?;
    apply(folder, files, &stale)?;
    Ok(stale)
}

pub(crate) fn apply(folder: &Path, files: &Files, stale: &[Stale]) -> Result<(), Error> {
    for Stale { path, kind } in stale {
        let done = match kind {
            StaleKind::Orphaned => fs::remove_file(path),
            StaleKind::Missing | StaleKind::Outdated => {
                let parent = path.parent().unwrap_or(folder);
                let text = &files[&name(folder, path)];
                fs::write(path, text).or_else(|error| match error.kind() {
                    ErrorKind::NotFound => {
                        fs::create_dir_all(parent).and_then(|()| fs::write(path, text))
                    }
                    _ => Err(error),
                })
            }
        };
        done.map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// Fails where bringing these in line would overwrite or remove a file that was not generated.
pub(crate) fn refuse_foreign(stale: &[Stale]) -> Result<(), Error> {
    let mut foreign = Vec::new();
    for Stale { path, kind } in stale {
        if *kind == StaleKind::Missing {
            continue;
        }
        let text = fs::read(path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if !String::from_utf8_lossy(first).contains(MARK) {
            foreign.push(path.clone());
        }
    }
    match foreign.is_empty() {
        true => Ok(()),
        false => Err(Error::Foreign(foreign)),
    }
}

/// As [`write()`], for files that share their folder with others: nothing is an orphan.
pub fn write_texts(folder: &Path, files: &Files) -> Result<Vec<Stale>, Error> {
    let stale = differing(folder, files)?;
    apply(folder, files, &stale)?;
    Ok(stale)
}

/// What differs between `folder` and `files`, in path order. Every `.rs` file below the folder counts:
/// generated folders hold nothing written by hand.
pub fn compare(folder: &Path, files: &Files) -> Result<Vec<Stale>, Error> {
    let mut stale = differing(folder, files)?;
    for path in rust_files(folder)? {
        if !files.contains_key(&name(folder, &path)) {
            stale.push(Stale {
                path,
                kind: StaleKind::Orphaned,
            });
        }
    }
    // As text: what paths compare of themselves takes longer than reading the files.
    stale.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    Ok(stale)
}

/// What a path below the folder is called among the files.
fn name(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

/// As [`compare()`], without orphans.
pub(crate) fn differing(folder: &Path, files: &Files) -> Result<Vec<Stale>, Error> {
    let mut stale = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(found) if found == *text => {}
            Ok(_) => stale.push(Stale {
                path,
                kind: StaleKind::Outdated,
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                stale.push(Stale {
                    path,
                    kind: StaleKind::Missing,
                });
            }
            Err(source) => return Err(Error::Io { path, source }),
        }
    }
    Ok(stale)
}

/// Rust files below a folder; none where the folder is not there.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |source| Error::Io {
            path: folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    Ok(found)
}
