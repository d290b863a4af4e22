//! Events as they arrive: the body of a response.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::ShapeDeserializer;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::event_stream::{Message, RawMessage};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::Body;
use smithy_catalog::document::DeserializableStruct;
use smithy_catalog::event_stream::{EventError, EventReceiver};

use super::read::{Reader, header};
use crate::error::BoxError;

/// More than the longest message: 24 MiB of payload and 128 KiB of headers.
const MAX_FRAME: usize = 32 << 20;

/// The events of a response, of whatever type.
#[derive(Debug)]
pub struct Incoming {
    protocol: SharedClientProtocol,
    body: SdkBody,
    buffer: BytesMut,
    /// A message that was read and not yet handed out.
    next: Option<Message>,
    ended: bool,
}

/// Why there is no next message.
enum Failure {
    Connection(BoxError),
    Frame(BoxError, Bytes),
}

impl Incoming {
    pub(crate) fn new(protocol: SharedClientProtocol, body: SdkBody) -> Self {
        Self {
            protocol,
            body,
            buffer: BytesMut::new(),
            next: None,
            ended: false,
        }
    }

    /// The receiver of these events.
    pub fn receiver<T, E>(self) -> EventReceiver<T, E>
    where
        T: DeserializableStruct + 'static,
        E: EventError,
    {
        EventReceiver::new(Events {
            incoming: self,
            types: PhantomData,
        })
    }

    /// Waits for the first message and gives its payload, if it is the one with the other members of the
    /// output. What fails here fails again when the first event is asked for.
    pub(crate) async fn initial(&mut self) -> Option<Bytes> {
        match poll_fn(|context| self.poll_message(context)).await? {
            Ok(message) if header(&message, ":event-type") == Some("initial-response") => {
                Some(message.payload().clone())
            }
            Ok(message) => {
                self.next = Some(message);
                None
            }
            Err(Failure::Connection(error)) => {
                self.body = SdkBody::from_body_1_x(Broken(Some(error)));
                None
            }
            Err(Failure::Frame(_, frame)) => {
                self.buffer = BytesMut::from(&frame[..]);
                None
            }
        }
    }

    /// What the protocol makes of the payload of the first message.
    pub(crate) fn deserializer<'a>(
        &'a self,
        payload: &'a [u8],
    ) -> Option<Box<dyn ShapeDeserializer + 'a>> {
        let codec = self.protocol.payload_codec();
        codec.map(|codec| codec.create_deserializer(payload))
    }

    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Message, Failure>>> {
        if let Some(message) = self.next.take() {
            return Poll::Ready(Some(Ok(message)));
        }
        loop {
            match self.frame() {
                Ok(Some(frame)) => {
                    let message = read_message_from(&mut frame.clone())
                        .map_err(|error| Failure::Frame(error.into(), frame));
                    return Poll::Ready(Some(message));
                }
                Ok(None) if self.ended && self.buffer.is_empty() => return Poll::Ready(None),
                Ok(None) if self.ended => {
                    let rest = self.buffer.split().freeze();
                    let error = "the stream ends within a message".into();
                    return Poll::Ready(Some(Err(Failure::Frame(error, rest))));
                }
                Ok(None) => {}
                Err(failure) => return Poll::Ready(Some(Err(failure))),
            }
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(Failure::Connection(error)))),
                None => self.ended = true,
            }
        }
    }

    /// The bytes of the next message, if all are there.
    fn frame(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(length) = self.buffer.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(*length) as usize;
        if length > MAX_FRAME {
            let error = format!("a message of {length} bytes is longer than any").into();
            return Err(Failure::Frame(error, self.buffer.split().freeze()));
        }
        // A length less than that of a prelude is the decoder's to refuse.
        let length = length.max(4);
        Ok((self.buffer.len() >= length).then(|| self.buffer.split_to(length).freeze()))
    }
}

/// A body that failed.
struct Broken(Option<BoxError>);

impl Body for Broken {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.take().map(Err))
    }
}

/// Events of a type.
struct Events<T, E> {
    incoming: Incoming,
    types: PhantomData<fn() -> (T, E)>,
}

type Received<T, E> = Result<T, SdkError<E, RawMessage>>;

impl<T: DeserializableStruct, E: EventError> Events<T, E> {
    /// Reads a message; none where it is of no kind there is.
    fn read(&self, message: Message) -> Received<T, E> {
        let text = |name| header(&message, name).map(str::to_owned);
        let kind = header(&message, ":message-type");
        match (kind, text(":event-type"), text(":exception-type")) {
            (Some("event"), Some(name), _) => self.event(&name, message),
            (Some("exception"), _, Some(name)) => Err(self.exception(&name, message)),
            (Some("error"), ..) => {
                let meta = ErrorMetadata::builder()
                    .code(text(":error-code").unwrap_or_default())
                    .message(text(":error-message").unwrap_or_default())
                    .build();
                let error = E::read("", &mut Reader::nothing(), meta);
                Err(failed(error, message))
            }
            _ => Err(SdkError::response_error(
                "the message does not say what it is",
                RawMessage::Decoded(message),
            )),
        }
    }

    fn event(&self, name: &str, message: Message) -> Received<T, E> {
        let codec = self.incoming.protocol.payload_codec();
        let Some(codec) = codec else {
            return Err(SdkError::response_error(
                "the protocol has no event streams",
                RawMessage::Decoded(message),
            ));
        };
        let event = T::deserialize(&mut Reader::union(name, &message, codec));
        event.map_err(|error| SdkError::response_error(error, RawMessage::Decoded(message)))
    }

    fn exception(&self, name: &str, message: Message) -> SdkError<E, RawMessage> {
        let protocol = &self.incoming.protocol;
        let Some(codec) = protocol.payload_codec() else {
            return SdkError::response_error(
                "the protocol has no event streams",
                RawMessage::Decoded(message),
            );
        };
        let meta = protocol.parse_event_stream_error_metadata(message.payload());
        let mut meta = meta.unwrap_or_else(|_| ErrorMetadata::builder()).build();
        if meta.code().is_none() {
            meta = meta.into_builder().code(name).build();
        }
        let error = E::read(name, &mut Reader::event(&message, codec), meta);
        failed(error, message)
    }
}

/// The error a message stands for, or why it could not be read.
fn failed<E>(
    error: Result<E, aws_smithy_schema::serde::SerdeError>,
    message: Message,
) -> SdkError<E, RawMessage> {
    match error {
        Ok(error) => SdkError::service_error(error, RawMessage::Decoded(message)),
        Err(error) => SdkError::response_error(error, RawMessage::Decoded(message)),
    }
}

impl<T: DeserializableStruct, E: EventError> Stream for Events<T, E> {
    type Item = Received<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let message = ready!(self.incoming.poll_message(context));
        let received = message.map(|message| match message {
            Ok(message) => self.read(message),
            Err(Failure::Connection(error)) => {
                Err(SdkError::dispatch_failure(ConnectorError::io(error)))
            }
            Err(Failure::Frame(error, frame)) => Err(SdkError::response_error(
                error,
                RawMessage::invalid(Some(frame)),
            )),
        });
        if matches!(received, Some(Err(_))) {
            self.incoming.body = SdkBody::empty();
            self.incoming.buffer.clear();
            self.incoming.ended = true;
        }
        Poll::Ready(received)
    }
}
