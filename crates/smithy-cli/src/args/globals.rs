//! The options of every command: one row each, which says how the option is read, what help and
//! completion say of it, and what it does to the one value that all of them make up.

use aws_settings::{BinaryFormat, Color, ErrorFormat, GlobalFlags, Validation};
use cli_formats::Format;

use super::Given;
use super::spec::{OptionKind, OptionSpec, Origin, Source};

/// The global options of a line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globals {
    /// Those that settings go by.
    pub(crate) flags: GlobalFlags,
    /// `--query`, not compiled yet.
    pub(crate) query: Option<String>,
    /// `--cli-read-timeout`, not read yet.
    pub(crate) read_timeout: Option<String>,
    /// `--cli-connect-timeout`, not read yet.
    pub(crate) connect_timeout: Option<String>,
    /// `--local`.
    pub(crate) local: bool,
    /// `--no-progress`.
    pub(crate) no_progress: bool,
    /// `--dry-run`.
    pub(crate) dry_run: Option<DryRun>,
    /// `--record`.
    pub(crate) record: Option<String>,
    /// `--force`, with `--record`.
    pub(crate) force: bool,
    /// `--idempotency-token`.
    pub(crate) token: TokenSource,
}

/// Means nothing without `--record`, and nothing of ours where an operation has an option of this name
/// or one that begins so, which the AWS CLI lets its users abbreviate.
pub(crate) const FORCE: &str = "force";

/// How a request is shown that is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DryRun {
    /// As HTTP.
    Http,
    /// As a command line of `curl`.
    Curl,
}

impl DryRun {
    const NAMES: &[&str] = &[Self::MISSING, "curl"];
    /// What is shown where no form is named.
    const MISSING: &str = "http";

    fn from_name(name: &str) -> Option<Self> {
        match name {
            Self::MISSING => Some(Self::Http),
            "curl" => Some(Self::Curl),
            _ => None,
        }
    }
}

/// Where an idempotency token that is left out comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TokenSource {
    /// From chance.
    #[default]
    Random,
    /// From the input.
    Content,
}

impl TokenSource {
    const NAMES: &[&str] = &["random", "content"];

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "random" => Some(Self::Random),
            "content" => Some(Self::Content),
            _ => None,
        }
    }
}

/// One global option.
#[derive(Debug)]
pub(crate) struct Global {
    /// How it is read and shown.
    pub(crate) spec: OptionSpec,
    /// The programs that have it.
    pub(super) when: When,
    update: Update,
}

/// Which programs have an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// All of them.
    Always,
    /// Those with a local service.
    HasLocal,
}

/// What an option does to the value of all of them.
#[derive(Debug, Clone, Copy)]
enum Update {
    /// Nothing: what it means is seen on the line before options are read.
    Nothing,
    Flag(fn(&mut Globals)),
    /// The parser has checked the text if there are choices.
    Text(fn(&mut Globals, String)),
}

impl Global {
    /// Applies what was given for the option; the last counts.
    pub(super) fn update(&self, globals: &mut Globals, given: Given) {
        match (self.update, given) {
            (Update::Flag(set), Given::Flag) => set(globals),
            (Update::Text(set), Given::Text(text)) => set(globals, text),
            (Update::Nothing, _) => {}
            (update, given) => unreachable!("{update:?} was given {given:?}"),
        }
    }

    const fn from(mut self, source: Source) -> Self {
        self.spec.source = source;
        self
    }
}

const fn row(
    origin: Origin,
    name: &'static str,
    kind: OptionKind,
    metavar: &'static str,
    help: &'static str,
    update: Update,
) -> Global {
    Global {
        spec: OptionSpec::fixed(origin, name, kind, metavar, help),
        when: When::Always,
        update,
    }
}

const fn flag(name: &'static str, help: &'static str, set: fn(&mut Globals)) -> Global {
    let update = Update::Flag(set);
    row(Origin::Aws, name, OptionKind::Flag, "", help, update)
}

const fn value(
    name: &'static str,
    metavar: &'static str,
    help: &'static str,
    set: fn(&mut Globals, String),
) -> Global {
    let update = Update::Text(set);
    row(Origin::Aws, name, OptionKind::Value, metavar, help, update)
}

/// An option that takes one of a few names.
const fn choice(
    name: &'static str,
    metavar: &'static str,
    choices: &'static [&'static str],
    help: &'static str,
    set: fn(&mut Globals, String),
) -> Global {
    let mut row = value(name, metavar, help, set);
    row.spec.choices = choices;
    row
}

/// An option whose meaning is seen on the line before options are read.
const fn early(name: &'static str, kind: OptionKind, help: &'static str) -> Global {
    row(Origin::Aws, name, kind, "", help, Update::Nothing)
}

/// An option that the AWS CLI does not have.
const fn own(mut row: Global) -> Global {
    row.spec.origin = Origin::Extension;
    row
}

const DEBUG: Global = flag("debug", "log what happens, to standard error", |globals| {
    globals.flags.debug = true;
});

const PROFILE: Global = value(
    "profile",
    "NAME",
    "use this profile of the configuration files",
    |globals, name| globals.flags.profile = Some(name),
)
.from(Source::Profiles);

const AUTO_PROMPT: Global = early(
    "cli-auto-prompt",
    OptionKind::Flag,
    "ask for missing parameters interactively",
);

const NO_AUTO_PROMPT: Global = early(
    "no-cli-auto-prompt",
    OptionKind::Flag,
    "do not ask, whatever the configuration says",
);

/// The options that the first look at the line knows.
pub(super) static EARLY: [Global; 2] = [PROFILE, DEBUG];

/// The options about the prompt: the one that opens it, and its opposite.
pub(crate) static PROMPT: [Global; 2] = [AUTO_PROMPT, NO_AUTO_PROMPT];

