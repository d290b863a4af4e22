//! Event streams: unions sent and received one event at a time, each a frame of
//! `application/vnd.amazon.eventstream`.
//!
//! What an event looks like is read from schemas, so that nothing is generated for it: a member of the
//! stream's union is a message of that type; of the structure it targets, members with
//! `smithy.api#eventHeader` are headers, one with `smithy.api#eventPayload` is the payload, and without one
//! the rest is a document of the protocol. Protocols without HTTP bindings send the other members of input
//! and output in a first message.

mod read;
mod receive;
mod send;
mod write;

use aws_runtime::auth::SigningOptions;
use aws_sigv4::http_request::SignableBody;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use smithy_catalog::{Kind, Operation, Protocol, Service};

use crate::call::protocol;
use crate::signing::StreamSignerSlot;

pub use receive::Incoming;
pub use send::Outgoing;
pub use smithy_catalog::event_stream::{EventError, EventReceiver, EventStreamSender};

use send::Clock;

/// The media type of streams.
const MEDIA_TYPE: &str = "application/vnd.amazon.eventstream";

/// Members besides the stream have a message of their own: HTTP has no place for them.
pub(crate) fn has_initial_message(protocol: Protocol) -> bool {
    !matches!(protocol, Protocol::RestJson1 | Protocol::RestXml { .. })
}

/// The input of the operation is a stream of events.
pub(crate) fn is_sent(operation: &Operation) -> bool {
    let mut members = operation.input.members().iter();
    members.any(|member| member.schema.streaming() && matches!(member.target.kind, Kind::Union(_)))
}

/// Before the input is serialized: a place for the signer of events, and the time they are signed at.
pub(crate) fn prepare(operation: &Operation, components: &RuntimeComponents, cfg: &mut ConfigBag) {
    if is_sent(operation) {
        let clock = Clock(components.time_source().unwrap_or_default());
        cfg.interceptor_state().store_put(clock);
        cfg.interceptor_state()
            .store_put(StreamSignerSlot::default());
    }
}

/// The signature of the request is over its headers; each event has its own.
pub(crate) fn sign_headers_only(options: &mut SigningOptions) {
    let payload = SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned());
    options.payload_override = Some(payload);
    options.content_sha256_header = true;
}

/// Makes the events the body of a serialized request.
pub(crate) fn complete(
    request: &mut HttpRequest,
    service: &Service,
    events: Option<Outgoing>,
    cfg: &ConfigBag,
) {
    let Some(events) = events else { return };
    let initial = has_initial_message(service.protocol).then(|| {
        let body = request.body().bytes().unwrap_or_default();
        bytes::Bytes::copy_from_slice(body)
    });
    let headers = request.headers_mut();
    headers.insert("content-type", MEDIA_TYPE);
    headers.remove("content-length");
    let signer = cfg.load::<StreamSignerSlot>().cloned().unwrap_or_default();
    let clock = cfg
        .load::<Clock>()
        .cloned()
        .expect("the clock was put there before the input was serialized");
    *request.body_mut() = events.into_body(protocol(cfg).clone(), initial, signer, clock);
}

impl Storable for Clock {
    type Storer = StoreReplace<Self>;
}
