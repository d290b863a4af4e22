//! The interactive mode: a screen with a line to edit, and all that is known of it around it.
//!
//! The prompt opens on the words that were given, and what is entered is run as if it had been the
//! command line; a line with a mistake is told so and goes on being edited. [`state`] is what there
//! is, and what events make of it; [`draw`] shows it, [`screen`] is the terminal, and [`session`] goes
//! round between them. Lines that were entered are kept in `$XDG_STATE_HOME/NAME/prompt_history`, or
//! in `~/.local/state` where that variable is not set, for the user alone to read.

#[cfg(not(feature = "prompt"))]
mod absent;
#[cfg(feature = "prompt")]
mod answer;
#[cfg(feature = "prompt")]
mod draw;
#[cfg(feature = "prompt")]
mod guide;
#[cfg(feature = "prompt")]
mod history;
#[cfg(feature = "prompt")]
mod keys;
#[cfg(feature = "prompt")]
mod layout;
#[cfg(feature = "prompt")]
mod line;
#[cfg(feature = "prompt")]
mod question;
#[cfg(feature = "prompt")]
mod screen;
#[cfg(feature = "prompt")]
mod session;
#[cfg(feature = "prompt")]
mod state;

#[cfg(not(feature = "prompt"))]
pub(crate) use absent::Prompt;
#[cfg(feature = "prompt")]
pub(crate) use session::Prompt;

use aws_settings::Origin;

use crate::error::CliError;

/// Says what is wrong with the words of a line, if anything is.
pub(crate) type Check<'c> = &'c mut dyn FnMut(&[String]) -> Result<(), String>;

/// The error where there can be no prompt although the setting from `origin` asks for one.
fn refusal(origin: &Origin, obstacle: &str) -> CliError {
    CliError::general(format!(
        "{origin} asks for the interactive prompt, but {obstacle}. Give the whole command on the line; \
         --no-cli-auto-prompt switches the prompt off wherever it is configured"
    ))
}
