//! Event streams: what inputs and outputs hold in place of a union that streams.
//!
//! Both are streams in boxes: what turns events into frames and back is the client's.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::event_stream::RawMessage;
use futures_core::Stream;

use crate::value::ShapeValue;

type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send + Sync>>;

/// The error of an event stream, as [`event_stream_error!`](crate::event_stream_error) makes it.
pub trait EventError: Error + Sized + Send + Sync + 'static {
    /// Reads the error that is the member `name` of the stream's union, or makes an unhandled one of `meta`.
    ///
    /// # Errors
    ///
    /// If the message is not what the model says.
    fn read(
        name: &str,
        deserializer: &mut dyn ShapeDeserializer,
        meta: ErrorMetadata,
    ) -> Result<Self, SerdeError>;

    /// The member and its value; none where the error is not of the model, so that it cannot be sent.
    fn event(&self) -> Option<(&'static str, &dyn SerializableStruct)>;
}

/// The events of an input: a stream that is read as fast as they can be sent.
pub struct EventStreamSender<T, E>(BoxStream<Result<T, E>>);

impl<T, E> EventStreamSender<T, E> {
    /// The next event to send.
    #[doc(hidden)]
    pub fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T: Send + Sync + 'static, E: Send + Sync + 'static> EventStreamSender<T, E> {
    /// A stream of one event.
    pub fn once(item: Result<T, E>) -> Self {
        Self::from(Few(Some(item)))
    }
}

impl<T, E, S> From<S> for EventStreamSender<T, E>
where
    S: Stream<Item = Result<T, E>> + Send + Sync + 'static,
{
    fn from(stream: S) -> Self {
        Self(Box::pin(stream))
    }
}

/// The events of an output, as they arrive.
pub struct EventReceiver<T, E>(BoxStream<Result<T, SdkError<E, RawMessage>>>);

impl<T, E> EventReceiver<T, E> {
    /// The events of a response.
    #[doc(hidden)]
    pub fn new(
        stream: impl Stream<Item = Result<T, SdkError<E, RawMessage>>> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::pin(stream))
    }

    /// Waits for the next event; none at the end of the stream.
    ///
    /// # Errors
    ///
    /// If the service sends an error, what it sends cannot be read, or the connection fails. The stream is
    /// at its end then.
    pub async fn recv(&mut self) -> Result<Option<T>, SdkError<E, RawMessage>> {
        poll_fn(|context| self.0.as_mut().poll_next(context))
            .await
            .transpose()
    }
}

/// A stream of one item or none.
struct Few<T>(Option<T>);

impl<T> Unpin for Few<T> {}

impl<T> Stream for Few<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.take())
    }
}

macro_rules! streaming_member {
    ($($name:ident: $new:expr;)*) => {$(
        /// No events.
        impl<T: Send + Sync + 'static, E: Send + Sync + 'static> Default for $name<T, E> {
            fn default() -> Self {
                $new
            }
        }

        impl<T, E> fmt::Debug for $name<T, E> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        /// A stream is no part of what a serializer or deserializer sees.
        impl<T: Send + Sync + 'static, E: Send + Sync + 'static> ShapeValue for $name<T, E> {
            fn write(&self, _: &mut dyn ShapeSerializer, _: &Schema<'_>) -> Result<(), SerdeError> {
                Ok(())
            }

            fn read(_: &mut dyn ShapeDeserializer, _: &Schema<'_>) -> Result<Self, SerdeError> {
                Ok(Self::default())
            }
        }
    )*};
}

streaming_member! {
    EventStreamSender: Self::from(Few(None));
    EventReceiver: Self::new(Few(None));
}
