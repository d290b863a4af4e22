//! Events on their way out: the body of a request.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::DateTime;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use http_body::Frame;
use smithy_catalog::event_stream::{EventError, EventStreamSender};

use super::write::Writer;
use crate::error::BoxError;
use crate::signing::{StreamSigner, StreamSignerSlot};

/// The events of an input, of whatever type.
pub struct Outgoing(Box<dyn Source + Send + Sync>);

impl Outgoing {
    /// The events of the sender.
    pub fn new<T, E>(sender: EventStreamSender<T, E>) -> Self
    where
        T: SerializableStruct + 'static,
        E: EventError,
    {
        Self(Box::new(sender))
    }

    /// The body that sends the events, after what the protocol says first, if it does.
    pub(crate) fn into_body(
        self,
        protocol: SharedClientProtocol,
        initial: Option<Bytes>,
        signer: StreamSignerSlot,
        clock: Clock,
    ) -> SdkBody {
        let writer = Writer(protocol);
        SdkBody::from_body_1_x(Body {
            initial: initial.map(|payload| writer.initial(payload)),
            source: self.0,
            writer,
            signing: Signing {
                slot: signer,
                signer: None,
                clock,
            },
            ended: false,
        })
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").finish_non_exhaustive()
    }
}

/// What time events are signed at.
#[derive(Clone, Debug)]
pub(crate) struct Clock(pub(crate) SharedTimeSource);

/// Events, one by one, as messages.
trait Source {
    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
        writer: &Writer,
    ) -> Poll<Option<Result<Message, BoxError>>>;
}

impl<T: SerializableStruct, E: EventError> Source for EventStreamSender<T, E> {
    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
        writer: &Writer,
    ) -> Poll<Option<Result<Message, BoxError>>> {
        self.poll_event(context).map(|event| {
            Some(match event? {
                Ok(event) => writer.event(&event).map_err(BoxError::from),
                Err(error) => match error.event() {
                    Some((name, value)) => writer.exception(name, value).map_err(BoxError::from),
                    None => Err(error.into()),
                },
            })
        })
    }
}

/// Signs messages, where the request was signed.
struct Signing {
    slot: StreamSignerSlot,
    signer: Option<StreamSigner>,
    clock: Clock,
}

impl Signing {
    /// The signed message around `message`; the message itself where nothing is signed.
    fn sign(&mut self, message: Message) -> Result<Message, BoxError> {
        if self.signer.is_none() {
            self.signer = self.slot.take();
        }
        let Some(signer) = &mut self.signer else {
            return Ok(message);
        };
        let payload = encode(&message)?;
        Ok(signed(signer, &self.clock, payload))
    }

    /// The message that ends a signed stream.
    fn end(&mut self) -> Option<Message> {
        let signer = self.signer.as_mut()?;
        Some(signed(signer, &self.clock, Bytes::new()))
    }
}

fn signed(signer: &mut StreamSigner, clock: &Clock, payload: Bytes) -> Message {
    let (time, signature) = signer.event(clock.0.now(), &payload);
    Message::new(payload)
        .add_header(Header::new(
            ":date",
            HeaderValue::Timestamp(DateTime::from(time)),
        ))
        .add_header(Header::new(
            ":chunk-signature",
            HeaderValue::ByteArray(signature.into()),
        ))
}

fn encode(message: &Message) -> Result<Bytes, BoxError> {
    let mut frame = Vec::new();
    write_message_to(message, &mut frame)?;
    Ok(frame.into())
}

struct Body {
    initial: Option<Message>,
    source: Box<dyn Source + Send + Sync>,
    writer: Writer,
    signing: Signing,
    ended: bool,
}

impl Body {
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let message = match self.initial.take() {
            Some(initial) => Poll::Ready(Some(Ok(initial))),
            None => self.source.poll_message(context, &self.writer),
        };
        message.map(|message| match message {
            Some(message) => {
                let frame = message.and_then(|message| encode(&self.signing.sign(message)?));
                self.ended = frame.is_err();
                Some(frame)
            }
            None => {
                self.ended = true;
                self.signing.end().map(|end| encode(&end))
            }
        })
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let bytes = self.poll_bytes(context);
        bytes.map(|bytes| bytes.map(|bytes| bytes.map(Frame::data)))
    }
}
