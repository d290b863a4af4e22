//! `cargo xtask docs`: manual pages and the reference of the command, from what its help is made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;

use crate::{Outcome, root};

/// The forms, and the folders of their files.
const FORMS: [(&str, &str); 2] = [("manual", "docs/man"), ("markdown", "docs/reference")];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a file is missing, outdated or orphaned.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut stale = Vec::new();
    for (form, folder) in FORMS {
        let pages = pages(form)?;
        stale.extend(settle(&root().join(folder), &pages, arguments.check)?);
    }
    match (arguments.check, stale.as_slice()) {
        (true, [_, ..]) => Err(format!(
            "not what help says any more: {}; `cargo xtask docs` mends it",
            stale.join(", ")
        )
        .into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The pages in a form, by the names of their files, as the command itself prints them.
fn pages(form: &str) -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--locked", "--package", "omics-cli"])
        .current_dir(root())
        .env("OMICS_DOCUMENTS", form)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the command prints no documents as {form}").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Makes the folder hold these pages and nothing else; with `check`, only names what would change.
fn settle(
    folder: &Path,
    pages: &BTreeMap<String, String>,
    check: bool,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut stale = Vec::new();
    if !check {
        fs::create_dir_all(folder)?;
    }
    for (name, text) in pages {
        let path = folder.join(name);
        if fs::read_to_string(&path).ok().as_ref() == Some(text) {
            continue;
        }
        stale.push(name.clone());
        if !check {
            fs::write(path, text)?;
        }
    }
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !pages.contains_key(&name) {
            if !check {
                fs::remove_file(folder.join(&name))?;
            }
            stale.push(name);
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_to_hold_the_pages_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("xtask-docs-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("gone.md"), "old").expect("a file");
        let pages = BTreeMap::from([("new.md".to_owned(), "text".to_owned())]);
        let names = |check| settle(&folder, &pages, check).expect("a folder that can be written");
        assert_eq!(names(true), ["new.md", "gone.md"]);
        assert_eq!(names(false), ["new.md", "gone.md"]);
        assert!(names(true).is_empty() && !folder.join("gone.md").exists());
        fs::remove_dir_all(folder).expect("it is there");
    }
}
