//! Options as data: one table drives parsing, help and completion.

use std::borrow::Cow;

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// Nothing.
    Flag,
    /// One value.
    Value,
    /// One value that must be an integer.
    Integer,
    /// One value, or none. The AWS CLI's options take any word that follows; this program's own
    /// take only one of their choices, so that the operation may follow them.
    OptionalValue {
        /// The value when none is given.
        missing: &'static str,
    },
    /// Nothing: where it is met, the program prints its version and does nothing else.
    Version,
}

/// Where an option comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is the AWS CLI's, which lets it be abbreviated as long as the abbreviation is unique.
    Aws,
    /// It is this program's own. It must be spelled out, so that every abbreviation means what it
    /// means to the AWS CLI.
    Extension,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSpec {
    /// The name without its dashes.
    pub name: Cow<'static, str>,
    /// What it takes.
    pub kind: OptionKind,
    /// The only values it takes; empty if it takes any.
    pub choices: &'static [&'static str],
    /// Whether it must be given.
    pub required: bool,
    /// Whether help and completion leave it out.
    pub hidden: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// What help calls its value; empty for flags.
    pub metavar: Cow<'static, str>,
    /// One line of help.
    pub help: Cow<'static, str>,
}

impl OptionSpec {
    /// The name with its dashes.
    pub fn flag(&self) -> String {
        format!("--{}", self.name)
    }
}

/// A row of [`GLOBALS`].
const fn row(
    origin: Origin,
    name: &'static str,
    kind: OptionKind,
    metavar: &'static str,
    choices: &'static [&'static str],
    help: &'static str,
) -> OptionSpec {
    OptionSpec {
        name: Cow::Borrowed(name),
        kind,
        choices,
        required: false,
        hidden: false,
        origin,
        metavar: Cow::Borrowed(metavar),
        help: Cow::Borrowed(help),
    }
}

const fn flag(name: &'static str, help: &'static str) -> OptionSpec {
    row(Origin::Aws, name, OptionKind::Flag, "", &[], help)
}

const fn value(name: &'static str, metavar: &'static str, help: &'static str) -> OptionSpec {
    row(Origin::Aws, name, OptionKind::Value, metavar, &[], help)
}

const fn choice(
    name: &'static str,
    metavar: &'static str,
    choices: &'static [&'static str],
    help: &'static str,
) -> OptionSpec {
    row(Origin::Aws, name, OptionKind::Value, metavar, choices, help)
}

const fn version(name: &'static str, help: &'static str) -> OptionSpec {
    row(Origin::Aws, name, OptionKind::Version, "", &[], help)
}

const fn own_flag(name: &'static str, help: &'static str) -> OptionSpec {
    row(Origin::Extension, name, OptionKind::Flag, "", &[], help)
}

const fn own_value(
    name: &'static str,
    metavar: &'static str,
    choices: &'static [&'static str],
    help: &'static str,
) -> OptionSpec {
    row(
        Origin::Extension,
        name,
        OptionKind::Value,
        metavar,
        choices,
        help,
    )
}

const OUTPUTS: &[&str] = &["json", "text", "table", "yaml", "yaml-stream", "off"];
const COLORS: &[&str] = &["on", "off", "auto"];
const BINARY_FORMATS: &[&str] = &["base64", "raw-in-base64-out"];
const ERROR_FORMATS: &[&str] = &["legacy", "json", "yaml", "text", "table", "enhanced"];
const VALIDATIONS: &[&str] = &["strict", "basic", "off"];
const DRY_RUNS: &[&str] = &["http", "curl"];
const IDEMPOTENCY_TOKENS: &[&str] = &["random", "content"];

/// The options of every command. The AWS CLI's come first, in its order, which is also the order
/// of the names in messages about ambiguous abbreviations.
pub static GLOBALS: [OptionSpec; 25] = [
    flag("debug", "log what happens, to standard error"),
    value("endpoint-url", "URL", "send requests to this URL"),
    flag("no-verify-ssl", "accept any TLS certificate"),
    flag("no-paginate", "fetch the first page only"),
    choice(
        "output",
        "FORMAT",
        OUTPUTS,
        "how to print the answer (default: json)",
    ),
    value("query", "JMESPATH", "print this part of the answer"),
    value(
        "profile",
        "NAME",
        "use this profile of the configuration files",
    ),
    value("region", "NAME", "call the service in this region"),
    version("version", "print the version"),
    choice(
        "color",
        "WHEN",
        COLORS,
        "when to color tables (default: auto)",
    ),
    flag(
        "no-sign-request",
        "send requests without a signature or credentials",
    ),
    value(
        "ca-bundle",
        "FILE",
        "trust the certificate authorities in this PEM file",
    ),
    value(
        "cli-read-timeout",
        "SECONDS",
        "wait this long for an answer (default: 60; 0: for ever)",
    ),
    value(
        "cli-connect-timeout",
        "SECONDS",
        "wait this long for a connection (default: 60; 0: for ever)",
    ),
    choice(
        "cli-binary-format",
        "FORMAT",
        BINARY_FORMATS,
        "how binary parameters are written (default: base64)",
    ),
    flag("no-cli-pager", "do not send output through a pager"),
    flag(
        "cli-auto-prompt",
        "ask for missing parameters interactively",
    ),
    flag(
        "no-cli-auto-prompt",
        "do not ask, whatever the configuration says",
    ),
    choice(
        "cli-error-format",
        "FORMAT",
        ERROR_FORMATS,
        "how to print errors (default: enhanced)",
    ),
    own_flag("help", "print help (also -h)"),
    own_flag("local", "run against the service built into this program"),
    row(
        Origin::Extension,
        "dry-run",
        OptionKind::OptionalValue { missing: "http" },
        "FORM",
        DRY_RUNS,
        "print the request instead of sending it (default form: http)",
    ),
    own_value("record", "FILE", &[], "write every exchange to this file"),
    own_value(
        "cli-validation",
        "LEVEL",
        VALIDATIONS,
        "what to check before sending: every constraint, what the AWS CLI checks, or nothing \
         (default: strict)",
    ),
    own_value(
        "idempotency-token",
        "KIND",
        IDEMPOTENCY_TOKENS,
        "how to make a token that is left out; content: derive the token from the input, so that \
         running the same command again creates nothing new (default: random)",
    ),
];

/// The global option of that name.
pub(super) fn global(name: &str) -> &'static OptionSpec {
    let mut table = GLOBALS.iter();
    table
        .find(|option| option.name == name)
        .expect("only names of the table are asked for")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_sound() {
        let names: HashSet<_> = GLOBALS.iter().map(|option| &option.name).collect();
        assert_eq!(names.len(), GLOBALS.len(), "a name occurs twice");
        for option in &GLOBALS {
            let takes_value = !matches!(option.kind, OptionKind::Flag | OptionKind::Version);
            assert_eq!(takes_value, !option.metavar.is_empty(), "{}", option.name);
            assert!(takes_value || option.choices.is_empty(), "{}", option.name);
            assert!(
                !option.help.is_empty() && !option.required,
                "{}",
                option.name
            );
        }
        assert!(GLOBALS.is_sorted_by_key(|option| option.origin == Origin::Extension));
    }
}
