//! What tells one program from another.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use aws_settings::{Connection, Validation, transport};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use smithy_catalog::Operation;

use crate::args::Parser;
use crate::local::LocalBackend;
use crate::prose::Example;
use crate::service::Service;

/// Makes the HTTP client of a connection.
pub type MakeClient = fn(&Connection) -> SharedHttpClient;

/// Commands of every program, besides the operations or services.
pub(crate) const COMPLETION: &str = "completion";
/// Shows the settings.
pub(crate) const CONFIG: &str = "config";
/// Shows help.
pub(crate) const HELP: &str = "help";
/// Waits for something of a service.
pub(crate) const WAIT: &str = "wait";
/// The local service.
pub(crate) const LOCAL: &str = "local";

/// The name under which a program is the AWS CLI, and a line names a service first.
const AWS: &str = "aws";

/// Commands of another tool.
#[derive(Debug, Clone, Copy)]
pub struct Elsewhere {
    /// What a line of the other tool begins with, as `aws things`.
    pub tool: &'static str,
    /// The commands, sorted.
    pub commands: &'static [&'static str],
}

impl Elsewhere {
    fn has(&self, word: &str) -> bool {
        self.commands.contains(&word)
    }
}

/// A program: its identity and the services it calls. Everything else is the same for all programs,
/// or comes from the catalogs.
///
/// A word that is both an operation or service and a command of the program, as `local`, is the
/// operation or service.
///
/// With one service a line is `NAME OPERATION …`; with several, or where the program is called by
/// a link of the name `aws`, it is `NAME SERVICE OPERATION …`.
#[derive(Debug)]
pub struct Program {
    /// The name it was given.
    own_name: &'static str,
    /// The name it was called by.
    name: Cow<'static, str>,
    names_service: bool,
    pub(crate) version: &'static str,
    pub(crate) about: Cow<'static, str>,
    pub(crate) description: Cow<'static, str>,
    pub(crate) examples: &'static [Example],
    pub(crate) more: Option<&'static str>,
    elsewhere: Option<Elsewhere>,
    pub(crate) services: Vec<Service>,
    pub(crate) regions: &'static [&'static str],
    variables: Option<&'static str>,
    validation: Option<Validation>,
    pub(crate) connection: MakeClient,
    local: Option<Box<dyn LocalBackend>>,
}

