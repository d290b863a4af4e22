//! The request of a call, before it is signed.

use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use smithy_catalog::Operation;

use super::{Call, protocol};
use crate::error::BoxError;
use crate::presigning::OF_BODY;
use crate::protocol::elements::{AllHeadersFirst, has_all_headers};
use crate::{ServiceSpec, customization, member, payload};

/// Makes the request of an input.
pub(super) fn make<C: Call>(
    call: &C,
    mut input: Input,
    cfg: &mut ConfigBag,
) -> Result<HttpRequest, BoxError> {
    let (service, operation) = (C::Service::SERVICE, call.operation());
    let body = call.take_body(&mut input);
    #[cfg(feature = "event-stream")]
    let events = call.take_events(&mut input);
    let members = call.members(&input);
    let replaced = customization::replaced(service, operation, members)?;
    let members = match &replaced {
        Some(replaced) => replaced as &dyn SerializableStruct,
        None => members,
    };
    let schema = operation.schema.input();
    let ordered = AllHeadersFirst(members);
    let members = match schema
        .members()
        .iter()
        .any(|member| has_all_headers(member))
    {
        true => &ordered as &dyn SerializableStruct,
        false => members,
    };
    let mut request = protocol(cfg).serialize_request(members, schema, "", cfg)?;
    match body {
        Some(body) => set_body(&mut request, operation, body),
        None => payload::complete(
            &mut request,
            (service, operation),
            &**protocol(cfg),
            members,
        )?,
    }
    #[cfg(feature = "event-stream")]
    crate::event_stream::complete(&mut request, service, events, cfg);
    #[cfg(feature = "request-compression")]
    if operation.compression {
        crate::compression::compress(&mut request, cfg)?;
    }
    #[cfg(feature = "checksums")]
    crate::checksum::add(&mut request, operation, members, cfg)?;
    customization::complete(service, operation, &mut request, cfg)?;
    #[cfg(feature = "content-md5")]
    if operation.checksum_required {
        crate::content_md5::add(&mut request, cfg)?;
    }
    Ok(request)
}

/// Replaces the body by a streaming one.
fn set_body(request: &mut HttpRequest, operation: &'static Operation, body: SdkBody) {
    let length = body.content_length();
    *request.body_mut() = body;
    let headers = request.headers_mut();
    if !headers.contains_key("content-type") {
        let default = payload::member(operation).map(payload::content_type);
        headers.insert(
            "content-type",
            default.unwrap_or("application/octet-stream").to_owned(),
        );
    }
    // A member of the input may be the same header. What the serializer wrote is the length of a body
    // that it does not have.
    if headers
        .get("content-length")
        .is_none_or(|length| length == "0")
    {
        headers.remove("content-length");
        if let Some(length) = length {
            headers.insert("content-length", length.to_string());
        }
    }
}

/// Which headers of its body the input itself sets.
pub(super) fn headers_of_body(
    operation: &Operation,
    input: &dyn SerializableStruct,
) -> Result<Vec<&'static str>, BoxError> {
    let mut set = Vec::new();
    for member in operation.schema.input().members() {
        let header = member.http_header().map(|header| header.value());
        let header = OF_BODY
            .iter()
            .find(|name| header.is_some_and(|header| header.eq_ignore_ascii_case(name)));
        if let (Some(header), Some(name)) = (header, member.member_name())
            && member::is_set(input, name)?
        {
            set.push(*header);
        }
    }
    Ok(set)
}
