//! Bodies in the coding `aws-chunked`, with their checksum after them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_checksums::http::HttpChecksum;
use aws_smithy_checksums::{Checksum, ChecksumAlgorithm};
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};

use crate::error::BoxError;
use crate::signing::{StreamSigner, StreamSignerSlot};

/// Bytes of every chunk but the last, as the official SDKs send them.
const CHUNK: usize = 64 * 1024;

/// Characters of a signature.
const SIGNATURE: usize = 64;

/// How a body is sent.
#[derive(Clone, Debug)]
pub(super) struct Coding {
    /// Name of the checksum's header.
    pub(super) name: String,
    pub(super) algorithm: ChecksumAlgorithm,
    /// Bytes of the body itself.
    pub(super) length: u64,
    /// Where the signer of chunks will be, where they are signed.
    pub(super) signer: Option<StreamSignerSlot>,
}

impl Coding {
    /// Bytes of the body as it is sent.
    pub(super) fn encoded_length(&self) -> u64 {
        let signature = self.signer.as_ref().map(|_| "0".repeat(SIGNATURE));
        let signature = signature.as_deref();
        let chunk = |length: u64| match length {
            0 => 0,
            _ => line_before(length, signature).len() as u64 + length + 2,
        };
        let size = Checksum::size(&*self.algorithm.into_impl());
        let checksum = "=".repeat(size.div_ceil(3) as usize * 4);
        let end = self.end(&checksum, signature.map(|signature| (signature, signature)));
        let (whole, rest) = (self.length / CHUNK as u64, self.length % CHUNK as u64);
        whole * chunk(CHUNK as u64) + chunk(rest) + end.len() as u64
    }

    /// The body, encoded.
    pub(super) fn encode(self, plain: SdkBody) -> SdkBody {
        SdkBody::from_body_1_x(Chunked {
            signer: None,
            checksum: Some(self.algorithm.into_impl()),
            left: self.length,
            waiting: BytesMut::new(),
            plain,
            coding: self,
        })
    }

    /// What ends the body: a chunk of nothing, and the checksum; with the signatures of either.
    fn end(&self, checksum: &str, signatures: Option<(&str, &str)>) -> String {
        let line = line_before(0, signatures.map(|(chunk, _)| chunk));
        let signature = match signatures {
            Some((_, trailer)) => format!("x-amz-trailer-signature:{trailer}\r\n"),
            None => String::new(),
        };
        format!("{line}{}:{checksum}\r\n{signature}\r\n", self.name)
    }
}

/// The line before a chunk.
fn line_before(length: u64, signature: Option<&str>) -> String {
    match signature {
        Some(signature) => format!("{length:X};chunk-signature={signature}\r\n"),
        None => format!("{length:X}\r\n"),
    }
}

struct Chunked {
    coding: Coding,
    plain: SdkBody,
    /// What has come of the next chunk.
    waiting: BytesMut,
    /// Bytes still to come.
    left: u64,
    /// None once it has been sent.
    checksum: Option<Box<dyn HttpChecksum>>,
    /// Taken when the first chunk is sent, which is after the request was signed.
    signer: Option<StreamSigner>,
}

impl Chunked {
    fn signer(&mut self) -> Result<Option<&mut StreamSigner>, BoxError> {
        if let (None, Some(slot)) = (&self.signer, &self.coding.signer) {
            let signer = slot.take();
            self.signer = Some(signer.ok_or("the request of a signed body is not signed")?);
        }
        Ok(self.signer.as_mut())
    }

    fn chunk(&mut self) -> Result<Bytes, BoxError> {
        let length = self.waiting.len().min(CHUNK);
        let data = self.waiting.split_to(length);
        let signature = self.signer()?.map(|signer| signer.chunk(&data));
        let line = line_before(length as u64, signature.as_deref());
        let mut chunk = BytesMut::with_capacity(line.len() + length + 2);
        for part in [line.as_bytes(), &data, b"\r\n"] {
            chunk.extend_from_slice(part);
        }
        Ok(chunk.freeze())
    }

