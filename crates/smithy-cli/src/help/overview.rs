//! The pages that are not about an operation.

use omics_model::SERVICE;

use super::completion::SHELLS;
use super::page::{BODY, Page, Style};
use super::row;
use crate::args::GLOBALS;
use crate::{exit, options, run};

/// The variables that a user is likely to need.
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
    (
        "AWS_ENDPOINT_URL",
        "where to send requests, as --endpoint-url; AWS_ENDPOINT_URL_OMICS goes before it",
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
    (
        "OMICS_VALIDATION",
        "what to check before sending, as --cli-validation",
    ),
    (
        "OMICS_LOCAL_STORE",
        "the file in which the local service keeps its state",
    ),
    ("NO_COLOR", "set to anything, help has no bold text"),
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

/// How to load the completion script, for each of [`SHELLS`].
const INSTALLATION: [(&str, &str); 3] = [
    ("~/.bashrc", "source <(omics completion bash)"),
    ("~/.zshrc, after compinit", "source <(omics completion zsh)"),
    (
        "~/.config/fish/config.fish",
        "omics completion fish | source",
    ),
];

/// The page about the program.
pub(super) fn program(style: Style) -> String {
    let mut page = Page::new(style);
    page.heading("NAME");
    let title = SERVICE.title;
    page.paragraph(
        BODY,
        &format!("omics - {title} run caches from the command line"),
    );
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        &format!(
            "omics calls {title} with the options, settings and output of the AWS CLI. With \
             --local it needs neither an AWS account nor a network: a copy of the service that is \
             built into the program answers."
        ),
    );
    page.heading("SYNOPSIS");
    page.line(BODY, "omics [GLOBAL OPTIONS] COMMAND [OPTIONS]");
    page.heading("EXAMPLES");
    page.paragraph(BODY, "Create a run cache, and list what there is:");
    page.line(
        4,
        "omics --local create-run-cache \\\n        \
         --cache-s3-location s3://my-bucket/cache/ \\\n        \
         --name first --tags team=genomics",
    );
    page.line(4, "omics --local list-run-caches");
    page.heading("COMMANDS");
    page.rows(BODY, &commands());
    page.gap();
    page.paragraph(BODY, "omics COMMAND --help tells all about a command.");
    page.heading("GLOBAL OPTIONS");
    let globals = GLOBALS.iter().filter(|option| !option.hidden);
    page.rows(BODY, &globals.map(row).collect::<Vec<_>>());
    page.heading("EXIT CODES");
    let codes = EXIT_CODES.map(|(code, text)| (code.to_string(), text.to_owned()));
    page.rows(BODY, &codes);
    page.heading("ENVIRONMENT");
    let variables = VARIABLES.iter();
    let rows = variables.map(|&(name, text)| (name.to_owned(), text.to_owned()));
    page.rows(BODY, &rows.collect::<Vec<_>>());
    page.heading("MORE");
    page.paragraph(BODY, "The service and its API are described at");
    let namespace = SERVICE.arn_namespace;
    let url = format!("https://docs.aws.amazon.com/{namespace}/latest/api/");
    page.line(4, &url);
    page.finish()
}

/// Every command with what it does.
pub(super) fn commands() -> Vec<(String, String)> {
    let operations = SERVICE.operations.iter().map(|operation| {
        let summary = options::summary(operation.documentation);
        (options::kebab(operation.name), summary)
    });
    let own = [
        ("local", "Serves a copy of the service on this machine"),
        ("completion", "Prints a completion script for a shell"),
        ("help", "Prints this text, or that about a command"),
    ];
    let own = own.map(|(name, summary)| (name.to_owned(), summary.to_owned()));
    operations.chain(own).collect()
}

/// The page about the local service.
pub(super) fn local(style: Style) -> String {
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, "local - a copy of the service on this machine");
    page.heading("SYNOPSIS");
    page.line(BODY, "omics local serve [OPTIONS]");
    page.line(BODY, "omics --local COMMAND [OPTIONS]");
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        "omics local serve answers requests over HTTP until it is stopped with Ctrl-C, so that \
         other programs can use the copy too. It prints the variables that point them to it, in \
         a form that a shell can evaluate.",
    );
    page.gap();
    page.paragraph(
        BODY,
        "With --local, one command uses the copy without a server. Both keep their state in \
         the same file unless told otherwise: that of --store, else that of OMICS_LOCAL_STORE, \
         else omics/local.redb in the folder for data of the user.",
    );
    page.heading("OPTIONS");
    let options = run::serve_options();
    page.rows(BODY, &options.iter().map(row).collect::<Vec<_>>());
    page.heading("EXAMPLES");
    page.paragraph(BODY, "Keep the state of a test apart:");
    page.line(4, "omics local serve --port 0 --store /tmp/test.redb");
    page.finish()
}

/// The page about completion scripts.
pub(super) fn completion(style: Style) -> String {
    let mut page = Page::new(style);
    page.heading("NAME");
    page.paragraph(BODY, "completion - prints a completion script for a shell");
    page.heading("SYNOPSIS");
    page.line(BODY, &format!("omics completion {}", SHELLS.join("|")));
    page.heading("DESCRIPTION");
    page.paragraph(
        BODY,
        "With the script loaded, the Tab key completes commands, options and the values that \
         are known. A line in the start-up file of the shell loads it:",
    );
    for (file, line) in INSTALLATION {
        page.gap();
        page.paragraph(BODY, &format!("In {file}:"));
        page.line(4, line);
    }
    page.finish()
}
