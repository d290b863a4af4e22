//! What no test sees of recordings: secrets, accounts of real people, files that nothing reads, and where a
//! recording comes from.

mod secrets;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, io};

use omics_model::SERVICE;
use regex::Regex;

use super::{Exchange, FORMAT, File, Provenance};
use crate::case::{self, Case};

pub(crate) use secrets::{Kind, Secret, secrets};

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, below the folder that was looked at.
    pub path: PathBuf,
    /// The problem, and what to do about it.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

/// Everything wrong with the exchanges in a folder, with files of any kind.
///
/// # Errors
/// Where the folder cannot be read.
pub fn exchanges(folder: &Path) -> io::Result<Vec<Finding>> {
    each(folder, |text, _| match serde_json::from_str(text) {
        Ok(file) => exchange_file(&file, text),
        Err(error) => vec![format!("it is no file of exchanges: {error}")],
    })
}

/// Everything wrong with the cases in a folder.
///
/// # Errors
/// Where the folder cannot be read.
pub fn cases(folder: &Path) -> io::Result<Vec<Finding>> {
    each(folder, |text, path| match serde_json::from_str(text) {
        Ok(case) => case_file(&case, text, path),
        Err(error) => vec![format!("it is no case: {error}")],
    })
}

/// Everything wrong with a file of exchanges, of which this is the text.
#[must_use]
pub fn exchange_file(file: &File, text: &str) -> Vec<String> {
    let mut problems = secrets(text)
        .map(|secret| secret.problem())
        .collect::<Vec<_>>();
    if file.format != FORMAT {
        problems.push(format!(
            "its format is {}, and this reads {FORMAT}",
            file.format
        ));
    }
    problems.extend(provenance(&file.provenance));
    if file.exchanges.is_empty() {
        problems.push("it has no exchanges".to_owned());
    }
    let mut names = BTreeSet::new();
    for exchange in &file.exchanges {
        let name = &exchange.name;
        if name.trim().is_empty() || !names.insert(name) {
            problems.push(format!(
                "`{name}` does not tell one exchange from the others"
            ));
        }
        problems.extend(one(exchange).map(|problem| format!("`{name}`: {problem}")));
    }
    problems
}

fn provenance(provenance: &Provenance) -> Vec<String> {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| pattern("^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"));
    let mut parts = vec![];
    match provenance {
        Provenance::Recorded(recorded) => parts.extend([
            ("client", &recorded.client),
            ("version", &recorded.version),
            ("service", &recorded.service),
        ]),
        Provenance::Written(written) => parts.push(("why", &written.why)),
    }
    let empty = parts.into_iter().filter(|(_, text)| text.trim().is_empty());
    let mut problems: Vec<_> = empty
        .map(|(name, _)| format!("its provenance does not say `{name}`"))
        .collect();
    let date = provenance.date();
    if !DAY.is_match(date) {
        problems.push(format!("its date `{date}` is no day such as 2026-01-02"));
    }
    problems
}

fn one(exchange: &Exchange) -> impl Iterator<Item = String> + use<> {
    let mut problems = Vec::new();
    match SERVICE.operation(&exchange.operation) {
        None => problems.push(format!(
            "the model has no operation `{}`",
            exchange.operation
        )),
        Some(operation) => {
            let known: BTreeSet<_> = operation
                .input
                .members()
                .iter()
                .map(|member| member.name)
                .collect();
            let unknown = exchange
                .input
                .keys()
                .filter(|name| !known.contains(name.as_str()));
            problems.extend(unknown.map(|name| format!("the input has no member `{name}`")));
        }
    }
    let outcomes = usize::from(exchange.output.is_some()) + usize::from(exchange.error.is_some());
    match (&exchange.response, outcomes) {
        (Some(_), 1) | (None, 0) => {}
        (Some(_), _) => problems.push("an answer comes to either an output or an error".to_owned()),
        (None, _) => problems.push("without an answer there is no outcome".to_owned()),
    }
    problems.into_iter()
}

fn case_file(case: &Case, text: &str, path: &Path) -> Vec<String> {
    // Cases are recorded in a home of our own, and the credentials in it are made up.
    let of_people = secrets(text).filter(|secret| !matches!(secret.kind, Kind::Credential(_)));
    let mut problems: Vec<_> = of_people.map(|secret| secret.problem()).collect();
    let stem = path.file_stem().unwrap_or_default();
    if stem != case.id.as_str() {
        problems.push(format!("its id is `{}`: call the file so", case.id));
    }
    let group = path.parent().and_then(Path::file_name).unwrap_or_default();
    if group != case.group.as_str() {
        problems.push(format!(
            "its group is `{}`: so is its folder to be called",
            case.group
        ));
    }
    let said = |name: &str| {
        let arguments = case.argv.iter().chain(&case.globals);
        let variables = case.env.values().flatten();
        let others = case.files.iter().filter(|(other, _)| *other != name);
        let contents = others.filter_map(|(_, content)| match content {
            case::Content::Text(text) => Some(text),
            case::Content::Bytes { .. } => None,
        });
        arguments
            .chain(variables)
            .chain(contents)
            .any(|text| text.contains(name))
    };
    let unused = case.files.keys().filter(|name| {
        let folder = name.split_once('/').map(|(folder, _)| folder);
        !name.starts_with(".aws/") && !said(name) && !folder.is_some_and(&said)
    });
    problems.extend(unused.map(|name| format!("nothing names its file `{name}`: leave it out")));
    problems
}

/// What `check` says of every file below a folder, and files of other kinds.
fn each(folder: &Path, check: impl Fn(&str, &Path) -> Vec<String>) -> io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let problems = match path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                true => check(&fs::read_to_string(&path)?, &path),
                false => vec!["nothing reads it: remove it".to_owned()],
            };
            let path = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            findings.extend(problems.into_iter().map(|problem| Finding {
                path: path.clone(),
                problem,
            }));
        }
    }
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(findings)
}

/// A pattern of this crate.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns of this crate compile")
}

#[cfg(test)]
mod tests;
