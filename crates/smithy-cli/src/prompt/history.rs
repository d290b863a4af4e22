//! The lines that were entered before.
//!
//! In the file each has a line of its own, with `\n` for a newline and `\\` for a backslash, behind a
//! first line that says so.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use aws_settings::{Environment, replace_private_file};

/// How many lines are kept.
const LINES: usize = 500;

/// What the file begins with.
const VERSION: &str = "#V2";

/// The history and its file. Without a home there is none, and lines are forgotten.
#[derive(Debug)]
pub(super) struct History {
    file: Option<PathBuf>,
}

impl History {
    /// The history of a program, in the folder for the state of programs.
    pub(super) fn of(program: &str, env: &Environment) -> Self {
        let state = match (env.non_empty("XDG_STATE_HOME"), env.home()) {
            (Some(folder), _) => Some(PathBuf::from(folder)),
            (None, home) => home.map(|home| home.join(".local/state")),
        };
        Self {
            file: state.map(|folder| folder.join(program).join("prompt_history")),
        }
    }

    /// The lines, the latest last. A file that cannot be read is no reason not to work.
    pub(super) fn lines(&self) -> Vec<String> {
        let Some(file) = &self.file else {
            return Vec::new();
        };
        match fs::read_to_string(file) {
            Ok(text) => {
                let lines = text.lines().filter(|line| *line != VERSION);
                let lines: Vec<_> = lines.map(unescaped).collect();
                lines[lines.len().saturating_sub(LINES)..].to_vec()
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                warn(file, "read", &error);
                Vec::new()
            }
        }
    }

    /// Adds a line, if it is not the latest already. Only the user may read the file.
    pub(super) fn add(&self, line: &str) {
        let Some(file) = &self.file else { return };
        let mut lines = self.lines();
        if lines.last().is_some_and(|last| last == line) {
            return;
        }
        lines.push(line.to_owned());
        let latest = &lines[lines.len().saturating_sub(LINES)..];
        if let Err(error) = replace_private_file(file, text(latest).as_bytes()) {
            warn(file, "written", &error);
        }
    }
}

fn text(lines: &[String]) -> String {
    let escaped = |line: &String| line.replace('\\', "\\\\").replace('\n', "\\n") + "\n";
    let lines: String = lines.iter().map(escaped).collect();
    format!("{VERSION}\n{lines}")
}

fn unescaped(line: &str) -> String {
    let (mut text, mut rest) = (String::new(), line.chars());
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next() {
                Some('n') => '\n',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    text
}

fn warn(file: &Path, done: &str, error: &io::Error) {
    let file = file.display();
    crate::console::tell!("warning: the prompt's history {file} cannot be {done}: {error}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were_and_the_oldest_go() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().to_str().expect("a path of plain characters");
        let history = History::of("omics", &Environment::from_iter([("XDG_STATE_HOME", path)]));
        assert!(history.lines().is_empty());
        for line in ["a 'b\nc' \\n \\", "second", "second"] {
            history.add(line);
        }
        assert_eq!(history.lines(), ["a 'b\nc' \\n \\", "second"]);
        for number in 0..LINES {
            history.add(&number.to_string());
        }
        let lines = history.lines();
        assert_eq!((lines.len(), lines[0].as_str()), (LINES, "0"));
    }
}
