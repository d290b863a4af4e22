//! The lines that were entered before.
//!
//! In the file each has a line of its own, with `\n` for a newline and `\\` for a backslash, behind a
//! first line that says so.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use aws_settings::Environment;

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
        if let Err(error) = write(file, latest) {
            warn(file, "written", &error);
        }
    }
}

/// Puts another file in the place of this one, so that nobody finds half of it.
fn write(file: &Path, lines: &[String]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut text = format!("{VERSION}\n");
    for line in lines {
        text.push_str(&line.replace('\\', "\\\\").replace('\n', "\\n"));
        text.push('\n');
    }
    let beside = file.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&beside)?.write_all(text.as_bytes())?;
    fs::rename(&beside, file)
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
