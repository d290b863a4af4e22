//! Checksums that follow a body, from when the request is serialized until it is signed.

use aws_runtime::auth::PayloadSigningOverride;
use aws_smithy_checksums::ChecksumAlgorithm;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use smithy_catalog::Operation;

use super::chunked::Coding;
use crate::auth::ChosenScheme;
use crate::error::BoxError;
use crate::signing::StreamSignerSlot;

/// The operation has bodies that a checksum may follow.
pub(crate) fn follows_body(operation: &Operation) -> bool {
    let mut members = operation.input.members().iter();
    operation.checksum.is_some() && members.any(|member| member.schema.streaming())
}

/// A checksum that is to follow the body.
#[derive(Clone, Debug)]
struct Announced {
    name: String,
    algorithm: ChecksumAlgorithm,
    length: u64,
}

impl Storable for Announced {
    type Storer = StoreReplace<Self>;
}

/// Notes that the checksum of the body follows it.
pub(super) fn announce(
    request: &HttpRequest,
    algorithm: ChecksumAlgorithm,
    name: String,
    cfg: &mut ConfigBag,
) -> Result<(), BoxError> {
    let given = request.headers().get("content-length");
    let given = given.and_then(|length| length.parse().ok());
    let length = given.or(request.body().content_length()).ok_or(
        "a body whose length is not known cannot be sent with a checksum: give its length, or set \
         `request_checksum_calculation` to `WhenRequired`",
    )?;
    cfg.interceptor_state().store_put(Announced {
        name,
        algorithm,
        length,
    });
    Ok(())
}

/// Encodes bodies that a checksum follows, once it is known where they go and whether they are signed.
#[derive(Debug)]
pub(crate) struct Trailers;

#[dyn_dispatch_hint]
impl Intercept for Trailers {
    fn name(&self) -> &'static str {
        "Trailers"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(announced) = cfg.load::<Announced>().cloned() else {
            return Ok(());
        };
        let request = context.request_mut();
        // TLS keeps a body from being changed on its way; without it, each chunk is signed.
        let signer = (request.uri().starts_with("http:") && signs_chunks(cfg))
            .then(StreamSignerSlot::default);
        let signing = match &signer {
            Some(_) => PayloadSigningOverride::StreamingSignedPayloadTrailer,
            None => PayloadSigningOverride::StreamingUnsignedPayloadTrailer,
        };
        let state = cfg.interceptor_state();
        state.store_put(signing);
        if let Some(slot) = signer.clone() {
            state.store_put(slot);
        }
        let coding = Coding {
            name: announced.name,
            algorithm: announced.algorithm,
            length: announced.length,
            signer,
        };
        encode(request, coding);
        Ok(())
    }
}

fn signs_chunks(cfg: &ConfigBag) -> bool {
    cfg.load::<ChosenScheme>()
        .is_some_and(ChosenScheme::signs_streams)
}

fn encode(request: &mut HttpRequest, coding: Coding) {
    let headers = request.headers_mut();
    let encoding = match headers.get("content-encoding") {
        Some(encoding) => format!("{encoding},aws-chunked"),
        None => "aws-chunked".to_owned(),
    };
    headers.insert("content-encoding", encoding);
    headers.insert("x-amz-trailer", coding.name.clone());
    headers.insert("x-amz-decoded-content-length", coding.length.to_string());
    headers.insert("content-length", coding.encoded_length().to_string());
    let plain = std::mem::replace(request.body_mut(), SdkBody::taken());
    *request.body_mut() = plain.map_preserve_contents(move |plain| coding.clone().encode(plain));
}
