//! Input builders that are sent with a client.

use std::future::Future;

/// A client that can make the call of an input builder. Generated clients implement it for every
/// operation; the builder's own `send_with` is what to call.
pub trait SendWith<B> {
    /// Output of the operation.
    type Output;
    /// Why a call fails.
    type Error;

    /// Builds the input and calls the operation.
    fn send_with(&self, input: B)
    -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}
