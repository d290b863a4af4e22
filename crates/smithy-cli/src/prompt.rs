//! The interactive mode: a line editor that knows the commands, their options and their values.
//!
//! The prompt opens on the words that were given, and what is entered is run as if it had been the
//! command line. Lines that were entered are kept in `$XDG_STATE_HOME/NAME/prompt_history`, or in
//! `~/.local/state` where that variable is not set, for the user alone to read.

#[cfg(not(feature = "prompt"))]
mod absent;
#[cfg(feature = "prompt")]
mod editor;
#[cfg(feature = "prompt")]
mod history;
#[cfg(feature = "prompt")]
mod session;

#[cfg(not(feature = "prompt"))]
pub(crate) use absent::Prompt;
#[cfg(feature = "prompt")]
pub(crate) use session::Prompt;

use aws_settings::Origin;

use crate::error::CliError;

/// The error where there can be no prompt although the setting from `origin` asks for one.
fn refusal(origin: &Origin, obstacle: &str) -> CliError {
    CliError::general(format!(
        "{origin} asks for the interactive prompt, but {obstacle}. Give the whole command on the line; \
         --no-cli-auto-prompt switches the prompt off wherever it is configured"
    ))
}
