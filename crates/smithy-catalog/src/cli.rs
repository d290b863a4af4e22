//! What a command line says and does beside the Smithy model.
//!
//! AWS CLI v2 knows things of services that no model carries: names of commands, options that are
//! called otherwise, pages, waiters, and what few lines of its code do for a single service. They are
//! data here, filled in at generation from the model's own waiters, a file of facts and a table of
//! customizations, so that a command reads the catalog and nothing else.

use crate::{Operation, Pagination, Service};

/// The global options of AWS CLI v2. They are taken from anywhere on a line, also where an abbreviation is meant, so
/// that an option of an operation cannot have such a name.
pub const GLOBAL_OPTIONS: [&str; 19] = [
    "debug",
    "endpoint-url",
    "no-verify-ssl",
    "no-paginate",
    "output",
    "query",
    "profile",
    "region",
    "version",
    "color",
    "no-sign-request",
    "ca-bundle",
    "cli-read-timeout",
    "cli-connect-timeout",
    "cli-binary-format",
    "no-cli-pager",
    "cli-auto-prompt",
    "no-cli-auto-prompt",
    "cli-error-format",
];

/// The options that operations have besides those of their members; `--help` is understood anywhere.
pub const OPERATION_OPTIONS: [&str; 4] = [
    "cli-input-json",
    "cli-input-yaml",
    "generate-cli-skeleton",
    "help",
];

/// The commands that a program has besides its services or operations.
pub const PROGRAM_COMMANDS: [&str; 3] = ["completion", "help", "local"];

/// What a command line knows of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceFacts {
    /// Its command, where that is not the SDK id in lower case with dashes:
    /// [`Service::command`] has it in either case.
    pub command: Option<&'static str>,
    /// Its waiters, in the order of the facts or the model: those of `smithy.waiters#waitable` for
    /// lack of others.
    pub waiters: &'static [Waiter],
    /// What is done for each of its operations.
    pub customizations: &'static [Customization],
    /// Commands that AWS CLI v2 has for the service and this command has not.
    pub absent: &'static [AbsentCommand],
}

impl ServiceFacts {
    /// Nothing is known.
    pub const NONE: Self = Self {
        command: None,
        waiters: &[],
        customizations: &[],
        absent: &[],
    };
}

/// What a command line knows of an operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperationFacts {
    /// Its command, where that is not [`kebab`] of its name: [`Operation::command`] has it in
    /// either case.
    pub command: Option<&'static str>,
    /// Whether and how pages are followed: [`Operation::pages`] has it with the model's in view.
    pub paging: Paging,
    /// Options that have another name, in the order they are listed after all others.
    pub renamed: &'static [OptionName],
    /// Further names of options, hidden. An option that has one is no longer required on the line.
    pub aliases: &'static [OptionName],
    /// What is done for this operation, besides what is done for all of the service.
    pub customizations: &'static [Customization],
}

impl OperationFacts {
    /// Nothing is known.
    pub const NONE: Self = Self {
        command: None,
        paging: Paging::AsModelled,
        renamed: &[],
        aliases: &[],
        customizations: &[],
    };
}

/// A command that is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbsentCommand {
    /// The command, as `update-kubeconfig`.
    pub command: &'static str,
    /// Why, in half a sentence: `it edits a file of kubectl`.
    pub reason: &'static str,
}

/// Another name of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionName {
    /// The name that follows from the member, without dashes before it: `version`.
    pub from: &'static str,
    /// The name that is typed: `api-version`.
    pub to: &'static str,
}

/// Whether and how a command line follows pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// As `smithy.api#paginated` says; not at all where that names no items.
    AsModelled,
    /// Not at all, whatever the model says.
    Never,
    /// Like this.
    As(Pages),
}

/// How pages are followed and put together.
///
/// Tokens and keys of the input are member names; those of the output are JMESPaths, as
/// `result.items`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// Input members that take the tokens.
    pub input_tokens: &'static [&'static str],
    /// Where the output has the next tokens, one for each input token.
    pub output_tokens: &'static [&'static str],
    /// Input member that limits a page.
    pub limit_key: Option<&'static str>,
    /// Results that are put together; the first is the one that `--max-items` counts.
    pub result_keys: &'static [&'static str],
    /// What is kept from the first page.
    pub non_aggregate_keys: &'static [&'static str],
    /// Where the output says whether there are more pages, if not by its token.
    pub more_results: Option<&'static str>,
}

