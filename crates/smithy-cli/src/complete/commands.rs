//! The commands of a program, and what each does in a line.

use crate::options;
use crate::program::{COMPLETION, CONFIG, HELP, LOCAL, Program, WAIT};
use crate::service::Service;

/// The shells that there are completion scripts for.
pub(crate) const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// A word and what it stands for.
pub(crate) type Row = (String, String);

/// What may stand first on a line: services, or the operations of the only one, and the program's
/// own commands.
pub(crate) fn of_program(program: &Program) -> Vec<Row> {
    let services = program.services.iter();
    let mut rows: Vec<Row> = match program.names_service() {
        true => services
            .map(|service| (service.name().to_owned(), service.about().to_owned()))
            .collect(),
        false => services.flat_map(of_service).collect(),
    };
    // Where an operation has the word, it is the operation.
    let is_free = |name: &&str| !rows.iter().any(|(known, _)| known == name);
    let own: Vec<_> = program.own_commands().filter(is_free).collect();
    let own = own.into_iter().map(|name| (name, summary(name)));
    rows.extend(own.map(|(name, summary)| (name.to_owned(), summary.to_owned())));
    rows
}

/// The operations of a service, and `wait` where there is something to wait for.
pub(crate) fn of_service(service: &Service) -> Vec<Row> {
    let operations = service.catalog.operations.iter().map(|operation| {
        let summary = options::summary(operation.documentation);
        (operation.command(), summary)
    });
    let wait = service.waits().then(|| {
        let summary = "Asks again and again until something is so";
        (WAIT.to_owned(), summary.to_owned())
    });
    operations.chain(wait).collect()
}

/// What a command of the program's own does.
fn summary(name: &str) -> &'static str {
    match name {
        LOCAL => "Serves a copy of the service on this machine",
        CONFIG => "Tells every setting, and where it comes from",
        COMPLETION => "Prints a completion script for a shell",
        HELP => "Prints this text, or that about a command",
        other => unreachable!("{other} is no command of every program"),
    }
}
