//! `smithy.api#requestCompression`: request bodies as gzip.

use std::io::Write;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use flate2::{Compression, write::GzEncoder};

use crate::config::{CompressionDisabled, CompressionSize};
use crate::error::BoxError;

/// Bodies below this many bytes are sent as they are, unless configured otherwise.
const DEFAULT_MIN_SIZE: u32 = 10_240;

/// Compresses the body, where that is worth it. A stream goes out as it is: its size is not known
/// before it is sent.
pub(crate) fn compress(request: &mut HttpRequest, cfg: &ConfigBag) -> Result<(), BoxError> {
    let min_size = cfg
        .load::<CompressionSize>()
        .map_or(DEFAULT_MIN_SIZE, |size| size.0);
    let disabled = cfg
        .load::<CompressionDisabled>()
        .is_some_and(|disabled| disabled.0);
    let compressed = match request.body().bytes() {
        Some(body) if !disabled && body.len() as u64 >= u64::from(min_size) => gzip(body)?,
        _ => return Ok(()),
    };
    let headers = request.headers_mut();
    let encoding = match headers.get("content-encoding") {
        Some(encoding) => format!("{encoding}, gzip"),
        None => "gzip".to_owned(),
    };
    headers.insert("content-encoding", encoding);
    headers.insert("content-length", compressed.len().to_string());
    *request.body_mut() = SdkBody::from(compressed);
    Ok(())
}

fn gzip(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use aws_smithy_types::config_bag::Layer;

    use super::*;

    fn compressed(size: usize, settings: Layer) -> HttpRequest {
        let mut request = HttpRequest::new(SdkBody::from(vec![b'z'; size]));
        compress(&mut request, &ConfigBag::of_layers(vec![settings])).expect("gzip in memory");
        request
    }

    #[test]
    fn large_bodies_are_compressed() {
        let request = compressed(10_240, Layer::new("test"));
        assert_eq!(request.headers().get("content-encoding"), Some("gzip"));
        let body = request.body().bytes().expect("in memory");
        assert_eq!(
            request.headers().get("content-length"),
            Some(body.len().to_string().as_str())
        );
        let mut text = String::new();
        let read = flate2::read::GzDecoder::new(body).read_to_string(&mut text);
        assert_eq!(read.expect("gzip"), 10_240);
    }

    #[test]
    fn small_bodies_and_disabled_compression_change_nothing() {
        let mut disabled = Layer::new("test");
        disabled.store_put(CompressionDisabled(true));
        for request in [
            compressed(10_239, Layer::new("test")),
            compressed(20_000, disabled),
        ] {
            assert_eq!(request.headers().get("content-encoding"), None);
        }
    }
}
