//! Bodies that are held against the checksum that came before them.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_checksums::ChecksumAlgorithm;
use aws_smithy_checksums::http::HttpChecksum;
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
    use aws_smithy_types::base64;
    use aws_smithy_types::byte_stream::ByteStream;

    use super::*;

    async fn read(body: SdkBody) -> Result<Bytes, String> {
        match ByteStream::new(body).collect().await {
            Ok(bytes) => Ok(bytes.into_bytes()),
            Err(error) => Err(crate::error::DisplayErrorContext(error).to_string()),
        }
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