impl Program {
    /// A program without services. The name is that of its binary; the version is what `--version`
    /// says.
    pub fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            own_name: name,
            name: name.into(),
            names_service: false,
            version,
            about: "services from the command line".into(),
            description: "".into(),
            examples: &[],
            more: None,
            elsewhere: None,
            services: Vec::new(),
            regions: &[],
            variables: None,
            validation: None,
            connection: transport::client,
            local: None,
        }
    }

    /// What the program is, in half a sentence behind its name.
    #[must_use]
    pub fn about(mut self, about: impl Into<Cow<'static, str>>) -> Self {
        self.about = about.into();
        self
    }

    /// What help says of the program before anything else, in whole sentences.
    #[must_use]
    pub fn description(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = description.into();
        self
    }

    /// Examples for the page about the program. Pages about operations have theirs from the
    /// catalog.
    #[must_use]
    pub fn examples(mut self, examples: &'static [Example]) -> Self {
        self.examples = examples;
        self
    }

    /// An address at which there is more to read.
    #[must_use]
    pub fn more(mut self, url: &'static str) -> Self {
        self.more = Some(url);
        self
    }

    /// Commands that users may look for here, and that another tool has: who types one is told so.
    #[must_use]
    pub fn elsewhere(mut self, elsewhere: Elsewhere) -> Self {
        self.elsewhere = Some(elsewhere);
        self
    }

    /// Adds a service.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self.names_service = self.services.len() > 1;
        self
    }

    /// The regions that completion offers.
    #[must_use]
    pub fn regions(mut self, regions: &'static [&'static str]) -> Self {
        self.regions = regions;
        self
    }

    /// What the names of the program's own environment variables begin with, as `SLIM` in
    /// `SLIM_VALIDATION`; the name in upper case if this is not called.
    #[must_use]
    pub fn variables(mut self, prefix: &'static str) -> Self {
        self.variables = Some(prefix);
        self
    }

    /// How much of requests is checked where neither line nor settings say it. If this is not called, a program
    /// whose lines name services, as the AWS CLI's do, takes what that takes; any other checks all that the
    /// model says.
    #[must_use]
    pub fn validation(mut self, level: Validation) -> Self {
        self.validation = Some(level);
        self
    }

    /// How connections are made; rustls with the configured trust, proxies and timeouts if this is
    /// not called.
    #[must_use]
    pub fn connection(mut self, connection: MakeClient) -> Self {
        self.connection = connection;
        self
    }

    /// Brings a local service along, which adds `--local` and the command `local`.
    #[must_use]
    pub fn local(mut self, backend: impl LocalBackend + 'static) -> Self {
        self.local = Some(Box::new(backend));
        self
    }

    /// The program as it was called, by the first of its arguments.
    pub(crate) fn called(mut self, path: Option<&OsStr>) -> Self {
        let stem = path.and_then(|path| Path::new(path).file_stem());
        if stem.is_some_and(|stem| stem == AWS) {
            self.name = AWS.into();
            self.names_service = true;
        }
        self
    }

    /// The name that the program has in texts.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name that the program has whatever it is called: that of its files.
    pub(crate) fn own_name(&self) -> &'static str {
        self.own_name
    }

    /// A variable of the program's own: `VALIDATION` says how much is checked before sending,
    /// `MAX_ANSWER_MB` how large an answer may be, and `ADVICE` when advice follows an error.
    pub(crate) fn variable(&self, name: &str) -> String {
        let prefix = self.variables.map_or_else(
            || self.own_name.replace('-', "_").to_uppercase(),
            str::to_owned,
        );
        format!("{prefix}_{name}")
    }

    /// How much of requests is checked where nobody says it.
    pub(crate) fn default_validation(&self) -> Validation {
        let of_lines = match self.names_service {
            true => Validation::Basic,
            false => Validation::Strict,
        };
        self.validation.unwrap_or(of_lines)
    }

    pub(crate) fn backend(&self) -> Option<&dyn LocalBackend> {
        self.local.as_deref()
    }

    /// Whether a line names a service before the operation.
    pub(crate) fn names_service(&self) -> bool {
        self.names_service
    }

    pub(crate) fn parser(&self) -> Parser<'_> {
        Parser {
            name: self.name(),
            names_service: self.names_service,
            has_local: self.local.is_some(),
        }
    }

    /// The service of that word.
    pub(crate) fn find(&self, word: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name() == word)
    }

    /// What a line begins with that calls a service.
    pub(crate) fn invocation(&self, service: &Service) -> String {
        match self.names_service {
            true => format!("{} {}", self.name, service.name()),
            false => self.name().to_owned(),
        }
    }

    /// The first words that a line may have: services, or the operations of the only one; then the
    /// program's own commands.
    pub(crate) fn words(&self) -> Vec<String> {
        let services = self.services.iter();
        let mut words: Vec<_> = match self.names_service {
            true => services.map(|service| service.name().to_owned()).collect(),
            false => services.flat_map(Service::commands).collect(),
        };
        let waits = !self.names_service && self.services.iter().any(Service::waits);
        let own = waits.then_some(WAIT).into_iter().chain(self.own_commands());
        for own in own {
            if !words.iter().any(|word| word == own) {
                words.push(own.to_owned());
            }
        }
        words
    }

    /// Which tool has the command that the word names, if it is not one of this program.
    pub(crate) fn found_elsewhere(&self, word: &str) -> Option<String> {
        if let Some(Elsewhere { commands, tool }) = self.elsewhere.filter(|other| other.has(word)) {
            let count = commands.len();
            return Some(format!(
                "{word} is one of {count} commands that this program leaves out: `{tool} {word}` has \
                 it, with the same settings."
            ));
        }
        let text = match word {
            "configure" => {
                "an editor, or `aws configure`, writes ~/.aws/config and ~/.aws/credentials"
            }
            "sso" | "login" | "logout" => "the AWS CLI signs in, and shares the session",
            _ => return None,
        };
        Some(format!("{word} is not part of this program: {text}."))
    }

    /// The operation that a word stands for where lines name no service.
    pub(crate) fn operation(&self, word: &str) -> Option<(&Service, &'static Operation)> {
        let mut services = self.services.iter();
        services.find_map(|service| Some((service, service.operation(word)?)))
    }

    /// The commands that call no service.
    pub(crate) fn own_commands(&self) -> impl Iterator<Item = &'static str> {
        let local = self.local.is_some().then_some(LOCAL);
        local.into_iter().chain([CONFIG, COMPLETION, HELP])
    }
}
