//! Completion: what may come next on a line, for shells and for the prompt.
//!
//! A shell's script asks the program itself, which starts in milliseconds and knows more than any
//! script: profiles, regions, files behind `file://`, values, and ids that the service has. In the
//! program's own variable `COMPLETE` stands the shell, and the arguments are the words up to the
//! cursor.

mod candidate;
pub(crate) mod commands;
mod completions;
pub(crate) mod ids;
mod scripts;
mod table;
mod typed;
mod values;

use aws_settings::{Environment, Settings, quote_word};

use crate::console::{escape, print};
use crate::error::CliError;
use crate::program::Program;

#[cfg(feature = "prompt")]
pub(crate) use candidate::Candidate;
pub(crate) use commands::SHELLS;
pub(crate) use completions::Completions;
#[cfg(feature = "prompt")]
pub(crate) use completions::{Place, matching};
pub(crate) use scripts::script;
pub(crate) use typed::Typed;

/// The program's own variable in which a script names its shell.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Prints what the last of the words may be, for a shell: a line each, with a tab before what is
/// said about it.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn answer(
    program: &Program,
    shell: &str,
    args: &[String],
    env: &Environment,
) -> Result<(), CliError> {
    let typed = match (shell, args) {
        // What stands before the cursor, the name of the program included.
        ("bash", [line]) => Typed::new(line.split_once(' ').map_or("", |(_, rest)| rest)),
        (_, [before @ .., word]) => Typed::of_words(before, word),
        (_, []) => Typed::new(""),
    };
    // Of files that cannot be read nothing is offered, and nothing said in the middle of a line.
    let Ok(settings) = Settings::load(env.clone(), None) else {
        return Ok(());
    };
    let mut completions = Completions::new(program, &settings);
    completions.ask_for_ids(ids::are_wanted(program, env, &typed.before));
    let word = typed.word.to_lowercase();
    let begins = |text: &str| text.to_lowercase().starts_with(&word);
    let candidates = completions.of(&typed).into_iter();
    let lines =
        candidates
            .filter(|candidate| begins(&candidate.text))
            .map(|candidate| match shell {
                "bash" => of_bash(&candidate.text, &typed.word) + "\n",
                _ => {
                    let note = candidate.note.lines().next().unwrap_or_default();
                    format!("{}\t{note}\n", candidate.text)
                }
            });
    print(&escape::text(&lines.collect::<String>()))
}

/// A word as bash takes it: the part behind what it breaks words at, quoted.
fn of_bash(text: &str, word: &str) -> String {
    let begin = word.rfind(['=', ':']).map_or(0, |at| at + 1);
    let rest = text.get(begin..).unwrap_or(text);
    match rest.contains(|c: char| !(c.is_alphanumeric() || "-_./:=@%+,~".contains(c))) {
        true => quote_word(rest),
        false => rest.to_owned(),
    }
}