/// A waiter: `wait NAME`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiter {
    /// Name in the model, as `FunctionActiveV2`. Its command is [`kebab`] of it.
    pub name: &'static str,
    /// Name of the operation that is called again and again, as `GetFunction`. It is one of the
    /// service's [`operations`](Service::operations).
    pub operation: &'static str,
    /// Documentation in Markdown.
    pub documentation: &'static str,
    /// Hidden from help.
    pub deprecated: bool,
    /// Seconds between two calls.
    pub delay: u32,
    /// How many calls there are at most.
    pub max_attempts: u32,
    /// What ends or continues the wait; the first that matches counts.
    pub acceptors: &'static [Acceptor],
}

impl Waiter {
    /// The word after `wait`, as `function-active-v2`.
    pub fn command(&self) -> String {
        kebab(self.name)
    }
}

/// A state of a waiter, and what leads to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Acceptor {
    /// Where the waiter goes.
    pub state: WaiterState,
    /// When.
    pub matcher: Matcher,
}

/// What an answer means for a waiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiterState {
    /// What was waited for is there.
    Success,
    /// It will not come.
    Failure,
    /// Ask again.
    Retry,
}

/// What an acceptor looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Matcher {
    /// The output is such that a path leads to what is expected; never an error.
    Output(PathMatcher),
    /// A structure of `input` and `output` is.
    InputOutput(PathMatcher),
    /// The answer has this HTTP status, error or not.
    Status(u16),
    /// The call failed with this code.
    Error(&'static str),
    /// The call failed, or did not.
    AnyError(bool),
}

/// A JMESPath and what must come of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathMatcher {
    /// The JMESPath.
    pub path: &'static str,
    /// What it must lead to.
    pub expected: Expected,
    /// Which of the values.
    pub comparator: Comparator,
}

/// Which of the values that a path leads to must be as expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// The one value (`path`, `stringEquals`, `booleanEquals`).
    Equals,
    /// All of a list that is not empty (`pathAll`, `allStringEquals`).
    All,
    /// One of a list at least (`pathAny`, `anyStringEquals`).
    Any,
}

/// A value that a waiter compares with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expected {
    /// A string.
    Text(&'static str),
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
}

/// What few lines do for a single service, as AWS CLI v2 does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Customization {
    /// A header on each request, signed, unless the request has it: `Accept` of API Gateway, the API
    /// version of Glacier.
    Header {
        /// Name in lower case.
        name: &'static str,
        /// Value.
        value: &'static str,
    },
    /// A member that is absent where the input has it gets this text: `-` for Glacier's `accountId`. Its
    /// option stays required.
    DefaultText {
        /// Name of the input member.
        member: &'static str,
        /// The text.
        value: &'static str,
    },
    /// `x-amz-sha256-tree-hash` (SHA-256 tree over leaves of 1 MiB) and `x-amz-content-sha256` of the body,
    /// unless the input gives the member.
    TreeHash {
        /// Input member that carries the tree hash.
        member: &'static str,
    },
    /// An option of its own for a blob in a structure: `--zip-file` for `Code.ZipFile`. It stands last before
    /// the documents, and the option of the structure is no longer required on the line.
    BlobOption {
        /// The option, without dashes.
        option: &'static str,
        /// Input member that is the structure, as `Code`.
        member: &'static str,
        /// Member of the structure, as `ZipFile`. Its own option may not hold it where it
        /// [`excludes`](Self::BlobOption::excludes).
        field: &'static str,
        /// Whether giving the field in the structure's own option is refused.
        excludes: bool,
    },
    /// The bytes of an option must open as a zip archive.
    MustBeZip {
        /// The option, without dashes.
        option: &'static str,
    },
    /// Options that write a text of the answer to a file that only its owner may read.
    Outfile {
        /// The option, without dashes.
        option: &'static str,
        /// Path in the output, as `keyPair.PrivateKey`.
        path: &'static str,
    },
    /// Texts of this shape in answers are JSON in URL encoding, and are shown as what they hold: policies of IAM.
    EncodedJson {
        /// Name of the shape, without its namespace.
        shape: &'static str,
    },
    /// The text of a member is sent as base64: the user data of an instance.
    Base64Text {
        /// Name of the input member.
        member: &'static str,
    },
    /// `--endpoint-url` is required.
    EndpointUrlRequired,
    /// The request is a POST whose body is what the query string would be.
    QueryAsForm,
}

