//! `cargo xtask tidy`: what no compiler sees and a reader would stumble over.
//!
//! * Crates that know no service do not name one.
//! * ARCHITECTURE.md names every module, and none that is gone.
//! * Modules are written one way, and files stay short.
//! * No path of a machine stands in the repository.
//! * The arrows between crates are those of `deny.toml`.
//! * Links lead somewhere, every dependency has a reason, and the tests of the threat model exist.

mod arrows;
mod documents;
mod files;
mod rooms;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::{Outcome, root};

/// Something to mend: where, and what.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

/// A text file of the repository.
struct Source {
    /// Path from the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// Rust that a person writes: not generated.
    fn is_handwritten_rust(&self) -> bool {
        self.path.ends_with(".rs") && !self.text.starts_with("// @generated")
    }

    /// The crate below `crates/` the file belongs to.
    fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }
}

pub(crate) fn run() -> Outcome {
    let sources = sources(&root())?;
    let mut findings = Vec::new();
    findings.extend(sources.iter().flat_map(words::check));
    findings.extend(sources.iter().flat_map(files::check));
    findings.extend(rooms::check(&sources));
    findings.extend(arrows::check(&root())?);
    findings.extend(documents::check(&root(), &sources));
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(ExitCode::SUCCESS),
        count => Err(format!("{count} untidy places").into()),
    }
}

/// The text files git tracks, or would.
fn sources(root: &Path) -> Result<Vec<Source>, Box<dyn std::error::Error>> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root)
        .output()?;
    if !listed.status.success() {
        return Err("`git ls-files` failed: tidy looks at what git tracks".into());
    }
    let mut sources = Vec::new();
    for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let file: PathBuf = root.join(path);
        // A file deleted but not yet committed is listed all the same.
        if !file.is_file() {
            continue;
        }
        // What is no text holds no words.
        if let Ok(text) = String::from_utf8(std::fs::read(&file)?) {
            let path = path.to_owned();
            sources.push(Source { path, text });
        }
    }
    Ok(sources)
}

#[cfg(test)]
fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
