//! What is done to requests before they are sent: checksums, compression, and accounts in endpoints.

use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_types::endpoint_config::AccountIdEndpointMode;
use cli_formats::Value;
use cli_formats::pytext::parse_int;

use super::Settings;
use super::error::SettingsError;
use super::origin::Sourced;

/// Bodies of fewer bytes are not compressed, unless configured otherwise.
const MIN_COMPRESSION_SIZE: u32 = 10_240;

/// How requests are made, whatever the operation.
#[derive(Debug, Clone)]
pub struct RequestSettings {
    /// When checksums of requests are sent.
    pub checksum_calculation: Sourced<RequestChecksumCalculation>,
    /// When checksums of answers are asked for and checked.
    pub checksum_validation: Sourced<ResponseChecksumValidation>,
    /// Whether no body is compressed.
    pub disable_compression: Sourced<bool>,
    /// From how many bytes on bodies are compressed.
    pub min_compression_size: Sourced<u32>,
    /// Whether endpoints hold the account of the credentials.
    pub account_id_endpoint_mode: Sourced<AccountIdEndpointMode>,
}

impl RequestSettings {
    /// Reads the environment, then the profile.
    ///
    /// # Errors
    /// If a setting has a value that it cannot have.
    pub(super) fn resolve(settings: &Settings) -> Result<Self, SettingsError> {
        // In the order in which the AWS CLI finds what is wrong.
        let min_compression_size = min_compression_size(settings)?;
        Ok(Self {
            checksum_calculation: checksum_mode(
                settings,
                "AWS_REQUEST_CHECKSUM_CALCULATION",
                "request_checksum_calculation",
                [
                    RequestChecksumCalculation::WhenSupported,
                    RequestChecksumCalculation::WhenRequired,
                ],
            )?,
            checksum_validation: checksum_mode(
                settings,
                "AWS_RESPONSE_CHECKSUM_VALIDATION",
                "response_checksum_validation",
                [
                    ResponseChecksumValidation::WhenSupported,
                    ResponseChecksumValidation::WhenRequired,
                ],
            )?,
            disable_compression: settings.switch(
                "AWS_DISABLE_REQUEST_COMPRESSION",
                "disable_request_compression",
            ),
            min_compression_size,
            account_id_endpoint_mode: account_id_endpoint_mode(settings)?,
        })
    }
}

fn min_compression_size(settings: &Settings) -> Result<Sourced<u32>, SettingsError> {
    let found = settings.lookup(
        &["AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES"],
        Some("request_min_compression_size_bytes"),
    );
    let Some(found) = found else {
        return Ok(Sourced::default(MIN_COMPRESSION_SIZE));
    };
    found.try_map(|value| {
        let expected = match parse_int(&value) {
            Some(Value::Int(size @ 1..=1_048_576)) => return Ok(size as u32),
            Some(_) => "between 1 and 1048576",
            None => "an integer",
        };
        Err(SettingsError::CompressionSize { value, expected })
    })
}

/// One of two modes: where supported, which is the default, or where required.
fn checksum_mode<T>(
    settings: &Settings,
    variable: &'static str,
    key: &'static str,
    [supported, required]: [T; 2],
) -> Result<Sourced<T>, SettingsError> {
    let Some(found) = settings.lookup(&[variable], Some(key)) else {
        return Ok(Sourced::default(supported));
    };
    found.try_map(|value| {
        let value = value.to_lowercase();
        match value.as_str() {
            "when_supported" => Ok(supported),
            "when_required" => Ok(required),
            _ => Err(SettingsError::ChecksumMode { key, value }),
        }
    })
}

fn account_id_endpoint_mode(
    settings: &Settings,
) -> Result<Sourced<AccountIdEndpointMode>, SettingsError> {
    let found = settings.lookup(
        &["AWS_ACCOUNT_ID_ENDPOINT_MODE"],
        Some("account_id_endpoint_mode"),
    );
    let Some(found) = found else {
        return Ok(Sourced::default(AccountIdEndpointMode::Preferred));
    };
    found.try_map(|mode| match mode.to_lowercase().as_str() {
        "preferred" => Ok(AccountIdEndpointMode::Preferred),
        "disabled" => Ok(AccountIdEndpointMode::Disabled),
        "required" => Ok(AccountIdEndpointMode::Required),
        other => Err(SettingsError::AccountIdEndpointMode(other.to_owned())),
    })
}
