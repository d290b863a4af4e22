//! Bodies with a checksum at their end.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_checksums::http::HttpChecksum;
use aws_smithy_checksums::{Checksum, ChecksumAlgorithm};
use aws_smithy_types::base64;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::{Body, Frame};

use crate::error::BoxError;

/// The body is not what its checksum says.
#[derive(Debug)]
pub(super) struct Mismatch(pub(super) &'static str);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the body does not have the {} that the service sent with it",
            self.0
        )
    }
}

impl std::error::Error for Mismatch {}

/// A checksum that follows its body.
#[derive(Clone, Debug)]
pub(super) struct Trailer {
    /// Name of the header.
    pub(super) name: String,
    algorithm: ChecksumAlgorithm,
    /// Bytes of the body itself.
    length: u64,
}

impl Trailer {
    pub(super) fn new(name: String, algorithm: ChecksumAlgorithm, length: u64) -> Self {
        Self {
            name,
            algorithm,
            length,
        }
    }

    /// What stands before the body: the length of the one chunk it is sent as.
    fn before(&self) -> String {
        match self.length {
            0 => String::new(),
            length => format!("{length:x}\r\n"),
        }
    }

    /// What follows the body, with this checksum.
    fn after(&self, checksum: &str) -> String {
        let end = if self.length == 0 { "" } else { "\r\n" };
        format!("{end}0\r\n{}:{checksum}\r\n\r\n", self.name)
    }

    /// Bytes of the body as it is sent.
    pub(super) fn encoded_length(&self) -> u64 {
        let size = Checksum::size(&*self.algorithm.into_impl());
        let checksum = "=".repeat(size.div_ceil(3) as usize * 4);
        (self.before().len() + self.after(&checksum).len()) as u64 + self.length
    }

    pub(super) fn body(self, plain: SdkBody) -> SdkBody {
        SdkBody::from_body_1_x(Chunked {
            before: Some(self.before()),
            checksum: Some(self.algorithm.into_impl()),
            left: self.length,
            plain,
            trailer: self,
        })
    }
}

/// A body in the coding `aws-chunked`.
struct Chunked {
    before: Option<String>,
    plain: SdkBody,
    left: u64,
    checksum: Option<Box<dyn HttpChecksum>>,
    trailer: Trailer,
}

impl Body for Chunked {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if let Some(before) = this.before.take().filter(|before| !before.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(before.into()))));
        }
        let Some(checksum) = &mut this.checksum else {
            return Poll::Ready(None);
        };
        loop {
            match ready!(Pin::new(&mut this.plain).poll_frame(context)?) {
                // Trailers of the plain body have no place after the checksum.
                Some(frame) => {
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    let Some(left) = this.left.checked_sub(data.len() as u64) else {
                        return Poll::Ready(Some(Err("the body is longer than it said".into())));
                    };
                    this.left = left;
                    checksum.update(&data);
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                None if this.left > 0 => {
                    return Poll::Ready(Some(Err("the body is shorter than it said".into())));
                }
                None => break,
            }
        }
        let checksum = this.checksum.take().map(|checksum| checksum.finalize());
        let checksum = base64::encode(checksum.unwrap_or_default());
        let after = this.trailer.after(&checksum);
        Poll::Ready(Some(Ok(Frame::data(after.into()))))
    }
}

/// A body that fails at its end if it is not what it should be.
pub(super) fn validated(
    plain: SdkBody,
    algorithm: ChecksumAlgorithm,
    expected: Vec<u8>,
) -> SdkBody {
    SdkBody::from_body_1_x(Validated {
        plain,
        algorithm,
        checksum: Some(algorithm.into_impl()),
        expected,
    })
}

struct Validated {
    plain: SdkBody,
    algorithm: ChecksumAlgorithm,
    checksum: Option<Box<dyn HttpChecksum>>,
    expected: Vec<u8>,
}

impl Body for Validated {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let frame = ready!(Pin::new(&mut this.plain).poll_frame(context)?);
        match (frame, &mut this.checksum) {
            (Some(frame), checksum) => {
                if let (Some(data), Some(checksum)) = (frame.data_ref(), checksum) {
                    checksum.update(data);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            (None, checksum) => {
                let wrong = checksum
                    .take()
                    .is_some_and(|checksum| checksum.finalize() != this.expected);
                let mismatch = || Err(Mismatch(this.algorithm.as_str()).into());
                Poll::Ready(wrong.then(mismatch))
            }
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.plain.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::byte_stream::ByteStream;

    use super::*;

    async fn read(body: SdkBody) -> Result<Bytes, String> {
        match ByteStream::new(body).collect().await {
            Ok(bytes) => Ok(bytes.into_bytes()),
            Err(error) => Err(crate::error::DisplayErrorContext(error).to_string()),
        }
    }

    fn trailer(length: u64) -> Trailer {
        let name = "x-amz-checksum-crc32".to_owned();
        Trailer::new(name, ChecksumAlgorithm::Crc32, length)
    }

    #[tokio::test]
    async fn the_checksum_follows_the_body_and_the_length_is_known_before() {
        for (plain, expected) in [
            (
                "hello world",
                "b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n",
            ),
            ("", "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
        ] {
            let trailer = trailer(plain.len() as u64);
            let length = trailer.encoded_length();
            let sent = read(trailer.body(SdkBody::from(plain)))
                .await
                .expect("whole");
            assert_eq!(sent, expected);
            assert_eq!(length, expected.len() as u64);
        }
    }

    #[tokio::test]
    async fn a_body_of_another_length_is_not_sent_whole() {
        let shorter = read(trailer(12).body(SdkBody::from("hello world"))).await;
        assert!(shorter.expect_err("short").contains("shorter"));
        let longer = read(trailer(3).body(SdkBody::from("hello world"))).await;
        assert!(longer.expect_err("long").contains("longer"));
    }

    #[tokio::test]
    async fn a_body_that_is_not_whole_fails_at_its_end() {
        let crc = base64::decode("DUoRhQ==").expect("base64");
        let body = |text: &'static str| {
            validated(SdkBody::from(text), ChecksumAlgorithm::Crc32, crc.clone())
        };
        assert_eq!(
            read(body("hello world")).await.as_deref(),
            Ok(&b"hello world"[..])
        );
        assert!(
            read(body("hello worlt"))
                .await
                .expect_err("wrong")
                .contains("crc32")
        );
    }
}
