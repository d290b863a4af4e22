//! Settings about the conversation with the user: prompt, errors, output, pager, validation.

use cli_formats::Format;

use super::choice::{AutoPrompt, BinaryFormat, ErrorFormat, TimestampFormat, Validation};
use super::error::{ErrorKind, SettingsError};
use super::origin::{Origin, Sourced};
use super::{GlobalFlags, Settings, env, shell_words};

impl Settings {
    /// When to prompt. `help` or `--version` anywhere on the line means never; of the two options
    /// only the full spellings count.
    pub fn auto_prompt(&self, args: &[String]) -> Sourced<AutoPrompt> {
        let has = |word: &str| args.iter().any(|arg| arg == word);
        if has("help") || has("--version") {
            return Sourced::default(AutoPrompt::Off);
        }
        if has("--no-cli-auto-prompt") {
            return Sourced::flag("--no-cli-auto-prompt", AutoPrompt::Off);
        }
        if has("--cli-auto-prompt") {
            return Sourced::flag("--cli-auto-prompt", AutoPrompt::On);
        }
        match self.lookup(&["AWS_CLI_AUTO_PROMPT"], Some("cli_auto_prompt")) {
            Some(text) => text
                .map(|text| AutoPrompt::from_name(&text.to_lowercase()).unwrap_or(AutoPrompt::Off)),
            None => Sourced::default(AutoPrompt::Off),
        }
    }

    /// How to print errors. `flag` is `None` as long as the option is not known. A configured
    /// value that is no format counts as the default; where the profile that would say so does not
    /// exist, errors are plain.
    pub fn error_format(&self, flag: Option<ErrorFormat>) -> Sourced<ErrorFormat> {
        if let Some(format) = flag {
            return Sourced::flag("--cli-error-format", format);
        }
        match self.lookup(&["AWS_CLI_ERROR_FORMAT"], Some("cli_error_format")) {
            Some(text) => text.map(|text| {
                ErrorFormat::from_name(&text.to_lowercase()).unwrap_or(ErrorFormat::Enhanced)
            }),
            None if self.profile_is_missing() => Sourced::default(ErrorFormat::Legacy),
            None => Sourced::default(ErrorFormat::Enhanced),
        }
    }

    /// How to print answers.
    ///
    /// # Errors
    /// If the configured format does not exist.
    pub fn output_format(&self, flags: &GlobalFlags) -> Result<Sourced<Format>, SettingsError> {
        if let Some(format) = flags.output {
            return Ok(Sourced::flag("--output", format));
        }
        match self.lookup(&["AWS_DEFAULT_OUTPUT"], Some("output")) {
            Some(text) => {
                text.try_map(|text| Format::from_name(&text).ok_or(SettingsError::OutputType(text)))
            }
            None => Ok(Sourced::default(Format::Json)),
        }
    }

    /// How to print times.
    ///
    /// # Errors
    /// If the configured format does not exist.
    pub fn timestamp_format(&self) -> Result<Sourced<TimestampFormat>, SettingsError> {
        const KEY: &str = "cli_timestamp_format";
        let Some(text) = self.in_profile(KEY) else {
            return Ok(Sourced::default(TimestampFormat::Iso8601));
        };
        text.try_map(|value| {
            TimestampFormat::from_name(&value).ok_or(SettingsError::UnknownChoice {
                key: KEY.into(),
                value,
                expected: r#""wire" or "iso8601""#,
                kind: ErrorKind::Choice,
            })
        })
    }

    /// How bytes are written on the command line.
    ///
    /// # Errors
    /// If the configured format does not exist.
    pub fn binary_format(
        &self,
        flags: &GlobalFlags,
    ) -> Result<Sourced<BinaryFormat>, SettingsError> {
        const KEY: &str = "cli_binary_format";
        if let Some(format) = flags.binary_format {
            return Ok(Sourced::flag("--cli-binary-format", format));
        }
        let Some(text) = self.in_profile(KEY) else {
            return Ok(Sourced::default(BinaryFormat::Base64));
        };
        text.try_map(|value| {
            BinaryFormat::from_name(&value).ok_or(SettingsError::UnknownChoice {
                key: KEY.into(),
                value,
                expected: r#""base64" or "raw-in-base64-out""#,
                kind: ErrorKind::Other,
            })
        })
    }

