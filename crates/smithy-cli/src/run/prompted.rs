//! A line that the prompt asks for.

use aws_settings::Environment;

use super::Run;
use crate::advice;
use crate::args;
use crate::error::CliError;
use crate::prompt::Prompt;

impl<'p> Run<'p> {
    /// Asks for the line, beginning with what was given of it and what is wrong with that, and runs it.
    pub(super) fn prompted(
        &mut self,
        prompt: Prompt<'p>,
        args: &[String],
        problem: Option<&CliError>,
    ) -> Result<(), CliError> {
        let env = prompt.env().clone();
        let problem = problem.map(|error| self.problem(error));
        let args = prompt.ask(args, problem, &mut |words| {
            self.args = words.to_vec();
            let rehearsed = self.rehearse(words, &env);
            rehearsed.map_err(|error| self.problem(&error))
        })?;
        self.args.clone_from(&args);
        if args::wants_help(&args) {
            return self.help(&args, &env);
        }
        let settings = self.settings(&args, env)?;
        self.command(&args, settings)
    }

    /// Does all that a line asks for until something would be sent or shown.
    fn rehearse(&mut self, args: &[String], env: &Environment) -> Result<(), CliError> {
        if args::wants_help(args) {
            return Ok(());
        }
        let settings = self.settings(args, env.clone())?;
        self.rehearses = true;
        let done = self.command(args, settings);
        self.rehearses = false;
        done
    }

    /// What is wrong and what to do about it.
    fn problem(&self, error: &CliError) -> String {
        // How the program is called stands in the panel below.
        let message = error.message.split("\nusage: ").next().unwrap_or_default();
        let mut lines = vec![message.trim().to_owned()];
        lines.extend(advice::of(error, &self.situation()));
        lines.join("\n")
    }
}
