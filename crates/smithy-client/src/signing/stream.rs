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
        .map(|pair| {
            pair.iter()
                .fold(0, |value, byte| (value << 4) + digit(byte))
        })
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

    #[cfg(all(test, feature = "checksums"))]
    pub(crate) fn with_seed(seed: &str) -> Self {
        let slot = Self::default();
        slot.fill(StreamSigner {
            keys: Arc::default(),
            credentials: Credentials::new("AKID", "secret", None, None, "test"),
            stamp: Stamp::new(SystemTime::UNIX_EPOCH),
            region: "us-east-1".to_owned(),
            service: "things".to_owned(),
            last: seed.to_owned(),
        });
        slot
    }

    pub(super) fn fill(&self, signer: StreamSigner) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(signer);
    }
}

impl Storable for StreamSignerSlot {
    type Storer = StoreReplace<Self>;
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use aws_sigv4::sign::v4::{SigningParams, sign_chunk, sign_trailer};
    use aws_smithy_runtime_api::http::Headers;

    use super::*;

    #[test]
    fn chunks_and_trailers_are_signed_on_top_of_one_another_as_aws_sigv4_signs_them() {
        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        let time = UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let mut signer = StreamSigner {
            keys: Arc::default(),
            credentials: credentials.clone(),
            stamp: Stamp::new(time),
            region: "us-east-1".to_owned(),
            service: "s3".to_owned(),
            last: "seed".to_owned(),
        };
        let identity = credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name("s3")
            .time(time)
            .settings(aws_sigv4::http_request::SigningSettings::default())
            .build()
            .expect("everything is set");
        assert_eq!(format!("{signer:?}"), "StreamSigner { .. }");
        let mut last = "seed".to_owned();
        for chunk in [&b"first"[..], &[0; 70_000], b""] {
            let signed = sign_chunk(&chunk.to_vec().into(), &last, &params);
            (_, last) = signed.expect("it is signed").into_parts();
            assert_eq!(signer.chunk(chunk), last);
        }
        let mut trailers = Headers::new();
        trailers.insert("x-amz-checksum-crc32", "AAAAAA==");
        let signed = sign_trailer(&trailers, &last, &params);
        let (_, trailer) = signed.expect("it is signed").into_parts();
        assert_eq!(signer.trailer("x-amz-checksum-crc32:AAAAAA==\n"), trailer);
    }

    #[cfg(feature = "event-stream")]
    #[test]
    fn events_are_signed_as_aws_sigv4_signs_them() {
        use aws_sigv4::event_stream::{sign_empty_message, sign_message};
        use aws_smithy_types::event_stream::{Header, HeaderValue, Message};

        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        let time = UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let mut signer = StreamSigner {
            keys: Arc::default(),
            credentials: credentials.clone(),
            stamp: Stamp::new(time),
            region: "us-east-1".to_owned(),
            service: "transcribe".to_owned(),
            last: "seed".to_owned(),
        };
        let identity = credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name("transcribe")
            .time(time)
            .settings(())
            .build()
            .expect("everything is set");
        let kind = HeaderValue::String("event".into());
        let message = Message::new("{}").add_header(Header::new(":message-type", kind));
        let mut last = "seed".to_owned();
        for message in [Some(&message), Some(&message), None] {
            let theirs = match message {
                Some(message) => sign_message(message, &last, &params),
                None => sign_empty_message(&last, &params),
            };
            let (theirs, signature) = theirs.expect("it is signed").into_parts();
            let (date, ours) = signer.event(time, theirs.payload());
            let header = |name: &str| {
                let mut headers = theirs.headers().iter();
                let header = headers.find(|header| header.name().as_str() == name);
                header.map(|header| header.value().clone())
            };
            assert_eq!(header(":date"), Some(HeaderValue::Timestamp(date.into())));
            assert_eq!(
                header(":chunk-signature"),
                Some(HeaderValue::ByteArray(ours.into()))
            );
            last = signature;
        }
    }

    #[test]
    fn events_carry_the_second_they_were_signed_in() {
        let mut signer = StreamSigner {
            keys: Arc::default(),
            credentials: Credentials::new("AKID", "secret", None, None, "test"),
            stamp: Stamp::new(UNIX_EPOCH),
            region: "us-east-1".to_owned(),
            service: "transcribe".to_owned(),
            last: "seed".to_owned(),
        };
        let now = UNIX_EPOCH + Duration::from_millis(1_440_938_160_789);
        let (date, first) = signer.event(now, b"payload");
        assert_eq!(date, UNIX_EPOCH + Duration::from_secs(1_440_938_160));
        assert_eq!(first.len(), 32);
        let (_, second) = signer.event(now, b"payload");
        assert_ne!(first, second, "each is signed on top of the one before");
        let slot = StreamSignerSlot::default();
        slot.fill(signer);
        assert!(slot.take().is_some() && slot.take().is_none());
    }
}
