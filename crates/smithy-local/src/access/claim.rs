//! What a signature claims of itself.

use std::time::SystemTime;

use aws_smithy_types::date_time::{DateTime, Format};
use bytes::Bytes;
use http::Request;

use super::{incomplete, invalid};
use crate::failure::Failure;

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What the `Authorization` header says.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) key_id: &'a str,
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    terminator: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
}

impl<'a> Claim<'a> {
    pub(super) fn parse(header: &'a str) -> Option<Self> {
        let parameters = header.strip_prefix(ALGORITHM)?;
        if !parameters.starts_with([' ', '\t']) {
            return None;
        }
        let parameter = |name: &str| {
            let mut all = parameters
                .split(',')
                .filter_map(|part| part.trim().split_once('='));
            all.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        // The access key may hold slashes, the scope may not.
        let mut scope = parameter("Credential")?.rsplitn(5, '/');
        let terminator = scope.next()?;
        let (service, region) = (scope.next()?, scope.next()?);
        let (date, key_id) = (scope.next()?, scope.next()?);
        Some(Self {
            key_id,
            date,
            region,
            service,
            terminator,
            signed_headers: parameter("SignedHeaders")?.split(';').collect(),
            signature: parameter("Signature")?,
        })
    }

    /// The scope is one that this service could have been given.
    pub(super) fn check_scope(&self, signing_name: &str) -> Result<(), Failure> {
        if self.terminator != "aws4_request" {
            return Err(invalid(
                "Credential should be scoped with a valid terminator: 'aws4_request'.",
            ));
        }
        if self.service != signing_name {
            let message =
                format!("Credential should be scoped to correct service: '{signing_name}'.");
            return Err(invalid(message));
        }
        if !is_region(self.region) {
            return Err(invalid(
                "Credential should be scoped to a valid region, as us-east-1.",
            ));
        }
        Ok(())
    }

    /// The host is signed, so that a request to one service is none to another.
    pub(super) fn check_signed_headers(&self) -> Result<(), Failure> {
        if self.signed_headers.contains(&"host") {
            return Ok(());
        }
        Err(incomplete(
            "'Host' must be a 'SignedHeader' in the AWS Authorization.",
        ))
    }

    /// The time of the signature, which the scope must agree with.
    pub(super) fn time(&self, request: &Request<Bytes>) -> Result<SystemTime, Failure> {
        let text = self.time_text(request)?;
        let time = basic_date_time(text)
            .ok_or_else(|| incomplete("The x-amz-date header must read YYYYMMDD'T'HHMMSS'Z'."))?;
        if text.get(..8) != Some(self.date) {
            return Err(invalid(
                "The date of the credential scope must be that of x-amz-date.",
            ));
        }
        Ok(time)
    }

    /// The time of the signature as it was signed.
    pub(super) fn time_text<'r>(&self, request: &'r Request<Bytes>) -> Result<&'r str, Failure> {
        let header = request.headers().get("x-amz-date");
        header
            .and_then(|value| value.to_str().ok())
            .ok_or_else(|| incomplete("The request has no x-amz-date header."))
    }
}

/// Words joined by dashes, and a number at the end.
fn is_region(text: &str) -> bool {
    let mut words = text.rsplit('-');
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    words.next().is_some_and(is_number) && words.clone().count() >= 2 && words.all(is_word)
}

/// A time as `20221128T000000Z`.
fn basic_date_time(text: &str) -> Option<SystemTime> {
    let digits = |range| {
        let part: &str = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then_some(part)
    };
    let (year, month, day) = (digits(0..4)?, digits(4..6)?, digits(6..8)?);
    let (hour, minute, second) = (digits(9..11)?, digits(11..13)?, digits(13..15)?);
    let extended = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
    let time = DateTime::from_str(&extended, Format::DateTime).ok()?;
    let is_whole = text.len() == 16 && text.get(8..9) == Some("T") && text.ends_with('Z');
    is_whole.then(|| SystemTime::try_from(time).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Claim, basic_date_time, is_region};

    #[test]
    fn regions_are_told_from_other_words() {
        for region in [
            "us-east-1",
            "us-gov-west-1",
            "eusc-de-east-1",
            "mx-central-12",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "us",
            "us-east",
            "east-1",
            "us-east-",
            "US-EAST-1",
            "us--1",
            "us/east-1",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn times_are_read_whole() {
        assert!(basic_date_time("20221128T000000Z").is_some());
        for other in [
            "",
            "20221128",
            "20221128 000000Z",
            "20221128T000000+",
            "2022112éT000000Z",
            "20221399T000000Z",
        ] {
            assert_eq!(basic_date_time(other), None, "{other}");
        }
    }

    #[test]
    fn an_access_key_may_hold_slashes() {
        let claim = Claim::parse(
            "AWS4-HMAC-SHA256 Credential=a/b/20221128/us-east-1/x/aws4_request,SignedHeaders=host, \
             Signature=0",
        );
        assert_eq!(claim.map(|claim| claim.key_id), Some("a/b"));
    }
}
