//! What few lines do for a single service, as the catalog says it: each customization is data there and
//! a small function here, which knows no service by name.

mod encoded_json;
mod request;
mod zip;

use cli_formats::{Map, Value};
use smithy_catalog::cli::Customization;
use smithy_catalog::{Member, Operation, Service};

use crate::args::{Given, RawOptions};
use crate::error::CliError;
use crate::options;
use crate::outfile;
use crate::paramfile::ParamFiles;
use crate::params;

pub(crate) use encoded_json::decode;
pub(crate) use request::Adjust;

/// The customizations of an operation, those of its service among them.
pub(crate) fn of(
    service: &'static Service,
    operation: &'static Operation,
) -> impl Iterator<Item = &'static Customization> {
    let own = operation.cli.customizations.iter();
    service.cli.customizations.iter().chain(own)
}

/// Refuses what an option may not hold: a field that has an option of its own, or bytes that are no
/// archive.
///
/// # Errors
/// If the value of the member breaks a rule.
pub(crate) fn check_member(
    operation: &Operation,
    member: &Member,
    value: &Value,
) -> Result<(), CliError> {
    let name = options::name(operation, member.name);
    for customization in operation.cli.customizations {
        match *customization {
            Customization::BlobOption {
                option,
                member: holder,
                field,
                excludes: true,
            } if holder == member.name => {
                if matches!(value, Value::Map(fields) if fields.contains_key(field)) {
                    return Err(CliError::param_validation(format!(
                        "{field} cannot be provided as part of the --{name} argument.  Please use \
                         the '--{option}' option instead to specify a zip file."
                    )));
                }
            }
            Customization::MustBeZip { option } if option == name => zip::check(option, value)?,
            _ => {}
        }
    }
    Ok(())
}

/// Puts the bytes of options that stand for a field of a structure where they belong.
///
/// # Errors
/// If a file cannot be read, or is no archive and should be.
pub(crate) fn add_blobs(
    operation: &Operation,
    raw: &RawOptions,
    files: &ParamFiles<'_>,
    document: &mut Map,
) -> Result<(), CliError> {
    for customization in operation.cli.customizations {
        let Customization::BlobOption {
            option,
            member,
            field,
            ..
        } = *customization
        else {
            continue;
        };
        let Some(Given::Text(text)) = raw.get(option) else {
            continue;
        };
        let value = params::load(option, text, files)?;
        let must_be_zip = operation.cli.customizations.iter().any(|other| {
            matches!(other, Customization::MustBeZip { option: archive } if *archive == option)
        });
        if must_be_zip {
            zip::check(option, &value)?;
        }
        let holder = document
            .entry(member.to_owned())
            .or_insert_with(|| Value::Map(Map::new()));
        if let Value::Map(fields) = holder {
            fields.insert(field.to_owned(), value);
        }
    }
    Ok(())
}

/// Fills in the texts that absent members stand for, and encodes those that are sent as base64.
pub(crate) fn fill_defaults(
    service: &'static Service,
    operation: &'static Operation,
    document: &mut Map,
) {
    for customization in of(service, operation) {
        match *customization {
            Customization::DefaultText { member, value } => {
                let given = document.get(member).filter(|given| **given != Value::Null);
                if given.is_none() && operation.input.member(member).is_some() {
                    document.insert(member.to_owned(), value.into());
                }
            }
            Customization::Base64Text { member } => {
                let bytes = match document.get(member) {
                    Some(Value::String(text)) => text.as_bytes(),
                    Some(Value::Bytes(bytes)) => bytes,
                    _ => continue,
                };
                let encoded = aws_smithy_types::base64::encode(bytes);
                document.insert(member.to_owned(), Value::String(encoded));
            }
            _ => {}
        }
    }
}

/// Refuses a call without an endpoint where there is none to be found.
///
/// # Errors
/// If `--endpoint-url` is required and not given.
pub(crate) fn check_endpoint(
    service: &'static Service,
    word: &str,
    endpoint_url: Option<&str>,
) -> Result<(), CliError> {
    let required = service.cli.customizations;
    match required.contains(&Customization::EndpointUrlRequired) && endpoint_url.is_none() {
        true => Err(CliError::param_validation(format!(
            "--endpoint-url is required for {word} commands"
        ))),
        false => Ok(()),
    }
}

/// Texts of the answer that go to files of their own.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    files: Vec<(&'static str, String)>,
}

impl Texts {
    /// Reads the options that name such files, and looks whether they can be written.
    ///
    /// # Errors
    /// If one cannot.
    pub(crate) fn read(
        operation: &Operation,
        raw: &RawOptions,
        files: &ParamFiles<'_>,
    ) -> Result<Self, CliError> {
        let mut texts = Self::default();
        for customization in operation.cli.customizations {
            if let Customization::Outfile { option, path } = *customization
                && let Some(file) = raw.text(option)
            {
                let file = files.expand(file);
                outfile::check_writable(&file)?;
                texts.files.push((path, file));
            }
        }
        Ok(texts)
    }

    /// Writes the files; one whose text the answer lacks becomes empty.
    ///
    /// # Errors
    /// If one cannot be written.
    pub(crate) fn write(&self, answer: &Value) -> Result<(), CliError> {
        for (path, file) in &self.files {
            let found = path.split('.').try_fold(answer, |value, key| match value {
                Value::Map(fields) => fields.get(key),
                _ => None,
            });
            let text = match found {
                Some(Value::String(text)) => text,
                _ => "",
            };
            outfile::write_private(file, text)?;
        }
        Ok(())
    }
}
