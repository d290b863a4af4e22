//! The pages that are not about an operation.

use smithy_catalog::Operation;

use super::page::{BODY, Page, Style};
use super::{example, row};
use crate::complete::{SHELLS, commands};
use crate::exit;
use crate::options;
use crate::program::Program;
use crate::prose::Example;
use crate::run::config;
use crate::service::Service;

/// The variables that a user of any program is likely to need.
const VARIABLES: &[(&str, &str)] = &[
    (
        "AWS_PROFILE",
        "the profile of the configuration files, as --profile",
    ),
    (
        "AWS_REGION",
        "the region, as --region; AWS_DEFAULT_REGION comes second",
    ),
    (
        "AWS_ACCESS_KEY_ID",
        "credentials, with AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN",
    ),
    (
        "AWS_CONFIG_FILE",
        "the configuration file in place of ~/.aws/config",
    ),
    (
        "AWS_SHARED_CREDENTIALS_FILE",
        "the credentials file in place of ~/.aws/credentials",
    ),
    ("AWS_DEFAULT_OUTPUT", "the output format, as --output"),
    (
        "AWS_CLI_ERROR_FORMAT",
        "the format of errors, as --cli-error-format",
    ),
    (
        "AWS_PAGER",
        "the pager for answers; set to nothing, there is none",
    ),
    (
        "AWS_MAX_ATTEMPTS",
        "how often a request is tried (default 3)",
    ),
    (
        "AWS_CA_BUNDLE",
        "certificate authorities to trust, as --ca-bundle",
    ),
    (
        "HTTPS_PROXY",
        "the proxy for https, HTTP_PROXY that for http; NO_PROXY names hosts without one",
    ),
];

/// What the exit codes mean.
const EXIT_CODES: [(u8, &str); 6] = [
    (exit::SUCCESS, "success; also help, versions and dry runs"),
    (exit::INTERRUPTED, "interrupted with Ctrl-C"),
    (
        exit::USAGE,
        "a wrong command line or parameter; nothing was sent",
    ),
    (
        exit::CONFIGURATION,
        "something is not set up: region, credentials, pager",
    ),
    (exit::SERVICE, "the service answered with an error"),
    (
        exit::GENERAL,
        "anything else: network, files, profiles, unreadable answers",
    ),
];

/// The page about the program.
pub(super) fn program(program: &Program, style: Style) -> String {
    let name = program.name();
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, &format!("{name} - {}", program.about));
    page.heading("DESCRIPTION");
    let mut description = program.description.clone().into_owned();
    if description.is_empty() {
        let titles: Vec<_> = program.services.iter().map(Service::about).collect();
        description = format!(
            "{name} calls {} with the options, settings and output of the AWS CLI.",
            titles.join(", ")
        );
    }
    if program.backend().is_some() {
        description.push_str(
            " With --local it needs neither an AWS account nor a network: a copy of the service \
             that is built into the program answers.",
        );
    }
    page.paragraph(BODY, &description);
    page.heading("SYNOPSIS");
    let command = match program.names_service() {
        true => "SERVICE COMMAND",
        false => "COMMAND",
    };
    page.line(
        BODY,
        &format!("{name} [GLOBAL OPTIONS] {command} [OPTIONS]"),
    );
    page.heading("EXAMPLES");
    match (program.examples, program.services.first()) {
        ([], Some(service)) => catalog_example(&mut page, program, service),
        (examples, _) => self::examples(&mut page, examples),
    }
    page.heading(match program.names_service() {
        true => "SERVICES AND COMMANDS",
        false => "COMMANDS",
    });
    page.rows(BODY, &commands::of_program(program));
    page.gap();
    let all = format!("{name} {command} --help tells all about a command.");
    page.paragraph(BODY, &all);
    page.heading("GLOBAL OPTIONS");
    let globals = program.parser().table().map(|option| row(&option.spec));
    page.rows(BODY, &globals.collect::<Vec<_>>());
    page.heading("EXIT CODES");
    let codes = EXIT_CODES.map(|(code, text)| (code.to_string(), text.to_owned()));
    page.rows(BODY, &codes);
    page.heading("ENVIRONMENT");
    page.rows(BODY, &variables(program));
    if let Some(url) = program.more {
        page.heading("MORE");
        page.paragraph(BODY, "There is more to read at");
        page.line(4, url);
    }
    page.finish()
}

