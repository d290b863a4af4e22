//! Options as data: what drives parsing, help and completion.

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
    /// One value that must be a number.
    Float,
    /// All words that follow, or none.
    Words,
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

/// Where the values of an option can be looked up when they are to be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nowhere, beyond its choices.
    Nowhere,
    /// Among the files.
    Files,
    /// Among the regions of the program.
    Regions,
    /// Among the profiles of the configuration files.
    Profiles,
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
    /// Where completion finds values.
    pub source: Source,
    /// Whether it must be given.
    pub required: bool,
    /// Whether help and completion leave it out.
    pub hidden: bool,
    /// The option that it is another name of, without dashes.
    pub alias_of: Option<Cow<'static, str>>,
    /// Where it comes from.
    pub origin: Origin,
    /// What help calls its value; empty for flags.
    pub metavar: Cow<'static, str>,
    /// One line of help.
    pub help: Cow<'static, str>,
}

impl OptionSpec {
    /// An option of this program's own that takes any value.
    pub const fn own_value(name: &'static str, metavar: &'static str, help: &'static str) -> Self {
        Self::fixed(Origin::Extension, name, OptionKind::Value, metavar, help)
    }

    /// An option of this program's own that takes nothing.
    pub const fn own_flag(name: &'static str, help: &'static str) -> Self {
        Self::fixed(Origin::Extension, name, OptionKind::Flag, "", help)
    }

    /// An option that is known when the program is built.
    pub(super) const fn fixed(
        origin: Origin,
        name: &'static str,
        kind: OptionKind,
        metavar: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            choices: &[],
            source: Source::Nowhere,
            required: false,
            hidden: false,
            alias_of: None,
            origin,
            metavar: Cow::Borrowed(metavar),
            help: Cow::Borrowed(help),
        }
    }

    /// The same option, with values that completion finds there.
    pub const fn with_values_from(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The name with its dashes.
    pub fn flag(&self) -> String {
        format!("--{}", self.name)
    }
}