    fn end(&mut self, checksum: Box<dyn HttpChecksum>) -> Result<Bytes, BoxError> {
        let checksum = base64::encode(checksum.finalize());
        let trailer = format!("{}:{checksum}\n", self.coding.name);
        let signatures = self
            .signer()?
            .map(|signer| (signer.chunk(b""), signer.trailer(&trailer)));
        let signatures = signatures
            .as_ref()
            .map(|(chunk, trailer)| (chunk.as_str(), trailer.as_str()));
        Ok(self.coding.end(&checksum, signatures).into())
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        let Some(checksum) = &mut self.checksum else {
            return Poll::Ready(None);
        };
        while self.waiting.len() < CHUNK {
            match ready!(Pin::new(&mut self.plain).poll_frame(context)?) {
                Some(frame) => {
                    // Trailers of the plain body have no place after the checksum.
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    let Some(left) = self.left.checked_sub(data.len() as u64) else {
                        return Poll::Ready(Some(Err("the body is longer than it said".into())));
                    };
                    self.left = left;
                    checksum.update(&data);
                    self.waiting.extend_from_slice(&data);
                }
                None if self.left > 0 => {
                    return Poll::Ready(Some(Err("the body is shorter than it said".into())));
                }
                None => break,
            }
        }
        if !self.waiting.is_empty() {
            return Poll::Ready(Some(self.chunk()));
        }
        let checksum = self.checksum.take();
        Poll::Ready(checksum.map(|checksum| self.end(checksum)))
    }
}

impl Body for Chunked {
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

#[cfg(test)]
mod tests {
    use aws_runtime::content_encoding::{AwsChunkedBody, AwsChunkedBodyOptions};
    use aws_smithy_checksums::body::calculate::ChecksumBody;
    use aws_smithy_types::byte_stream::ByteStream;

    use super::*;

    async fn read(body: SdkBody) -> Result<Bytes, String> {
        match ByteStream::new(body).collect().await {
            Ok(bytes) => Ok(bytes.into_bytes()),
            Err(error) => Err(crate::error::DisplayErrorContext(error).to_string()),
        }
    }

    fn coding(length: usize, signer: Option<StreamSignerSlot>) -> Coding {
        Coding {
            name: "x-amz-checksum-crc32".to_owned(),
            algorithm: ChecksumAlgorithm::Crc32,
            length: length as u64,
            signer,
        }
    }

    /// A body that comes in pieces of a size that divides no chunk.
    fn pieces(plain: &[u8]) -> SdkBody {
        let pieces: Vec<_> = plain.chunks(10_007).map(Bytes::copy_from_slice).collect();
        SdkBody::from_body_1_x(Pieces(pieces.into()))
    }

    struct Pieces(std::collections::VecDeque<Bytes>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
        }
    }

    #[tokio::test]
    async fn chunks_and_checksum_are_those_of_the_official_sdk() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17] {
            let plain = vec![b'z'; length];
            let coding = coding(length, None);
            let encoded_length = coding.encoded_length();
            let sent = read(coding.encode(pieces(&plain))).await.expect("whole");
            assert_eq!(sent.len() as u64, encoded_length, "{length}");

            let checksum = ChecksumAlgorithm::Crc32.into_impl();
            let options =
                AwsChunkedBodyOptions::new(length as u64, vec![HttpChecksum::size(&*checksum)]);
            let theirs = ChecksumBody::new(pieces(&plain), checksum);
            let theirs = SdkBody::from_body_1_x(AwsChunkedBody::new(theirs, options));
            assert_eq!(sent, read(theirs).await.expect("whole"), "{length}");
        }
    }

    #[tokio::test]
    async fn signatures_stand_before_chunks_and_after_the_checksum() {
        for length in [0, 5, CHUNK + 1] {
            let slot = StreamSignerSlot::with_seed("seed");
            let coding = coding(length, Some(slot));
            let encoded_length = coding.encoded_length();
            let plain = vec![b'z'; length];
            let sent = read(coding.encode(pieces(&plain))).await.expect("whole");
            assert_eq!(sent.len() as u64, encoded_length, "{length}");
            let text = String::from_utf8_lossy(&sent);
            let chunks = length.div_ceil(CHUNK) + 1;
            assert_eq!(text.matches(";chunk-signature=").count(), chunks, "{text}");
            let (_, trailers) = text
                .split_once("\r\nx-amz-checksum-crc32:")
                .expect("it is sent");
            assert!(
                trailers.contains("==\r\nx-amz-trailer-signature:"),
                "{trailers}"
            );
            assert!(trailers.ends_with("\r\n\r\n"), "{trailers}");
        }
    }

    #[tokio::test]
    async fn a_body_of_another_length_is_not_sent_whole() {
        let shorter = read(coding(12, None).encode(SdkBody::from("hello world"))).await;
        assert!(shorter.expect_err("short").contains("shorter"));
        let longer = read(coding(3, None).encode(SdkBody::from("hello world"))).await;
        assert!(longer.expect_err("long").contains("longer"));
    }

    #[tokio::test]
    async fn a_body_that_is_to_be_signed_is_not_sent_unsigned() {
        let slot = StreamSignerSlot::default();
        let unsigned = read(coding(11, Some(slot)).encode(SdkBody::from("hello world"))).await;
        assert!(unsigned.expect_err("unsigned").contains("not signed"));
    }
}