/// Those that begin with the program's name.
const OWN_VARIABLES: &[(&str, &str)] = &[
    (
        "VALIDATION",
        "what to check before sending, as --cli-validation",
    ),
    (
        "ADVICE",
        "always or never advise below an error, and not on terminals alone",
    ),
    (
        "MAX_ANSWER_MB",
        "the largest answer that is read, in MB (default: 100)",
    ),
];

/// The variables that a user of the program is likely to need.
fn variables(program: &Program) -> Vec<(String, String)> {
    let owned = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
    let mut rows: Vec<_> = VARIABLES.iter().map(owned).collect();
    let first = match program.services.as_slice() {
        [only] if !program.names_service() => only.identity().endpoint_variable(),
        _ => "AWS_ENDPOINT_URL_SERVICE".to_owned(),
    };
    rows.push((
        "AWS_ENDPOINT_URL".to_owned(),
        format!("where to send requests, as --endpoint-url; {first} goes before it"),
    ));
    for (name, text) in OWN_VARIABLES {
        rows.push((program.variable(name), (*text).to_owned()));
    }
    if let Some(backend) = program.backend() {
        rows.extend(backend.help().variables.iter().map(owned));
    }
    rows.push((
        "NO_COLOR".to_owned(),
        "set to anything, nothing has colours or bold text, as with TERM=dumb".to_owned(),
    ));
    rows
}

/// An example of the first operation of a service.
fn catalog_example(page: &mut Page, program: &Program, service: &Service) {
    let Some(operation) = service.catalog.operations.first() else {
        return;
    };
    let [example, _] = example::of(program, service, operation);
    page.paragraph(BODY, example.title);
    page.line(4, &example.words.join(" "));
}

fn examples(page: &mut Page, examples: &[Example]) {
    for (at, example) in examples.iter().enumerate() {
        if at > 0 {
            page.gap();
        }
        page.paragraph(BODY, example.title);
        for line in example.lines {
            page.line(4, line);
        }
    }
}

/// The page about a service of a program that has several.
pub(super) fn service(program: &Program, service: &Service, style: Style) -> String {
    let (name, word) = (program.name(), service.name());
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, &format!("{word} - {}", service.about()));
    page.heading("SYNOPSIS");
    page.line(
        BODY,
        &format!("{name} [GLOBAL OPTIONS] {word} COMMAND [OPTIONS]"),
    );
    page.heading("EXAMPLES");
    catalog_example(&mut page, program, service);
    page.heading("COMMANDS");
    page.rows(BODY, &commands::of_service(service));
    page.gap();
    let all = format!("{name} {word} COMMAND --help tells all about a command.");
    page.paragraph(BODY, &all);
    page.finish()
}

/// The page about what there is to wait for.
pub(super) fn wait(program: &Program, service: &Service, style: Style) -> String {
    let invocation = program.invocation(service);
    let mut page = Page::new(style);
    page.heading("NAME");
    let about = format!("wait - asks {} again and again", service.about());
    page.paragraph(BODY, &about);
    page.heading("SYNOPSIS");
    page.line(BODY, &format!("{invocation} wait NAME [OPTIONS]"));
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        "Calls an operation until its answer is as NAME says. Nothing is printed then, and the exit code is 0; it is \
         255 when that cannot come any more, or was asked for as often as is allowed. The options are those of the \
         operation.",
    );
    page.heading("WHAT TO WAIT FOR");
    let waiters = service.catalog.cli.waiters.iter();
    for waiter in waiters.filter(|waiter| !waiter.deprecated) {
        let calls = service.catalog.operation(waiter.operation);
        let calls = calls.map(Operation::command).unwrap_or_default();
        page.line(BODY, &waiter.command());
        page.paragraph(
            6,
            &format!(
                "Calls {calls} every {} seconds, {} times at most. {}",
                waiter.delay,
                waiter.max_attempts,
                options::summary(waiter.documentation)
            ),
        );
    }
    page.gap();
    let all = format!("{invocation} wait NAME help tells of the options.");
    page.paragraph(BODY, &all);
    page.finish()
}

