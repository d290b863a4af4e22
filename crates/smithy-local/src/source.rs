//! Time and chance, from outside.

use std::fmt::Debug;
use std::time::SystemTime;

use uuid::{Builder, Uuid};

/// Where the service takes time and chance from. Tests bring their own.
pub trait Source: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> SystemTime;
    /// A number nobody can foretell.
    fn random(&self) -> u64;
}

/// The clock and the random numbers of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemSource;

impl Source for SystemSource {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> u64 {
        fastrand::u64(..)
    }
}

/// A random UUID.
pub(crate) fn uuid(source: &dyn Source) -> Uuid {
    let bits = (u128::from(source.random()) << 64) | u128::from(source.random());
    Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}
