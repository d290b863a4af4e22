//! Who is calling: SigV4 signatures in headers, checked by signing the same request again.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::date_time::{DateTime, Format};
use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, HOST};
use smithy_catalog::Auth;
use subtle::ConstantTimeEq;

use crate::failure::Failure;

/// Region of requests that carry no signature to name one.
const UNSIGNED_REGION: &str = "us-east-1";

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Whose requests are answered.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) credentials: Vec<Credentials>,
    pub(crate) allow_unsigned: bool,
}

/// What a signature claims.
struct Claim<'a> {
    key_id: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl Access {
    /// The region the caller means, once the signature is found good.
    pub(crate) fn check(
        &self,
        request: &Request<Bytes>,
        auth: Auth,
        signing_name: Option<&str>,
    ) -> Result<String, Failure> {
        let (Some(signing_name), Auth::SigV4 | Auth::Optional) = (signing_name, auth) else {
            return Ok(UNSIGNED_REGION.to_owned());
        };
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return if self.allow_unsigned || auth == Auth::Optional {
                Ok(UNSIGNED_REGION.to_owned())
            } else {
                let code = "MissingAuthenticationTokenException";
                Err(Failure::new(code, "Missing Authentication Token"))
            };
        };
        let claim = header.to_str().ok().and_then(Claim::parse).ok_or_else(|| {
            incomplete(format!(
                "The Authorization header must read {ALGORITHM} Credential=KEY/DATE/REGION/\
                 SERVICE/aws4_request, SignedHeaders=…, Signature=…"
            ))
        })?;
        if claim.service != signing_name {
            let message =
                format!("Credential should be scoped to correct service: '{signing_name}'.");
            return Err(invalid(message));
        }
        let credentials = self.credentials_of(claim.key_id)?;
        let signature = claim.sign_again(request, credentials)?;
        if !bool::from(signature.as_bytes().ct_eq(claim.signature.as_bytes())) {
            return Err(invalid(
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method.",
            ));
        }
        Ok(claim.region.to_owned())
    }

    fn credentials_of(&self, key_id: &str) -> Result<&Credentials, Failure> {
        let mut known = self.credentials.iter();
        known.find(|known| known.access_key_id() == key_id).ok_or_else(|| {
            let ids: Vec<_> = self.credentials.iter().map(Credentials::access_key_id).collect();
            let message = format!(
                "The security token included in the request is invalid. Access keys known to the \
                 local service: {}.",
                ids.join(", ")
            );
            Failure::new("UnrecognizedClientException", message)
        })
    }
}

impl<'a> Claim<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let parameters = header.strip_prefix(ALGORITHM)?;
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
        let is_region = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let is_scope = terminator == "aws4_request" && !region.is_empty();
        (is_scope && region.chars().all(is_region)).then_some(Self {
            key_id,
            date,
            region,
            service,
            signed_headers: parameter("SignedHeaders")?.split(';').collect(),
            signature: parameter("Signature")?,
        })
    }

    /// The signature the request should carry.
    fn sign_again(
        &self,
        request: &Request<Bytes>,
        credentials: &Credentials,
    ) -> Result<String, Failure> {
        if !self.signed_headers.contains(&"host") {
            return Err(incomplete(
                "'Host' must be a 'SignedHeader' in the AWS Authorization.",
            ));
        }
        // The signer takes a missing Host header from the URI and cannot do without both.
        if !request.headers().contains_key(HOST) && request.uri().authority().is_none() {
            return Err(incomplete("The request has no Host header."));
        }
        let time = self.time(request)?;
        let identity = Identity::from(credentials.clone());
        let params: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(time)
            .settings(settings())
            .build()
            .map_err(|error| Failure::internal(error.to_string()))?
            .into();
        let method = request.method().as_str();
        let headers = self.headers(request);
        let body = match request.headers().get("x-amz-content-sha256") {
            Some(hash) if hash == "UNSIGNED-PAYLOAD" => SignableBody::UnsignedPayload,
            _ => SignableBody::Bytes(request.body()),
        };
        let uri = request.uri().to_string();
        let signed = SignableRequest::new(method, uri, headers.into_iter(), body)
            .and_then(|request| sign(request, &params))
            .map_err(|error| incomplete(format!("The request cannot be signed: {error}.")))?;
        Ok(signed.signature().to_owned())
    }

    fn headers<'r>(&self, request: &'r Request<Bytes>) -> Vec<(&'r str, &'r str)> {
        let headers = request.headers().iter();
        let signed = headers.filter(|(name, _)| self.signed_headers.contains(&name.as_str()));
        signed
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect()
    }

    /// The time of the signature, which the scope must agree with.
    fn time(&self, request: &Request<Bytes>) -> Result<SystemTime, Failure> {
        let header = request
            .headers()
            .get("x-amz-date")
            .and_then(|value| value.to_str().ok());
        let text = header.ok_or_else(|| incomplete("The request has no x-amz-date header."))?;
        let time = basic_date_time(text)
            .ok_or_else(|| incomplete("The x-amz-date header must read YYYYMMDD'T'HHMMSS'Z'."))?;
        if !text.starts_with(self.date) {
            return Err(invalid(
                "The date of the credential scope must be that of x-amz-date.",
            ));
        }
        Ok(time)
    }
}

/// Signs what the claim lists, nothing more and nothing less.
fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    settings
}

/// A time as `20221128T000000Z`.
fn basic_date_time(text: &str) -> Option<SystemTime> {
    let part = |range| text.get(range);
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let (hour, minute, second) = (part(9..11)?, part(11..13)?, part(13..15)?);
    let extended = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
    let time = DateTime::from_str(&extended, Format::DateTime).ok()?;
    (text.len() == 16)
        .then(|| SystemTime::try_from(time).ok())
        .flatten()
}

fn incomplete(message: impl Into<String>) -> Failure {
    Failure::new("IncompleteSignatureException", message)
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new("InvalidSignatureException", message)
}