/// The page about the local service.
pub(super) fn local(program: &Program, style: Style) -> String {
    let name = program.name();
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, "local - a copy of the service on this machine");
    page.heading("SYNOPSIS");
    page.line(BODY, &format!("{name} local COMMAND [OPTIONS]"));
    page.line(BODY, &format!("{name} --local COMMAND [OPTIONS]"));
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        &format!(
            "{name} local serve answers requests over HTTP until it is stopped with Ctrl-C, so \
             that other programs can use the copy too. It prints the variables that point them to \
             it, in a form that a shell can evaluate."
        ),
    );
    page.gap();
    let Some(backend) = program.backend() else {
        return page.finish();
    };
    let help = backend.help();
    let mut description = "With --local, one command uses the copy without a server.".to_owned();
    if !help.state.is_empty() {
        description.extend([" ", help.state]);
    }
    page.paragraph(BODY, &description);
    let commands = backend.commands();
    page.heading("COMMANDS");
    let rows = commands.iter();
    let rows = rows.map(|command| (command.name.to_owned(), command.about.to_owned()));
    page.rows(BODY, &rows.collect::<Vec<_>>());
    for command in commands
        .iter()
        .filter(|command| !command.options.is_empty())
    {
        page.heading(&format!("OPTIONS OF {}", command.name.to_uppercase()));
        page.rows(BODY, &command.options.iter().map(row).collect::<Vec<_>>());
    }
    if !help.examples.is_empty() {
        page.heading("EXAMPLES");
        examples(&mut page, help.examples);
    }
    page.finish()
}

/// The page about settings.
pub(super) fn config(program: &Program, style: Style) -> String {
    let name = program.name();
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(
        BODY,
        "config - tells every setting, and where it comes from",
    );
    page.heading("SYNOPSIS");
    page.line(
        BODY,
        &format!("{name} [GLOBAL OPTIONS] config explain [--json]"),
    );
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        &format!(
            "{name} config explain shows what calls would go by, from options, variables, the \
             profile and defaults, and sends nothing. Secrets are left out. A credential_process of \
             the profile is run. With --debug, every call begins with the same."
        ),
    );
    page.heading("OPTIONS");
    page.rows(BODY, &config::OPTIONS.iter().map(row).collect::<Vec<_>>());
    page.finish()
}

/// The page about completion scripts.
pub(super) fn completion(program: &Program, style: Style) -> String {
    let name = program.name();
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, "completion - prints a completion script for a shell");
    page.heading("SYNOPSIS");
    page.line(BODY, &format!("{name} completion {}", SHELLS.join("|")));
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        "With the script loaded, the Tab key completes commands, options and the values that \
         are known. A line in the start-up file of the shell loads it:",
    );
    for shell in SHELLS {
        let (file, line) = installation(name, shell);
        page.gap();
        page.paragraph(BODY, &format!("In {file}:"));
        page.line(4, &line);
    }
    page.gap();
    page.paragraph(
        BODY,
        &format!(
            "With {}=true, the service is asked for ids where an option takes one. With --local on \
             the line, the copy of the service is.",
            program.variable("COMPLETE_IDS")
        ),
    );
    page.finish()
}

/// The start-up file of a shell, and the line in it that loads the script.
fn installation(name: &str, shell: &str) -> (&'static str, String) {
    match shell {
        "fish" => (
            "~/.config/fish/config.fish",
            format!("{name} completion {shell} | source"),
        ),
        "zsh" => (
            "~/.zshrc, after compinit",
            format!("source <({name} completion {shell})"),
        ),
        "powershell" => (
            "$PROFILE",
            format!("{name} completion {shell} | Out-String | Invoke-Expression"),
        ),
        "elvish" => (
            "~/.config/elvish/rc.elv",
            format!("eval ({name} completion {shell} | slurp)"),
        ),
        _ => ("~/.bashrc", format!("source <({name} completion {shell})")),
    }
}