/// All options. The AWS CLI's come first, in its order, which is also the order of the names in
/// messages about ambiguous abbreviations.
pub(crate) static GLOBALS: [Global; 27] = [
    DEBUG,
    value(
        "endpoint-url",
        "URL",
        "send requests to this URL",
        |globals, url| globals.flags.endpoint_url = Some(url),
    ),
    flag("no-verify-ssl", "accept any TLS certificate", |globals| {
        globals.flags.no_verify_ssl = true;
    }),
    flag("no-paginate", "fetch the first page only", |globals| {
        globals.flags.no_paginate = true;
    }),
    choice(
        "output",
        "FORMAT",
        &Format::NAMES,
        "how to print the answer (default: json)",
        |globals, name| globals.flags.output = Format::from_name(&name),
    ),
    value(
        "query",
        "JMESPATH",
        "print this part of the answer",
        |globals, query| globals.query = Some(query),
    ),
    PROFILE,
    value(
        "region",
        "NAME",
        "call the service in this region",
        |globals, name| globals.flags.region = Some(name),
    )
    .from(Source::Regions),
    early("version", OptionKind::Version, "print the version"),
    choice(
        "color",
        "WHEN",
        Color::NAMES,
        "when to color tables (default: auto)",
        |globals, name| globals.flags.color = Color::from_name(&name),
    ),
    flag(
        "no-sign-request",
        "send requests without a signature or credentials",
        |globals| globals.flags.no_sign_request = true,
    ),
    value(
        "ca-bundle",
        "FILE",
        "trust the certificate authorities in this PEM file",
        |globals, file| globals.flags.ca_bundle = Some(file),
    )
    .from(Source::Files),
    value(
        "cli-read-timeout",
        "SECONDS",
        "wait this long for an answer (default: 60; 0: for ever)",
        |globals, seconds| globals.read_timeout = Some(seconds),
    ),
    value(
        "cli-connect-timeout",
        "SECONDS",
        "wait this long for a connection (default: 60; 0: for ever)",
        |globals, seconds| globals.connect_timeout = Some(seconds),
    ),
    choice(
        "cli-binary-format",
        "FORMAT",
        BinaryFormat::NAMES,
        "how binary parameters are written (default: base64)",
        |globals, name| globals.flags.binary_format = BinaryFormat::from_name(&name),
    ),
    flag(
        "no-cli-pager",
        "do not send output through a pager",
        |globals| globals.flags.no_cli_pager = true,
    ),
    AUTO_PROMPT,
    NO_AUTO_PROMPT,
    choice(
        "cli-error-format",
        "FORMAT",
        ErrorFormat::NAMES,
        "how to print errors (default: enhanced)",
        |globals, name| globals.flags.error_format = ErrorFormat::from_name(&name),
    ),
    own(early("help", OptionKind::Flag, "print help (also -h)")),
    own(flag(
        "no-progress",
        "do not tell on a terminal what is waited for",
        |globals| globals.no_progress = true,
    )),
    local(),
    dry_run(),
    own(value(
        "record",
        "FILE",
        "write every exchange to this file",
        |globals, file| globals.record = Some(file),
    ))
    .from(Source::Files),
    own(flag(
        FORCE,
        "with --record, replace a file that is there",
        |globals| globals.force = true,
    )),
    own(choice(
        "cli-validation",
        "LEVEL",
        Validation::NAMES,
        "what to check before sending: every constraint, what the AWS CLI checks, or nothing \
         (default: strict)",
        |globals, name| globals.flags.validation = Validation::from_name(&name),
    )),
    own(choice(
        "idempotency-token",
        "KIND",
        TokenSource::NAMES,
        "how to make a token that is left out; content: derive the token from the input, so that \
         running the same command again creates nothing new (default: random)",
        |globals, name| globals.token = TokenSource::from_name(&name).unwrap_or_default(),
    )),
];

const fn local() -> Global {
    let mut row = own(flag(
        "local",
        "run against the service built into this program",
        |globals| globals.local = true,
    ));
    row.when = When::HasLocal;
    row
}

const fn dry_run() -> Global {
    let mut row = own(choice(
        "dry-run",
        "FORM",
        DryRun::NAMES,
        "print the request instead of sending it (default form: http)",
        |globals, name| globals.dry_run = DryRun::from_name(&name),
    ));
    row.spec.kind = OptionKind::OptionalValue {
        missing: DryRun::MISSING,
    };
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_sound() {
        let names: HashSet<_> = GLOBALS.iter().map(|option| &option.spec.name).collect();
        assert_eq!(names.len(), GLOBALS.len(), "a name occurs twice");
        for Global { spec, update, .. } in &GLOBALS {
            let takes_value = !matches!(spec.kind, OptionKind::Flag | OptionKind::Version);
            assert_eq!(takes_value, !spec.metavar.is_empty(), "{}", spec.name);
            assert_eq!(
                takes_value,
                matches!(update, Update::Text(_)),
                "{}",
                spec.name
            );
            assert!(takes_value || spec.choices.is_empty(), "{}", spec.name);
            assert!(!spec.help.is_empty() && !spec.required, "{}", spec.name);
        }
        assert!(GLOBALS.is_sorted_by_key(|option| option.spec.origin == Origin::Extension));
    }

    #[test]
    fn every_choice_of_the_table_is_understood() {
        for option in &GLOBALS {
            let (untouched, mut globals) = (Globals::default(), Globals::default());
            for choice in option.spec.choices {
                option.update(&mut globals, Given::Text((*choice).to_owned()));
            }
            let last = option.spec.choices.last();
            let changed = format!("{globals:?}") != format!("{untouched:?}");
            assert_eq!(changed, last.is_some(), "{}", option.spec.name);
        }
    }
}
