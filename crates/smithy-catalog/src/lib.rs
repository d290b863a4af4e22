//! What every generated model crate is made of.
//!
//! A generated crate holds data: `static` [`Service`], [`Operation`] and [`Shape`] values that say
//! what the Smithy model says. This crate gives that data its types and the three things that read
//! it: `constraint` (is a document valid? behind the `validation` feature), [`document`] (JSON documents
//! as schema-driven serializable structures, and back) and, behind the `serde` feature, `serde` for
//! modelled types.
//!
//! It does no I/O and reads no clock and no environment.

pub mod cli;
#[cfg(feature = "validation")]
pub mod constraint;
mod construct;
mod customization;
pub mod document;
pub mod event_stream;
mod macros;
mod members;
mod operations;
#[cfg(feature = "packed")]
pub mod packed;
mod send_with;
mod service;
pub mod unhandled;
pub mod unknown;
pub mod value;

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use ::serde;

/// What the macros name of other crates.
#[doc(hidden)]
pub mod wire {
    pub use aws_smithy_runtime_api::client::result::CreateUnhandledError;
    pub use aws_smithy_schema::serde::{
        SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
    };
    pub use aws_smithy_schema::{OperationSchema, Schema, ShapeType, shape_id};
    pub use aws_smithy_types::error::ErrorMetadata;
    pub use aws_smithy_types::error::metadata::ProvideErrorMetadata;
    pub use aws_smithy_types::error::operation::BuildError;
    pub use aws_smithy_types::retry::ErrorKind;
    pub use aws_types::request_id::RequestId;
}

pub use customization::Customization;
pub use members::Members;
pub use operations::Operations;
pub use send_with::SendWith;
pub use service::{Protocol, Service, XmlNamespace};

use aws_smithy_schema::{OperationSchema, Schema};
use aws_smithy_types::retry::ErrorKind;

/// An operation and everything a caller, a server, a command line or a test needs to know of it.
#[derive(Debug)]
pub struct Operation {
    /// Name without namespace, as `PutObject`.
    pub name: &'static str,
    /// The wire view: schemas of input, output and errors.
    pub schema: &'static OperationSchema<'static>,
    /// Documentation in Markdown.
    pub documentation: &'static str,
    /// `smithy.api#deprecated` message, empty where there is none.
    pub deprecated: Option<&'static str>,
    /// `smithy.api#http`.
    pub http: Http,
    /// Input structure. Its members stand in model order.
    pub input: &'static Shape,
    /// Output structure, [`UNIT`] where the model has none.
    pub output: &'static Shape,
    /// Modelled errors, the service's common errors first.
    pub errors: &'static [&'static ErrorShape],
    /// `smithy.api#endpoint` `hostPrefix`, as `workflows-`; may hold `{label}`s.
    pub host_prefix: Option<&'static str>,
    /// Input member that carries `smithy.api#idempotencyToken`.
    pub idempotency_token: Option<&'static str>,
    /// `smithy.api#paginated`, merged with the service's.
    pub pagination: Option<Pagination>,
    /// Signed, unsigned or either.
    pub auth: Auth,
    /// Every authentication scheme the operation takes, the preferred first.
    pub auth_schemes: &'static [AuthScheme],
    /// `smithy.api#readonly`.
    pub readonly: bool,
    /// `smithy.api#idempotent`.
    pub idempotent: bool,
    /// `smithy.api#httpChecksumRequired`.
    pub checksum_required: bool,
    /// `aws.protocols#httpChecksum`.
    pub checksum: Option<HttpChecksum>,
    /// `aws.auth#unsignedPayload`.
    pub unsigned_payload: bool,
    /// `smithy.api#requestCompression` with gzip.
    pub compression: bool,
    /// A body that stalls fails the call. Not so where the service may work for minutes before it
    /// sends the first byte, as Lambda's `Invoke`.
    pub stalls_fail: bool,
    /// What a command line knows of the operation beside its model.
    pub cli: cli::OperationFacts,
}

/// `aws.protocols#httpChecksum`: checksums of the bodies of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpChecksum {
    /// Input member that chooses the algorithm of the request.
    pub request_algorithm_member: Option<&'static str>,
    /// Requests must have a checksum.
    pub request_required: bool,
    /// Input member that asks for a checksum of the answer.
    pub response_mode_member: Option<&'static str>,
    /// Algorithms an answer may have a checksum of, as `CRC32`, the preferred first.
    pub response_algorithms: &'static [&'static str],
}

