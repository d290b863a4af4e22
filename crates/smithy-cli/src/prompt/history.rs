//! The lines that were entered before.

use std::io::ErrorKind;
use std::path::PathBuf;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Editor, Helper};

use aws_settings::Environment;

/// How many lines are kept.
const LINES: usize = 500;

/// The file of the history. Without a home there is none, and lines are forgotten.
#[derive(Debug)]
pub(super) struct HistoryFile(Option<PathBuf>);

impl HistoryFile {
    /// The file of a program, in the folder for the state of programs.
    pub(super) fn of(program: &str, env: &Environment) -> Self {
        let state = match (env.non_empty("XDG_STATE_HOME"), env.home()) {
            (Some(folder), _) => Some(PathBuf::from(folder)),
            (None, home) => home.map(|home| home.join(".local/state")),
        };
        Self(state.map(|folder| folder.join(program).join("prompt_history")))
    }

    /// Gives the editor the lines of the file. One that cannot be read is no reason not to work.
    pub(super) fn load<H: Helper>(
        &self,
        editor: &mut Editor<H, FileHistory>,
    ) -> rustyline::Result<()> {
        editor.set_max_history_size(LINES)?;
        let Some(path) = &self.0 else { return Ok(()) };
        match editor.load_history(path) {
            Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.warn("read", &error),
            Ok(()) => {}
        }
        Ok(())
    }

    /// Adds a line, also to the file, which only the user may read.
    pub(super) fn add<H: Helper>(
        &self,
        editor: &mut Editor<H, FileHistory>,
        line: &str,
    ) -> rustyline::Result<()> {
        editor.add_history_entry(line)?;
        let Some(path) = &self.0 else { return Ok(()) };
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = folder
            .map_err(ReadlineError::from)
            .and_then(|()| editor.append_history(path))
        {
            self.warn("written", &error);
        }
        Ok(())
    }

    fn warn(&self, done: &str, error: &ReadlineError) {
        if let Some(path) = &self.0 {
            crate::console::tell!(
                "warning: the prompt's history {} cannot be {done}: {error}",
                path.display()
            );
        }
    }
}