    /// How much to validate before sending: the option, nothing where the profile has
    /// `parameter_validation = false`, the program's own `variable`, else everything.
    ///
    /// # Errors
    /// If the variable has another value than the three levels.
    pub fn validation(
        &self,
        flags: &GlobalFlags,
        variable: &str,
    ) -> Result<Sourced<Validation>, SettingsError> {
        if let Some(level) = flags.validation {
            return Ok(Sourced::flag("--cli-validation", level));
        }
        if let Some(text) = self.in_profile("parameter_validation")
            && !env::is_true(&text.value)
        {
            return Ok(text.map(|_| Validation::Off));
        }
        let Some(text) = self.env().get(variable) else {
            return Ok(Sourced::default(Validation::Strict));
        };
        let text = Sourced {
            value: text.to_owned(),
            origin: Origin::Variable(variable.to_owned().into()),
        };
        text.try_map(|value| {
            Validation::from_name(&value).ok_or(SettingsError::UnknownChoice {
                key: variable.to_owned().into(),
                value,
                expected: r#""strict", "basic" or "off""#,
                kind: ErrorKind::Choice,
            })
        })
    }

    /// How large an answer may be that is held in memory, in megabytes: the program's own
    /// `variable`, or else 100.
    ///
    /// # Errors
    /// If the variable is no positive number of at most a million.
    pub fn max_answer(&self, variable: &str) -> Result<Sourced<u64>, SettingsError> {
        let Some(text) = self.env().get(variable) else {
            return Ok(Sourced::default(100));
        };
        let text = Sourced {
            value: text.to_owned(),
            origin: Origin::Variable(variable.to_owned().into()),
        };
        text.try_map(|value| match value.trim().parse() {
            Ok(megabytes @ 1..=1_000_000) => Ok(megabytes),
            _ => Err(SettingsError::UnknownChoice {
                key: variable.to_owned().into(),
                value,
                expected: "whole numbers of megabytes, from 1 to 1000000",
                kind: ErrorKind::Choice,
            }),
        })
    }

    /// The pager for output on a terminal, if any. An empty command in the first place that names
    /// one switches it off.
    ///
    /// # Errors
    /// If the command cannot be split into words.
    pub fn pager(&self, flags: &GlobalFlags) -> Result<Option<Sourced<Pager>>, SettingsError> {
        if flags.no_cli_pager {
            return Ok(None);
        }
        let configured = self
            .lookup(&["AWS_PAGER"], Some("cli_pager"))
            .or_else(|| self.lookup(&["PAGER"], None));
        // A terminal that cannot go back has no use for one.
        let is_dumb = self.env().get("TERM") == Some("dumb");
        let default = (!is_dumb).then(|| Sourced::default(DEFAULT_PAGER.to_owned()));
        let Some(command) = configured.or(default) else {
            return Ok(None);
        };
        let Sourced {
            value: mut words,
            origin,
        } = command.try_map(|line| shell_words::split(&line).map_err(SettingsError::PagerWords))?;
        if words.is_empty() {
            return Ok(None);
        }
        let program = words.remove(0);
        let set_less = self.env().get("LESS").is_none();
        Ok(Some(Sourced {
            value: Pager {
                program,
                arguments: words,
                set_less,
            },
            origin,
        }))
    }
}

const DEFAULT_PAGER: &str = if cfg!(windows) { "more" } else { "less" };

/// A pager, to be run without a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Whether to give it the variable `LESS` with the value [`Pager::LESS`].
    pub set_less: bool,
}

impl Pager {
    /// What `LESS` is set to where the user has not set it: quit if it fits the screen, pass
    /// colours on, leave the screen as it is.
    pub const LESS: &'static str = "FRX";
}
