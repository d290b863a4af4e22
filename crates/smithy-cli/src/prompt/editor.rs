//! The line editor, and what it asks about the line.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use aws_settings::{quote_word, split_words};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Behavior, Cmd, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event,
    EventContext, EventHandler, Helper, KeyEvent, RepeatCount,
};

use super::history::HistoryFile;
use crate::complete::{Completions, Typed};
use crate::error::CliError;

/// How the prompt ended, and the line then.
#[derive(Debug)]
pub(super) enum Ended {
    /// The line is to be run.
    Entered(String),
    /// The prompt was left with Ctrl-C or Ctrl-D.
    Left(String),
}

/// Lets the user edit a line that begins with this text, behind the prompt.
pub(super) fn read(
    prompt: &str,
    text: &str,
    completions: Completions<'_>,
    history: &HistoryFile,
) -> Result<Ended, CliError> {
    let failed = |error: ReadlineError| {
        CliError::general(format!("The prompt cannot use the terminal: {error}"))
    };
    edit(prompt, text, completions, history).map_err(failed)
}

fn edit(
    prompt: &str,
    text: &str,
    completions: Completions<'_>,
    history: &HistoryFile,
) -> rustyline::Result<Ended> {
    // The terminal itself, so that standard output may be a file.
    let config = Config::builder()
        .behavior(Behavior::PreferTerm)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .build();
    let mut editor: Editor<Guide<'_>, FileHistory> = Editor::with_config(config)?;
    let width = prompt.chars().count();
    editor.set_helper(Some(Guide { completions, width }));
    let left = Leave::default();
    for key in [KeyEvent::ctrl('C'), KeyEvent::ctrl('D')] {
        editor.bind_sequence(key, EventHandler::Conditional(Box::new(left.clone())));
    }
    history.load(&mut editor)?;
    match editor.readline_with_initial(prompt, (text, "")) {
        Ok(line) => {
            history.add(&mut editor, &line)?;
            Ok(Ended::Entered(line))
        }
        Err(ReadlineError::Interrupted | ReadlineError::Eof) => Ok(Ended::Left(left.line())),
        Err(error) => Err(error),
    }
}

/// Leaves the prompt and remembers the line, which the editor throws away.
#[derive(Debug, Clone, Default)]
struct Leave(Arc<Mutex<String>>);

impl Leave {
    fn line(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl ConditionalEventHandler for Leave {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        context
            .line()
            .clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Some(Cmd::Interrupt)
    }
}

/// Answers the editor's questions from the completions.
struct Guide<'a> {
    completions: Completions<'a>,
    /// The columns of the prompt.
    width: usize,
}

impl Helper for Guide<'_> {}

impl Completer for Guide<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = Typed::new(&line[..at]);
        let candidates = self.completions.of(&typed);
        let widest = candidates
            .iter()
            .map(|candidate| candidate.title.chars().count())
            .max()
            .unwrap_or_default();
        let pairs = candidates.into_iter().map(|candidate| {
            let display = format!("{:widest$}  {}", candidate.title, candidate.note);
            let end = if candidate.goes_on { "" } else { " " };
            Pair {
                display: shortened(display.trim_end(), columns() - 1),
                replacement: quote_word(&candidate.text) + end,
            }
        });
        Ok((typed.start, pairs.collect()))
    }
}

impl Hinter for Guide<'_> {
    type Hint = Note;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Note> {
        if at < line.len() {
            return None;
        }
        let note = format!("  {}", self.completions.hint(&Typed::new(line))?);
        let used = self.width + line.chars().count() + 1;
        Some(Note(shortened(&note, columns().saturating_sub(used))))
    }
}

/// Something to read behind the cursor; never part of the line.
#[derive(Debug)]
struct Note(String);

impl Hint for Note {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Highlighter for Guide<'_> {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        format!("\x1b[2m{hint}\x1b[0m").into()
    }
}

impl Validator for Guide<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match split_words(context.input()) {
            Ok(_) => ValidationResult::Valid(None),
            Err(error) => ValidationResult::Invalid(Some(format!("  {error}"))),
        })
    }
}

/// The columns of the terminal.
fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).max(2))
}

/// A text that fits into so many columns.
fn shortened(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(columns.saturating_sub(1)).collect();
    if columns > 0 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut() {
        for (columns, short) in [(5, "hello"), (4, "hel…"), (1, "…"), (0, "")] {
            assert_eq!(shortened("hello", columns), short);
        }
    }
}