/// `smithy.api#http`: where an operation lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http {
    /// Method, as `POST`.
    pub method: &'static str,
    /// URI pattern, as `/functions/{FunctionName}`.
    pub uri: &'static str,
    /// Status code of success.
    pub code: u16,
}

/// How an operation's requests are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// SigV4 is required.
    SigV4,
    /// SigV4 where there are credentials (`smithy.api#optionalAuth`).
    Optional,
    /// Never signed (`@auth([])`).
    None,
}

/// An authentication scheme, as `smithy.api#auth` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// `aws.auth#sigv4`
    SigV4,
    /// `aws.auth#sigv4a`
    SigV4a,
    /// `smithy.api#httpBearerAuth`
    Bearer,
    /// `smithy.api#httpApiKeyAuth`
    ApiKey(ApiKey),
    /// `smithy.api#httpBasicAuth`
    Basic,
    /// `smithy.api#httpDigestAuth`
    Digest,
    /// `smithy.api#noAuth`: sent as it is.
    NoAuth,
    /// A scheme of the model's own, by the shape id of its trait.
    Custom(&'static str),
}

/// `smithy.api#httpApiKeyAuth`: where the key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKey {
    /// Name of the header or query parameter.
    pub name: &'static str,
    /// In the query, else in a header.
    pub in_query: bool,
    /// What stands before the key in the header, as `Bearer`.
    pub scheme: Option<&'static str>,
}

/// `smithy.api#paginated`: member names, output paths dotted (`result.items`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// Input member that takes the token.
    pub input_token: &'static str,
    /// Path of the next token in the output.
    pub output_token: &'static str,
    /// Input member that limits a page.
    pub page_size: Option<&'static str>,
    /// Path of the list (or map) of results in the output.
    pub items: Option<&'static str>,
}

/// A modelled error.
#[derive(Debug)]
pub struct ErrorShape {
    /// Code on the wire: the shape's name, as `ValidationException`.
    pub code: &'static str,
    /// Code on the wire in awsQuery, and for callers of a query-compatible service
    /// (`aws.protocols#awsQueryError`).
    pub query_code: Option<&'static str>,
    /// The structure.
    pub shape: &'static Shape,
    /// `smithy.api#httpError`, or 400 / 500 by fault.
    pub status: u16,
    /// `smithy.api#error`.
    pub fault: Fault,
    /// `smithy.api#retryable`.
    pub retryable: Option<Retryable>,
}

impl ErrorShape {
    /// This is the error with that code.
    pub fn has_code(&self, code: &str) -> bool {
        self.code == code || self.query_code == Some(code)
    }
}

/// Whose fault an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The caller's.
    Client,
    /// The service's.
    Server,
}

/// `smithy.api#retryable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retryable {
    /// The error is a throttling error.
    pub throttling: bool,
}

impl Retryable {
    /// What retries take such an error for.
    pub const fn kind(self, fault: Fault) -> ErrorKind {
        match (self.throttling, fault) {
            (true, _) => ErrorKind::ThrottlingError,
            (false, Fault::Server) => ErrorKind::ServerError,
            (false, Fault::Client) => ErrorKind::ClientError,
        }
    }
}

/// A shape: what kind it is, its constraints and its documentation.
#[derive(Debug)]
pub struct Shape {
    /// Absolute shape id, as `com.amazonaws.lambda#FunctionName`.
    pub id: &'static str,
    /// The wire view of the same shape.
    pub schema: &'static Schema<'static>,
    /// What kind of value it is.
    pub kind: Kind,
    /// Constraints on the shape itself. Those a member adds or overrides stand on [`Member`].
    pub constraints: Constraints,
    /// Values never appear in logs, `Debug` or messages (`smithy.api#sensitive`).
    pub sensitive: bool,
    /// Documentation in Markdown.
    pub documentation: &'static str,
}

impl Shape {
    /// Name without namespace, as `FunctionName`.
    pub fn name(&self) -> &'static str {
        self.id.rsplit('#').next().unwrap_or(self.id)
    }

    /// Members of a structure or union in model order; none for any other kind.
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            Kind::Structure(members) | Kind::Union(members) => members.get(),
            _ => &[],
        }
    }

    /// The member with this name, as `MemorySize`.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().iter().find(|member| member.name == name)
    }
}

