//! The body of an answer, whole or broken off on request.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// A body that says how long it is, and may not keep its word.
#[derive(Debug)]
pub(super) struct Answer {
    rest: Bytes,
    length: u64,
    fate: Fate,
}

#[derive(Debug, PartialEq)]
enum Fate {
    Whole,
    /// The first half is still to come.
    Half,
    /// It came; the connection waits until it is on its way.
    Flushing,
    Broken,
}

impl Answer {
    pub(super) fn whole(body: Bytes) -> Self {
        let length = body.len() as u64;
        Self {
            rest: body,
            length,
            fate: Fate::Whole,
        }
    }

    /// The first half of a body that promises all of it.
    pub(super) fn half(body: &Bytes) -> Self {
        Self {
            rest: body.slice(..body.len() / 2),
            // One byte at least is missing, whatever the body.
            length: (body.len() as u64).max(1),
            fate: Fate::Half,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.fate {
            Fate::Whole if self.rest.is_empty() => Poll::Ready(None),
            Fate::Whole => Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.rest))))),
            Fate::Half => {
                self.fate = Fate::Flushing;
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.rest)))))
            }
            Fate::Flushing => {
                self.fate = Fate::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Fate::Broken => Poll::Ready(Some(Err(io::Error::other(
                "broken off, by a fault that was asked for",
            )))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.fate == Fate::Whole && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