impl Service {
    /// The word that stands for the service on a line, as AWS CLI v2 has it: `apigateway`.
    pub fn command(&self) -> String {
        match self.cli.command {
            Some(command) => command.to_owned(),
            None => self.sdk_id.to_lowercase().replace(' ', "-"),
        }
    }

    /// The waiter of this command.
    pub fn waiter(&self, command: &str) -> Option<&'static Waiter> {
        let mut waiters = self.cli.waiters.iter();
        waiters.find(|waiter| waiter.command() == command)
    }
}

impl Operation {
    /// The word that stands for the operation on a line: `create-thing`.
    pub fn command(&self) -> String {
        match self.cli.command {
            Some(command) => command.to_owned(),
            None => kebab(self.name),
        }
    }

    /// How a command line follows pages of this operation, if it does.
    pub fn pages(&'static self) -> Option<Pages> {
        match self.cli.paging {
            Paging::Never => None,
            Paging::As(pages) => Some(pages),
            Paging::AsModelled => self.pagination.as_ref().and_then(modelled),
        }
    }
}

/// The pages of the trait; a command line follows none whose items are not named.
fn modelled(pagination: &'static Pagination) -> Option<Pages> {
    let items = pagination.items.as_ref()?;
    Some(Pages {
        input_tokens: std::slice::from_ref(&pagination.input_token),
        output_tokens: std::slice::from_ref(&pagination.output_token),
        limit_key: pagination.page_size,
        result_keys: std::slice::from_ref(items),
        non_aggregate_keys: &[],
        more_results: None,
    })
}

/// A name of the model as AWS CLI v2 spells it: `create-thing` for `CreateThing`, `cache-s3-location`
/// for `cacheS3Location`, `resource-arns` for `resourceARNs`.
///
/// A name that has a dash stays as it is. Otherwise dashes go before a tail of two or more capitals and `s`,
/// before a capital with a lower-case letter after it, and between a lower-case letter or digit and a
/// capital.
pub fn kebab(name: &str) -> String {
    if name.contains('-') {
        return name.to_owned();
    }
    let tail = name.len() - plural_acronym(name);
    let bytes = name.as_bytes();
    let mut out = String::with_capacity(name.len() + 8);
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_ascii_uppercase() {
            let (before, after) = (bytes[at - 1], bytes.get(at + 1));
            let starts_word = at < tail && after.is_some_and(u8::is_ascii_lowercase);
            let ends_word = before.is_ascii_lowercase() || before.is_ascii_digit();
            if at == tail || starts_word || ends_word {
                out.push('-');
            }
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Length of the tail of two or more capitals and `s`, as `ARNs`; 0 without one.
fn plural_acronym(name: &str) -> usize {
    let Some(stem) = name.strip_suffix('s') else {
        return 0;
    };
    let capitals = stem
        .bytes()
        .rev()
        .take_while(u8::is_ascii_uppercase)
        .count();
    match capitals {
        0 | 1 => 0,
        capitals => capitals + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn names_are_spelled_as_aws_cli_v2_spells_them() {
        for (name, command) in [
            ("CreateThingSet", "create-thing-set"),
            ("cacheS3Location", "cache-s3-location"),
            ("ListWebACLs", "list-web-acls"),
            ("resourceARNs", "resource-arns"),
            ("IDs", "ids"),
            ("userIDs", "user-ids"),
            ("E164PhoneNumber", "e164-phone-number"),
            ("UpdateS3Resources", "update-s3-resources"),
            ("LoRaWAN", "lo-ra-wan"),
            ("PutHTTPHeader", "put-http-header"),
            ("GetOpenIDConnectProvider", "get-open-id-connect-provider"),
            ("x-already", "x-already"),
            ("a", "a"),
            ("", ""),
        ] {
            assert_eq!(kebab(name), command, "{name}");
        }
    }
}