/// What kind of value a shape describes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// `blob`
    Blob,
    /// `boolean`
    Boolean,
    /// `string`
    String,
    /// `enum`, or a `string` with the older `@enum` trait: the known values.
    Enum(&'static [EnumValue]),
    /// `intEnum`: the known values.
    IntEnum(&'static [i32]),
    /// `byte`
    Byte,
    /// `short`
    Short,
    /// `integer`
    Integer,
    /// `long`
    Long,
    /// `float`
    Float,
    /// `double`
    Double,
    /// `bigInteger`
    BigInteger,
    /// `bigDecimal`
    BigDecimal,
    /// `timestamp`
    Timestamp,
    /// `document`
    Document,
    /// `list` or `set`
    List {
        /// The element.
        member: &'static Member,
        /// Elements may be null.
        sparse: bool,
    },
    /// `map`
    Map {
        /// The key, always a string.
        key: &'static Member,
        /// The value.
        value: &'static Member,
        /// Values may be null.
        sparse: bool,
    },
    /// `structure`: members in model order.
    Structure(Members),
    /// `union`: exactly one of the members is set.
    Union(Members),
}

impl Kind {
    /// Values contain others: structures, unions, lists and maps. A document may, too, but is one
    /// value to its model.
    pub const fn is_aggregate(self) -> bool {
        matches!(
            self,
            Self::Structure(_) | Self::Union(_) | Self::List { .. } | Self::Map { .. }
        )
    }

    /// Values are whole numbers.
    pub const fn is_integer(self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::Short
                | Self::Integer
                | Self::Long
                | Self::BigInteger
                | Self::IntEnum(_)
        )
    }

    /// Values are numbers with a fraction.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::Float | Self::Double | Self::BigDecimal)
    }
}

/// A value of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumValue {
    /// Value on the wire.
    pub value: &'static str,
    /// Documentation in Markdown.
    pub documentation: &'static str,
}

/// A member of a structure, union, list (`member`) or map (`key`, `value`).
#[derive(Debug)]
pub struct Member {
    /// Name in the model, as `MemorySize`.
    pub name: &'static str,
    /// The wire view of the member: HTTP bindings, JSON name, timestamp format.
    pub schema: &'static Schema<'static>,
    /// The shape it targets.
    pub target: &'static Shape,
    /// `smithy.api#required`.
    pub required: bool,
    /// Constraints on the member itself; they override the target's of the same kind.
    pub constraints: Constraints,
    /// `smithy.api#default` as JSON text.
    pub default: Option<&'static str>,
    /// `smithy.api#deprecated` message, empty where there is none.
    pub deprecated: Option<&'static str>,
    /// Documentation in Markdown: the member's, else the target's.
    pub documentation: &'static str,
}

impl Member {
    /// Length in force: the member's, else the target's.
    pub fn length(&self) -> Option<Length> {
        self.constraints.length.or(self.target.constraints.length)
    }

    /// Range in force: the member's, else the target's.
    pub fn range(&self) -> Option<Range> {
        self.constraints.range.or(self.target.constraints.range)
    }

    /// Pattern in force: the member's, else the target's.
    pub fn pattern(&self) -> Option<&'static str> {
        self.constraints.pattern.or(self.target.constraints.pattern)
    }

    /// The name in JSON bodies: `smithy.api#jsonName`, else the name in the model.
    pub fn json_name(&self) -> &'static str {
        let schema: &'static Schema<'static> = self.schema;
        schema.json_name().map_or(self.name, |name| name.value())
    }

    /// The value must never be shown.
    pub fn sensitive(&self) -> bool {
        self.target.sensitive
    }
}

/// The constraint traits of a shape or member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraints {
    /// `smithy.api#length`.
    pub length: Option<Length>,
    /// `smithy.api#range`.
    pub range: Option<Range>,
    /// `smithy.api#pattern`: an ECMA-262 expression with the `u` flag, searched, not anchored.
    pub pattern: Option<&'static str>,
    /// `smithy.api#uniqueItems`.
    pub unique_items: bool,
}

impl Constraints {
    /// No constraint.
    pub const NONE: Self = Self {
        length: None,
        range: None,
        pattern: None,
        unique_items: false,
    };
}

/// `smithy.api#length`: Unicode scalar values of a string, bytes of a blob, elements of a list or
/// entries of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Least length.
    pub min: Option<u64>,
    /// Greatest length.
    pub max: Option<u64>,
}

/// `smithy.api#range`, inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least value.
    pub min: Option<f64>,
    /// Greatest value.
    pub max: Option<f64>,
    /// The model writes the least value with a point, as `0.0`; so does AWS CLI v2 when it tells of it.
    pub decimal_min: bool,
}

/// `smithy.api#Unit`: the structure without members.
pub static UNIT: Shape = Shape {
    id: "smithy.api#Unit",
    schema: &aws_smithy_schema::prelude::UNIT,
    kind: Kind::Structure(Members::listed(&[])),
    constraints: Constraints::NONE,
    sensitive: false,
    documentation: "",
};
