//! Where help is read: a terminal of some size, or a file.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use aws_settings::{Environment, Pager, split_words};

use super::page::Style;
use crate::console::{self, print};
use crate::error::CliError;

/// The widest and the narrowest text that help is laid out for.
const WIDTHS: (usize, usize) = (40, 80);

/// Standard output, as far as help is concerned.
#[derive(Debug)]
pub(super) struct Screen {
    /// How pages look on it.
    pub(super) style: Style,
    /// The lines of the terminal, if it is one.
    height: Option<usize>,
}

impl Screen {
    /// What standard output is.
    pub(super) fn of_stdout(env: &Environment) -> Self {
        let stdout = io::stdout();
        if !stdout.is_terminal() {
            return Self {
                style: Style::PLAIN,
                height: None,
            };
        }
        let size = terminal_size::terminal_size_of(&stdout);
        let (least, most) = WIDTHS;
        let width = size.map_or(most, |(width, _)| usize::from(width.0).clamp(least, most));
        Self {
            style: Style {
                width,
                bold: console::has_color(env),
                ..Style::PLAIN
            },
            // Pagers need a terminal that can go back.
            height: size
                .map(|(_, height)| usize::from(height.0))
                .filter(|_| !console::is_dumb(env)),
        }
    }

    /// Prints a text, through the pager if it does not fit.
    pub(super) fn show(&self, text: &str, env: &Environment) -> Result<(), CliError> {
        let too_long = |height| text.lines().count() >= height;
        if self.height.is_some_and(too_long) && page(text, env) {
            return Ok(());
        }
        print(text)
    }
}

/// Shows the text in the pager. Returns whether there is one that could be started.
fn page(text: &str, env: &Environment) -> bool {
    let Some((program, arguments)) = pager(env) else {
        return false;
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if env.get("LESS").is_none() {
        command.env("LESS", Pager::LESS);
    }
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader who leaves early has seen enough.
        let _ = stdin.write_all(text.as_bytes());
    }
    // How the pager ends says nothing about help.
    let _ = child.wait();
    true
}

/// The pager for manuals, the general one, or else `less`; none where it is set to nothing or
/// cannot be understood.
fn pager(env: &Environment) -> Option<(String, Vec<String>)> {
    let line = ["MANPAGER", "PAGER"].iter().find_map(|name| env.get(name));
    let mut words = split_words(line.unwrap_or("less -R")).ok()?.into_iter();
    Some((words.next()?, words.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_for_manuals_comes_first() {
        let found = |pairs: &[(&str, &str)]| pager(&pairs.iter().copied().collect());
        let is = |program: &str, arguments: &[&str]| {
            let arguments = arguments.iter().map(|&word| word.to_owned());
            Some((program.to_owned(), arguments.collect()))
        };
        assert_eq!(found(&[]), is("less", &["-R"]));
        assert_eq!(found(&[("PAGER", "more")]), is("more", &[]));
        let both = [("PAGER", "more"), ("MANPAGER", "most -w 'a b'")];
        assert_eq!(found(&both), is("most", &["-w", "a b"]));
        assert_eq!(found(&[("PAGER", "")]), None);
        assert_eq!(found(&[("PAGER", "less '")]), None);
    }

    #[test]
    fn a_pager_that_cannot_be_started_is_none() {
        let env = Environment::from_iter([("PAGER", "/nowhere/no-such-pager")]);
        assert!(!page("text", &env));
    }
}
