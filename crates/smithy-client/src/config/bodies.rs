//! Settings of what is sent and received as bodies: checksums and compression. They are there for every
//! client; what they set is done where the feature of it is.

use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::{Builder, RequestChecksumCalculation, ResponseChecksumValidation};
use crate::ServiceSpec;

/// No body is compressed.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "request-compression"),
    expect(dead_code, reason = "nothing compresses")
)]
pub(crate) struct CompressionDisabled(pub(crate) bool);

impl Storable for CompressionDisabled {
    type Storer = StoreReplace<Self>;
}

/// From how many bytes on bodies are compressed.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "request-compression"),
    expect(dead_code, reason = "nothing compresses")
)]
pub(crate) struct CompressionSize(pub(crate) u32);

impl Storable for CompressionSize {
    type Storer = StoreReplace<Self>;
}

impl<S: ServiceSpec> Builder<S> {
    /// When checksums of requests are sent: wherever the service knows one, which is the default, or only
    /// where it requires one.
    pub fn request_checksum_calculation(
        mut self,
        when: impl Into<Option<RequestChecksumCalculation>>,
    ) -> Self {
        self.set_request_checksum_calculation(when.into());
        self
    }

    /// Sets or clears when checksums of requests are sent.
    pub fn set_request_checksum_calculation(
        &mut self,
        when: Option<RequestChecksumCalculation>,
    ) -> &mut Self {
        self.layer.store_or_unset(when);
        self
    }

    /// When checksums of answers are asked for and checked: wherever the service knows one, which is the
    /// default, or only where the input asks for it.
    pub fn response_checksum_validation(
        mut self,
        when: impl Into<Option<ResponseChecksumValidation>>,
    ) -> Self {
        self.set_response_checksum_validation(when.into());
        self
    }

    /// Sets or clears when checksums of answers are asked for and checked.
    pub fn set_response_checksum_validation(
        &mut self,
        when: Option<ResponseChecksumValidation>,
    ) -> &mut Self {
        self.layer.store_or_unset(when);
        self
    }

    /// Sends no body compressed.
    pub fn disable_request_compression(mut self, disable: impl Into<Option<bool>>) -> Self {
        self.set_disable_request_compression(disable.into());
        self
    }

    /// Sets or clears the disabling of compression.
    pub fn set_disable_request_compression(&mut self, disable: Option<bool>) -> &mut Self {
        self.layer.store_or_unset(disable.map(CompressionDisabled));
        self
    }

    /// Sets from how many bytes on bodies are compressed; 10240 by default.
    pub fn request_min_compression_size_bytes(mut self, size: impl Into<Option<u32>>) -> Self {
        self.set_request_min_compression_size_bytes(size.into());
        self
    }

    /// Sets or clears the size from which on bodies are compressed.
    pub fn set_request_min_compression_size_bytes(&mut self, size: Option<u32>) -> &mut Self {
        self.layer.store_or_unset(size.map(CompressionSize));
        self
    }
}
