//! Idempotency tokens.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// Makes the tokens that fill unset `smithy.api#idempotencyToken` members, once per call: retries
/// send the same token.
#[derive(Clone, Debug)]
pub struct IdempotencyTokenProvider(Source);

#[derive(Clone, Debug)]
enum Source {
    Fixed(&'static str),
    Random(Arc<Mutex<fastrand::Rng>>),
}

impl IdempotencyTokenProvider {
    /// Random version 4 UUIDs.
    pub fn random() -> Self {
        Self::from_rng(fastrand::Rng::new())
    }

    /// Version 4 UUIDs from a seed, the same on every run.
    pub fn with_seed(seed: u64) -> Self {
        Self::from_rng(fastrand::Rng::with_seed(seed))
    }

    /// Always the same token, for tests.
    pub fn fixed(token: &'static str) -> Self {
        Self(Source::Fixed(token))
    }

    fn from_rng(rng: fastrand::Rng) -> Self {
        Self(Source::Random(Arc::new(Mutex::new(rng))))
    }

    /// The next token.
    pub fn make_idempotency_token(&self) -> String {
        match &self.0 {
            Source::Fixed(token) => (*token).to_owned(),
            Source::Random(rng) => {
                let bits = rng.lock().unwrap_or_else(PoisonError::into_inner).u128(..);
                uuid_v4(bits)
            }
        }
    }
}

impl From<&'static str> for IdempotencyTokenProvider {
    fn from(token: &'static str) -> Self {
        Self::fixed(token)
    }
}

impl Storable for IdempotencyTokenProvider {
    type Storer = StoreReplace<Self>;
}

/// Writes 122 of the bits as a version 4, variant 1 UUID.
fn uuid_v4(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | (0x4 << 76) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_version_4_uuids() {
        assert_eq!(uuid_v4(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_v4(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn clones_share_one_sequence() {
        let provider = IdempotencyTokenProvider::with_seed(7);
        let first = provider.clone().make_idempotency_token();
        let second = provider.make_idempotency_token();
        assert_ne!(first, second);
        let again = IdempotencyTokenProvider::with_seed(7);
        assert_eq!(again.make_idempotency_token(), first);
    }
}
