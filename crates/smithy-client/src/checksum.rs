//! `aws.protocols#httpChecksum`: bodies that can be proven whole, as they are sent and as they arrive.
//!
//! A body in memory has its checksum in a header; of one that streams it follows the body, which is sent
//! in the coding `aws-chunked`, with signed chunks where nothing else keeps the body from being changed.
//! What arrives is held against the checksum the service sends with it: a body in memory before it is
//! read, one that streams when its end is reached.

mod chunked;
mod trailer;
mod validated;

use std::str::FromStr;

use aws_smithy_checksums::ChecksumAlgorithm;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use smithy_catalog::{HttpChecksum, Operation};

use crate::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use crate::error::BoxError;
use crate::member;
use crate::presigning::Presigned;

pub(crate) use trailer::{Trailers, follows_body};

/// Answers of this call are held against their checksums.
#[derive(Debug)]
struct Validate;

impl Storable for Validate {
    type Storer = StoreReplace<Self>;
}

/// Adds what a serialized request needs: its own checksum, and the wish for one of the answer.
pub(crate) fn add(
    request: &mut HttpRequest,
    operation: &Operation,
    input: &dyn SerializableStruct,
    cfg: &mut ConfigBag,
) -> Result<(), BoxError> {
    let Some(spec) = operation.checksum else {
        return Ok(());
    };
    if cfg.load::<Presigned>().is_some() {
        // The body is that of whoever sends the request.
        return Ok(());
    }
    ask_for_checksum(request, operation, spec, input, cfg)?;
    let Some(algorithm) = algorithm(operation, spec, input, request, cfg)? else {
        return Ok(());
    };
    let name = format!("x-amz-checksum-{}", algorithm.as_str());
    if let Some(header) = spec
        .request_algorithm_member
        .and_then(|name| operation.input.member(name))
        .and_then(|member| member.schema.http_header())
    {
        let value = algorithm.as_str().to_uppercase();
        request.headers_mut().insert(header.value(), value);
    }
    match request.body().bytes() {
        Some(bytes) => {
            let mut hash = algorithm.into_impl();
            hash.update(bytes);
            let value = base64::encode(hash.finalize());
            request.headers_mut().insert(name, value);
        }
        None => trailer::announce(request, algorithm, name, cfg)?,
    }
    Ok(())
}

/// The algorithm to use, unless there is a checksum already or none is called for.
fn algorithm(
    operation: &Operation,
    spec: HttpChecksum,
    input: &dyn SerializableStruct,
    request: &HttpRequest,
    cfg: &ConfigBag,
) -> Result<Option<ChecksumAlgorithm>, BoxError> {
    const NO_CHECKSUMS: [&str; 3] = [
        "x-amz-checksum-mode",
        "x-amz-checksum-algorithm",
        "x-amz-checksum-type",
    ];
    let given = request
        .headers()
        .iter()
        .any(|(name, _)| name.starts_with("x-amz-checksum-") && !NO_CHECKSUMS.contains(&name));
    if given {
        return Ok(None);
    }
    let chosen = match spec.request_algorithm_member {
        Some(member) => member::string(input, member)?,
        None => None,
    };
    if let Some(chosen) = chosen {
        return ChecksumAlgorithm::from_str(&chosen)
            .map(Some)
            .map_err(|error| format!("{}: {error}", operation.name).into());
    }
    let when = cfg.load::<RequestChecksumCalculation>();
    let supported = spec.request_algorithm_member.is_some()
        && when != Some(&RequestChecksumCalculation::WhenRequired);
    Ok((spec.request_required || supported).then(ChecksumAlgorithm::default))
}

/// Asks for a checksum of the answer, where the operation has one and nobody said not to.
fn ask_for_checksum(
    request: &mut HttpRequest,
    operation: &Operation,
    spec: HttpChecksum,
    input: &dyn SerializableStruct,
    cfg: &mut ConfigBag,
) -> Result<(), BoxError> {
    let Some(member) = spec
        .response_mode_member
        .and_then(|name| operation.input.member(name))
    else {
        return Ok(());
    };
    let when = cfg.load::<ResponseChecksumValidation>();
    let asked = member::string(input, member.name)?.is_some();
    if !asked && when == Some(&ResponseChecksumValidation::WhenRequired) {
        return Ok(());
    }
    if let (false, Some(header)) = (asked, member.schema.http_header()) {
        request.headers_mut().insert(header.value(), "ENABLED");
    }
    cfg.interceptor_state().store_put(Validate);
    Ok(())
}

/// The checksum that came with an answer.
fn expected(
    response: &HttpResponse,
    operation: &Operation,
    cfg: &ConfigBag,
) -> Option<(ChecksumAlgorithm, Vec<u8>)> {
    cfg.load::<Validate>()?;
    let known = operation.checksum?.response_algorithms;
    known.iter().find_map(|name| {
        let algorithm = ChecksumAlgorithm::from_str(name).ok()?;
        let header = format!("x-amz-checksum-{}", algorithm.as_str());
        let value = response.headers().get(&header)?;
        // A checksum of checksums of parts ends in their number, which base64 has no sign for.
        Some((algorithm, base64::decode(value).ok()?))
    })
}

/// Watches a body that streams.
pub(crate) fn watch(response: &mut HttpResponse, operation: &Operation, cfg: &ConfigBag) {
    if let Some((algorithm, expected)) = expected(response, operation, cfg) {
        let plain = std::mem::replace(response.body_mut(), SdkBody::taken());
        *response.body_mut() = validated::validated(plain, algorithm, expected);
    }
}

/// Checks a body in memory.
pub(crate) fn check(
    response: &HttpResponse,
    operation: &Operation,
    cfg: &ConfigBag,
) -> Result<(), BoxError> {
    let Some((algorithm, expected)) = expected(response, operation, cfg) else {
        return Ok(());
    };
    let mut hash = algorithm.into_impl();
    hash.update(response.body().bytes().unwrap_or_default());
    match hash.finalize() == expected {
        true => Ok(()),
        false => Err(validated::Mismatch(algorithm.as_str()).into()),
    }
}
