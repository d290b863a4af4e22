//! `NAME config explain`: the settings, without a call.

use super::line::Line;
use super::send;
use crate::args::{self, OptionSpec, Parser};
use crate::error::CliError;
use crate::explain;
use crate::program::HELP;
use crate::service::Service;
use crate::wire::Tap;

/// The words behind `config`.
pub(crate) const COMMANDS: [&str; 1] = ["explain"];

/// The options of `config explain`.
pub(crate) const OPTIONS: [OptionSpec; 1] = [OptionSpec::own_flag(
    "json",
    "as a JSON object, a member a setting",
)];

/// What the words behind `config` ask for; none is help.
pub(super) fn read(parser: Parser<'_>, rest: &[String]) -> Result<Option<bool>, CliError> {
    let [explain] = COMMANDS;
    let (word, rest) = parser.word(rest, "command", &[explain, HELP])?;
    if word == HELP {
        return Ok(None);
    }
    match parser.operation(&rest, &OPTIONS, false)? {
        args::Operation::Help => Ok(None),
        args::Operation::Options(raw) => Ok(Some(raw.contains("json"))),
    }
}

/// Shows every setting of calls of a service. Nobody is asked over the network; where a setting
/// is missing or wrong, what is known is shown before the error.
pub(super) fn explain(service: &Service, line: &Line<'_>, as_json: bool) -> Result<(), CliError> {
    send::block_on(
        async {
            let mut rows = line.explained()?;
            let (settings, flags) = (&line.settings, &line.globals.flags);
            let limit = send::limit(line)?;
            let connect = |connection: &aws_settings::Connection| {
                Tap::dry((line.program.connection)(connection), limit.clone()).client()
            };
            let client = settings.client(service.identity(), flags, &connect).await;
            let client = match client {
                Ok(client) => client,
                Err(error) => {
                    explain::show(&rows, as_json)?;
                    return Err(error.into());
                }
            };
            rows.extend(explain::requests(&client, settings, flags));
            explain::show(&rows, as_json)
        },
        line,
    )
}
