//! One use of the prompt, from the words that were given to the words that were entered.

use std::io::{self, IsTerminal};

use aws_settings::{Environment, Origin, Settings, quote_word, split_words};

use super::editor::{self, Ended};
use super::history::HistoryFile;
use crate::args::PROMPT;
use crate::complete::{Completions, Typed};
use crate::console::print;
use crate::error::CliError;
use crate::program::Program;

/// Terminals that no line can be edited on.
const LINE_PRINTERS: [&str; 3] = ["dumb", "cons25", "emacs"];

/// A prompt on the terminal.
#[derive(Debug)]
pub(crate) struct Prompt<'p> {
    program: &'p Program,
    settings: Settings,
}

impl<'p> Prompt<'p> {
    /// A prompt, if there is a terminal for it.
    ///
    /// # Errors
    /// If there is none. The text names `origin`, where the prompt was asked for.
    pub(crate) fn open(
        program: &'p Program,
        settings: Settings,
        origin: &Origin,
    ) -> Result<Self, CliError> {
        if !io::stdin().is_terminal() {
            return Err(super::refusal(origin, "standard input is not a terminal"));
        }
        match settings.env().get("TERM") {
            Some(name) if LINE_PRINTERS.contains(&name) => {
                let obstacle = format!("no line can be edited on a terminal of type {name} (TERM)");
                Err(super::refusal(origin, &obstacle))
            }
            _ => Ok(Self { program, settings }),
        }
    }

    /// The environment the prompt works in.
    pub(crate) fn env(&self) -> &Environment {
        self.settings.env()
    }

    /// Asks for a line that begins with these words. Returns the words of what was entered.
    ///
    /// # Errors
    /// If the prompt was left, the terminal failed, or the line has an open quote.
    pub(crate) fn ask(self, given: &[String]) -> Result<Vec<String>, CliError> {
        let prompt = format!("> {} ", self.program.name());
        let completions = Completions::new(self.program, &self.settings);
        let text = initial_text(given, &completions);
        // The screen shows the line already; whoever reads from elsewhere has not seen it.
        let history = HistoryFile::of(self.program.own_name(), self.env());
        match editor::read(&prompt, &text, completions, &history)? {
            Ended::Entered(line) => {
                if !io::stdout().is_terminal() {
                    print(&format!("{prompt}{line}\n"))?;
                }
                split_words(&line)
                    .map_err(|error| CliError::param_validation(format!("{error}: {line}")))
            }
            Ended::Left(_) if io::stderr().is_terminal() => Err(CliError::abandoned(String::new())),
            Ended::Left(line) => Err(CliError::abandoned(format!("{prompt}{line}\n"))),
        }
    }
}

/// The words as they would be typed, without the option that opened the prompt; with a space
/// behind them unless the last one can still be completed.
fn initial_text(given: &[String], completions: &Completions<'_>) -> String {
    let [opening, _] = &PROMPT;
    let words = given.iter().filter(|word| **word != opening.spec.flag());
    let text = words
        .map(|word| quote_word(word))
        .collect::<Vec<_>>()
        .join(" ");
    let typed = Typed::new(&text);
    let is_open = || {
        completions
            .of(&typed)
            .iter()
            .any(|candidate| candidate.text != typed.word)
    };
    match text.is_empty() || is_open() {
        true => text,
        false => text + " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_begins_with_what_was_given() {
        let settings = Settings::load(Environment::default(), None).expect("no files");
        let program = crate::tests::program();
        let completions = Completions::new(&program, &settings);
        for (given, text) in [
            (&["--cli-auto-prompt"][..], ""),
            (&["create"], "create"),
            (&["create-run-cache"], "create-run-cache "),
            (
                &["create-run-cache", "--cli-auto-prompt", "--name", "a b"],
                "create-run-cache --name 'a b' ",
            ),
        ] {
            let given: Vec<_> = given.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(initial_text(&given, &completions), text);
        }
    }
}
