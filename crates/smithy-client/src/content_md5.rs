//! `smithy.api#httpChecksumRequired`: the MD5 of a body in its header.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::base64;
use aws_smithy_types::config_bag::ConfigBag;
use md5::{Digest, Md5};

use crate::error::BoxError;
use crate::presigning::Presigned;

/// Adds the header `Content-MD5`, unless the input has it or the request is for somebody else to send.
pub(crate) fn add(request: &mut HttpRequest, cfg: &ConfigBag) -> Result<(), BoxError> {
    if request.headers().contains_key("content-md5") || cfg.load::<Presigned>().is_some() {
        return Ok(());
    }
    let body = request.body().bytes().ok_or(
        "the operation requires a checksum of its body, which is a stream: read it into memory",
    )?;
    let checksum = base64::encode(Md5::digest(body));
    request.headers_mut().insert("content-md5", checksum);
    Ok(())
}
