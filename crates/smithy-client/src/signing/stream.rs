//! Signatures of what follows a signed request: chunks, trailers and events.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::Stamp;
use super::hash::{EMPTY, write_sha256};
use super::key::{Scope, SigningKeys};

/// Signs the parts of a stream, each on top of the one before.
#[derive(Clone)]
pub struct StreamSigner {
    pub(super) keys: Arc<SigningKeys>,
    pub(super) credentials: Credentials,
    pub(super) stamp: Stamp,
    pub(super) region: String,
    pub(super) service: String,
    /// The signature of the part before; at first that of the request.
    pub(super) last: String,
}

impl fmt::Debug for StreamSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSigner").finish_non_exhaustive()
    }
}

impl StreamSigner {
    /// The signature of the next chunk of an `aws-chunked` body, in hexadecimal. The last chunk is
    /// empty.
    pub fn chunk(&mut self, chunk: &[u8]) -> String {
        let mut hashes = String::from(EMPTY);
        hashes.push('\n');
        write_sha256(&mut hashes, chunk);
        self.sign("AWS4-HMAC-SHA256-PAYLOAD", self.stamp, &hashes)
    }

    /// The signature of the trailing headers, each as `name:value\n`, sorted.
    pub fn trailer(&mut self, headers: &str) -> String {
        let mut hash = String::new();
        write_sha256(&mut hash, headers.as_bytes());
        self.sign("AWS4-HMAC-SHA256-TRAILER", self.stamp, &hash)
    }

    /// The signature of an event: for its `:chunk-signature` header, with the time for its
    /// `:date` header. The payload is the whole encoded event within; empty, it ends the stream.
    pub fn event(&mut self, now: SystemTime, payload: &[u8]) -> (SystemTime, Vec<u8>) {
        let stamp = Stamp::new(now);
        let mut hashes = String::with_capacity(129);
        write_sha256(&mut hashes, &date_header(stamp.time()));
        hashes.push('\n');
        write_sha256(&mut hashes, payload);
        let signature = self.sign("AWS4-HMAC-SHA256-PAYLOAD", stamp, &hashes);
        (stamp.time(), unhex(&signature))
    }

    fn sign(&mut self, algorithm: &str, stamp: Stamp, hashes: &str) -> String {
        let scope = Scope {
            stamp,
            region: &self.region,
            service: &self.service,
        };
        let mut text = format!("{algorithm}\n{}\n", stamp.as_str());
        scope.write(&mut text);
        for part in ["\n", &self.last, "\n", hashes] {
            text.push_str(part);
        }
        let signature = self.keys.sign(&self.credentials, &scope, &text);
        self.last.clone_from(&signature);
        signature
    }
}

/// The `:date` header as events encode it: name, type 8, milliseconds since 1970.
fn date_header(time: SystemTime) -> [u8; 15] {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    });
    let mut header = *b"\x05:date\x08\0\0\0\0\0\0\0\0";
    header[7..].copy_from_slice(&millis.to_be_bytes());
    header
}

fn unhex(signature: &str) -> Vec<u8> {
    let digit = |byte: &u8| (*byte as char).to_digit(16).unwrap_or_default() as u8;
    signature
        .as_bytes()
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |value, byte| value << 4 | digit(byte)))
        .collect()
}

/// Where the signer of a request leaves the one for its body. Serializers put it into the
/// configuration of a call whose body is signed as it goes; the body takes the signer when it is
/// first read, which is after the request was signed. Every attempt fills it anew.
#[derive(Clone, Debug, Default)]
pub struct StreamSignerSlot(Arc<Mutex<Option<StreamSigner>>>);

impl StreamSignerSlot {
    /// The signer, once the request is signed.
    pub fn take(&self) -> Option<StreamSigner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn fill(&self, signer: StreamSigner) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(signer);
    }
}

impl Storable for StreamSignerSlot {
    type Storer = StoreReplace<Self>;
}
