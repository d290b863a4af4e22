//! One use of the prompt, from the words that were given to the words that were entered.

use std::io::{self, IsTerminal};
use std::time::Duration;

use aws_settings::{Environment, Origin, Settings, quote_word};

use super::Check;
use super::draw::Look;
use super::guide::{Guide, Known};
use super::history::History;
use super::question::{Asked, Reply};
use super::screen::Screen;
use super::state::{Effect, Event, State};
use crate::args::PROMPT;
use crate::console::{self, print};
use crate::error::CliError;
use crate::program::Program;

/// Terminals that have no screen.
const LINE_PRINTERS: [&str; 3] = ["dumb", "cons25", "emacs"];

/// How often is looked whether the service has answered.
const MEANWHILE: Duration = Duration::from_millis(50);

/// A prompt on the terminal.
#[derive(Debug)]
pub(crate) struct Prompt<'p> {
    program: &'p Program,
    settings: Settings,
}

/// How the prompt ended, and the line then.
#[derive(Debug)]
enum Ended {
    /// The line is to be run, and these are its words.
    Entered(String, Vec<String>),
    /// The prompt was left with Ctrl-C or Ctrl-D.
    Left(String),
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
                let obstacle = format!("a terminal of type {name} (TERM) has no screen to draw on");
                Err(super::refusal(origin, &obstacle))
            }
            _ => Ok(Self { program, settings }),
        }
    }

    /// The environment the prompt works in.
    pub(crate) fn env(&self) -> &Environment {
        self.settings.env()
    }

    /// Asks for a line that begins with these words until `check` finds nothing wrong with it; `problem`
    /// is told first. Returns the words of what was entered.
    ///
    /// # Errors
    /// If the prompt was left, or the terminal failed.
    pub(crate) fn ask(
        self,
        given: &[String],
        problem: Option<String>,
        check: Check<'_>,
    ) -> Result<Vec<String>, CliError> {
        let prompt = format!("> {} ", self.program.name());
        let history = History::of(self.program.own_name(), self.env());
        let ended = self.edit(&prompt, given, problem, history.lines(), check);
        let failed = |error: io::Error| {
            CliError::general(format!("The prompt cannot use the terminal: {error}"))
        };
        match ended.map_err(failed)? {
            Ended::Entered(line, words) => {
                history.add(&line);
                // The screen of the prompt has gone: what is run shows above its output.
                print(&format!("{prompt}{line}\n"))?;
                Ok(words)
            }
            Ended::Left(line) => Err(CliError::abandoned(format!("{prompt}{line}\n"))),
        }
    }

    fn edit(
        &self,
        prompt: &str,
        given: &[String],
        problem: Option<String>,
        history: Vec<String>,
        check: Check<'_>,
    ) -> io::Result<Ended> {
        let guide = Guide::new(self.program, &self.settings);
        let text = initial_text(given, &guide);
        let has_color = console::has_color(self.env());
        let mut screen = Screen::open(Look { has_color })?;
        let mut state = State::new(guide, prompt.to_owned(), &text, history, screen.size()?);
        if let Some(problem) = problem {
            state.tell(problem);
        }
        let mut asked: Option<Asked> = None;
        loop {
            screen.show(&state)?;
            let reply = asked.as_ref().and_then(Asked::reply);
            let event = match reply {
                Some(reply) => {
                    asked = None;
                    Event::Told(reply)
                }
                None => match screen.next(asked.as_ref().map(|_| MEANWHILE))? {
                    Some(event) => event,
                    None => continue,
                },
            };
            match state.update(event) {
                Effect::Nothing => {}
                Effect::Redraw => screen.forget(),
                Effect::StopAsking => asked = None,
                Effect::Leave => return Ok(Ended::Left(state.line.text().to_owned())),
                Effect::Ask(service, question) => {
                    asked = Asked::of(self.program, service, question);
                    if asked.is_none() {
                        let reason = "There is no operation that lists these".to_owned();
                        state.update(Event::Told(Reply::Nothing(reason)));
                    }
                }
                Effect::Run(words) => match check(&words) {
                    Ok(()) => return Ok(Ended::Entered(state.line.text().to_owned(), words)),
                    Err(problem) => state.tell(problem),
                },
            }
        }
    }
}

/// The words as they would be typed, without the option that opened the prompt; with a space
/// behind them unless the last one can still be completed.
fn initial_text(given: &[String], guide: &Guide<'_>) -> String {
    let [opening, _] = &PROMPT;
    let words = given.iter().filter(|word| **word != opening.spec.flag());
    let text = words
        .map(|word| quote_word(word))
        .collect::<Vec<_>>()
        .join(" ");
    let choices = guide.choices(&text, &Known::default());
    let mut candidates = choices.candidates.iter();
    let is_open = candidates.any(|candidate| candidate.text != choices.word);
    match text.is_empty() || is_open {
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
        let guide = Guide::new(&program, &settings);
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
            assert_eq!(initial_text(&given, &guide), text);
        }
    }
}
