//! The rows of a packed catalog: JSON objects, a line each.
//!
//! `smithy-codegen` writes them and [`Packed`](super::Packed) reads them. What has its usual value is
//! left out.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use crate::Fault;

/// A text of a catalog: read without a copy where JSON writes it without escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(pub Cow<'static, str>);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned().into())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self(text.clone().into())
    }
}

impl<'de: 'static> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de: 'static> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::from(text))
    }
}

/// Whether a value is the usual one.
fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Rows: every field may be left out, and then has its usual value.
macro_rules! rows {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'static"))]
        pub struct $name {
            $($(#[$field_meta])* #[serde(skip_serializing_if = "usual")] pub $field: $type,)*
        }
    )*};
}

rows! {
    /// An operation.
    pub struct OperationRow {
        /// Name.
        #[serde(rename = "operation")]
        pub name: Text,
        /// Absolute shape id.
        pub id: Text,
        /// `smithy.api#http`.
        pub http: Option<HttpRow>,
        /// Key of the input.
        pub input: Text,
        /// Key of the output.
        pub output: Text,
        /// Keys of the errors.
        pub errors: Vec<Text>,
        /// Prefix of the host.
        pub host_prefix: Option<Text>,
        /// Input member that carries the idempotency token.
        pub idempotency_token: Option<Text>,
        /// Pagination.
        pub pagination: Option<PaginationRow>,
        /// How requests are authenticated.
        pub auth: AuthRow,
        /// Authentication schemes as indices into those of the catalog; the first one where this is left out.
        pub auth_schemes: Option<Vec<usize>>,
        /// `readonly`
        pub readonly: bool,
        /// `idempotent`
        pub idempotent: bool,
        /// `httpChecksumRequired`
        pub checksum_required: bool,
        /// `httpChecksum`
        pub checksum: Option<ChecksumRow>,
        /// `unsignedPayload`
        pub unsigned_payload: bool,
        /// `requestCompression`
        pub compression: bool,
        /// The body may stall.
        pub may_stall: bool,
        /// Deprecation message.
        pub deprecated: Option<Text>,
        /// Documentation.
        pub docs: Text,
    }

    /// `aws.protocols#httpChecksum`.
    pub struct ChecksumRow {
        /// Input member that chooses the algorithm.
        pub request_algorithm_member: Option<Text>,
        /// Requests must have a checksum.
        pub request_required: bool,
        /// Input member that asks for a checksum of the answer.
        pub response_mode_member: Option<Text>,
        /// Algorithms of answers.
        pub response_algorithms: Vec<Text>,
    }

    /// `smithy.api#http`.
    pub struct HttpRow {
        /// Method.
        pub method: Text,
        /// URI pattern.
        pub uri: Text,
        /// Status code of success.
        pub code: u16,
    }

    /// Pagination.
    pub struct PaginationRow {
        /// Input member that takes the token.
        pub input_token: Text,
        /// Path of the next token.
        pub output_token: Text,
        /// Input member that limits a page.
        pub page_size: Option<Text>,
        /// Path of the items.
        pub items: Option<Text>,
    }

    /// A shape.
    pub struct ShapeRow {
        /// What other rows know it by: its id, but for inputs and outputs.
        #[serde(rename = "shape")]
        pub key: Text,
        /// Absolute shape id, where that is not the key.
        pub id: Option<Text>,
        /// What it is.
        pub kind: KindRow,
        /// Members; of a list its element, of a map key and value.
        pub members: Vec<MemberRow>,
        /// Values of an enum.
        pub values: Vec<ValueRow>,
        /// Values of an `intEnum`.
        pub integers: Vec<i32>,
        /// Elements or values may be null.
        pub sparse: bool,
        /// Sensitive.
        pub sensitive: bool,
        /// Constraints.
        pub limits: LimitsRow,
        /// Traits of the schema.
        pub wire: WireRow,
        /// What makes it an error.
        pub error: Option<ErrorRow>,
        /// Documentation.
        pub docs: Text,
    }

    /// A value of an enum.
    pub struct ValueRow {
        /// The value.
        pub value: Text,
        /// Documentation.
        pub docs: Text,
    }

    /// A member.
    pub struct MemberRow {
        /// Name.
        pub name: Text,
        /// Key of the target.
        pub target: Text,
        /// What the target is.
        pub kind: KindRow,
        /// `required`
        pub required: bool,
        /// Constraints.
        pub limits: LimitsRow,
        /// Traits of the schema.
        pub wire: WireRow,
        /// Default as JSON text.
        pub default: Option<Text>,
        /// Deprecation message.
        pub deprecated: Option<Text>,
        /// Documentation of its own; that of the target counts without.
        pub docs: Text,
    }

    /// Constraints.
    pub struct LimitsRow {
        /// Least and greatest length.
        pub length: Option<(Option<u64>, Option<u64>)>,
        /// Least and greatest value.
        pub range: Option<(Option<f64>, Option<f64>)>,
        /// The least value is written with a point.
        pub decimal_min: bool,
        /// Pattern.
        pub pattern: Option<Text>,
        /// Elements are unique.
        pub unique_items: bool,
    }

    /// What a schema says beyond its type.
    pub struct WireRow {
        /// `httpLabel`
        pub label: bool,
        /// `httpQuery`
        pub query: Option<Text>,
        /// `httpQueryParams`
        pub query_params: bool,
        /// `httpHeader`
        pub header: Option<Text>,
        /// `httpPrefixHeaders`
        pub prefix_headers: Option<Text>,
        /// `httpPayload`
        pub payload: bool,
        /// `httpResponseCode`
        pub response_code: bool,
        /// `hostLabel`
        pub host_label: bool,
        /// `jsonName`
        pub json_name: Option<Text>,
        /// `timestampFormat`
        pub timestamp_format: Option<TimestampRow>,
        /// `mediaType`
        pub media_type: Option<Text>,
        /// `sensitive`
        pub sensitive: bool,
        /// `streaming`
        pub streaming: bool,
        /// `eventHeader`
        pub event_header: bool,
        /// `eventPayload`
        pub event_payload: bool,
        /// The name in forms of ec2Query.
        pub original_name: Option<Text>,
        /// `xmlName`
        pub xml_name: Option<Text>,
        /// `xmlFlattened`
        pub xml_flattened: bool,
        /// `xmlAttribute`
        pub xml_attribute: bool,
        /// `xmlNamespace`: URI and prefix.
        pub xml_namespace: Option<(Text, Option<Text>)>,
        /// `s3UnwrappedXmlOutput`
        pub xml_unwrapped: bool,
        /// `http`, on inputs.
        pub http: Option<HttpRow>,
        /// No member is in the body.
        pub no_body: bool,
    }

    /// What makes a structure an error.
    pub struct ErrorRow {
        /// Status code.
        pub status: u16,
        /// The service's fault, else the caller's.
        pub server: bool,
        /// Retryable, and whether throttling.
        pub retryable: Option<bool>,
        /// Code under awsQuery.
        pub query_code: Option<Text>,
    }
}

impl ErrorRow {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self.server {
            true => Fault::Server,
            false => Fault::Client,
        }
    }
}

/// How requests are authenticated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each variant is that of `Auth`")]
pub enum AuthRow {
    #[default]
    SigV4,
    Optional,
    None,
}

/// `timestampFormat`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the format of the same name")]
pub enum TimestampRow {
    DateTime,
    HttpDate,
    EpochSeconds,
}

/// What a shape is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each variant is the Smithy type of the same name"
)]
pub enum KindRow {
    Blob,
    Boolean,
    #[default]
    String,
    Enum,
    IntEnum,
    Byte,
    Short,
    Integer,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Timestamp,
    Document,
    List,
    Map,
    Structure,
    Union,
}
