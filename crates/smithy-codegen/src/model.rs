//! Stage two: the resolved model.
//!
//! The closure of the chosen operations, every target checked, every trait the generator knows
//! typed, every Rust name assigned. The emitters read this and never the AST.

mod amendments;
mod auth;
mod build;
mod check;
mod closure;
mod customizations;
mod docs;
mod flatten;
mod nullability;
mod operations;
mod path;
mod pattern;
mod protocol;
mod service;
mod shapes;
mod support;
mod traits;
mod upgrade;
mod waiters;

use indexmap::IndexMap;
use serde_json::Value;
use smithy_catalog::{Auth, Customization, Fault};

pub use auth::{ApiKey, AuthScheme};
pub use build::{Options, resolve};
pub(crate) use docs::markdown;
pub use path::PathStep;
pub use protocol::Protocol;
pub use waiters::{Acceptor, AcceptorState, Comparator, Matcher, PathMatcher, Waiter};

/// Shapes by absolute id, sorted by it.
pub type Shapes = IndexMap<String, Shape>;

/// The resolved model.
#[derive(Debug)]
pub struct Model {
    /// The service.
    pub service: Service,
    /// Operations, sorted by name.
    pub operations: Vec<Operation>,
    /// Every shape of the closure by absolute id, operation inputs and outputs included.
    pub shapes: Shapes,
    /// Operations left out because `skip_unsupported` was asked for, with the reason.
    pub skipped: Vec<Skipped>,
}

impl Model {
    /// The shape with this id. Every id held by the model is in it: `resolve` checks that.
    pub fn shape(&self, id: &str) -> &Shape {
        self.shapes.get(id).expect("resolve keeps every target")
    }

    /// Shapes that become a Rust type of their own below `types`: structures, unions and enums that
    /// are neither operation inputs or outputs nor errors.
    pub fn types(&self) -> impl Iterator<Item = &Shape> {
        self.shapes
            .values()
            .filter(|shape| matches!(shape.home, Home::Types) && shape.rust_name.is_some())
    }

    /// Something in the model is deprecated, so generated code that handles it must be let.
    pub fn has_deprecated(&self) -> bool {
        let member = |member: &Member| member.deprecated.is_some();
        self.operations
            .iter()
            .any(|operation| operation.deprecated.is_some())
            || self.shapes.values().any(|shape| {
                shape.traits.deprecated.is_some()
                    || match &shape.kind {
                        Kind::Structure(members) | Kind::Union(members) => {
                            members.iter().any(member)
                        }
                        _ => false,
                    }
            })
    }

    /// The member of an operation's input or output that is an event stream.
    pub fn event_stream(&self, key: &str) -> Option<&Member> {
        match &self.shape(key).kind {
            Kind::Structure(members) => members
                .iter()
                .find(|member| self.shape(&member.target).traits.event_stream),
            _ => None,
        }
    }

    /// Error structures.
    pub fn errors(&self) -> impl Iterator<Item = &Shape> {
        self.shapes
            .values()
            .filter(|shape| matches!(shape.home, Home::Errors))
    }
}

/// An operation that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Absolute shape id of the operation.
    pub operation: String,
    /// What of it is not supported, with the shape id.
    pub reason: String,
}

/// The service.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait or property of the same name"
)]
pub struct Service {
    pub id: String,
    pub name: String,
    pub version: String,
    pub title: String,
    pub docs: String,
    pub sdk_id: String,
    pub arn_namespace: String,
    pub endpoint_prefix: String,
    pub signing_name: Option<String>,
    /// The protocol requests are written in.
    pub protocol: Protocol,
    /// Every protocol the service offers that has a [`Protocol`], the best first.
    pub protocols: Vec<Protocol>,
    /// `aws.protocols#awsQueryCompatible`: errors keep the codes they had under awsQuery.
    pub query_compatible: bool,
    pub xml_namespace: Option<XmlNamespace>,
    /// What official SDKs do beyond the model.
    pub customizations: Vec<Customization>,
    /// Authentication schemes, the preferred first.
    pub auth: Vec<AuthScheme>,
    /// The operation that says where requests of some others go: `aws.api#clientEndpointDiscovery`.
    pub endpoint_discovery: Option<String>,
    pub endpoint_rules: Value,
    pub endpoint_tests: Option<Value>,
    /// `smithy.rules#clientContextParams`: name to (type, documentation).
    pub client_context_params: Vec<ContextParam>,
}

impl Service {
    /// The name for people: the title, else the SDK id.
    pub fn title(&self) -> &str {
        if self.title.is_empty() {
            &self.sdk_id
        } else {
            &self.title
        }
    }
}

/// `smithy.api#xmlNamespace`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace.
    pub uri: String,
    /// Its prefix; the default namespace without.
    pub prefix: Option<String>,
}

/// A client context parameter.
#[derive(Debug)]
pub struct ContextParam {
    /// Name in the rule set.
    pub name: String,
    /// Name of its setter.
    pub rust_name: String,
    /// What it is.
    pub kind: ContextKind,
    /// Documentation in Markdown.
    pub docs: String,
}

/// The types of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the type of the same name")]
pub enum ContextKind {
    Boolean,
    String,
    StringArray,
}

/// An operation.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait or property of the same name"
)]
pub struct Operation {
    pub id: String,
    /// Type name, as `CreateFunction`.
    pub name: String,
    /// Name in the model, sent to the service where it is sent at all.
    pub model_name: String,
    /// Module and method name, as `create_function`.
    pub module: String,
    pub docs: String,
    pub deprecated: Option<String>,
    pub input: String,
    pub output: String,
    /// Ids of error structures, the service's first.
    pub errors: Vec<String>,
    pub method: String,
    pub uri: String,
    pub code: u16,
    pub host_prefix: Option<String>,
    pub pagination: Option<Pagination>,
    pub auth: Auth,
    /// Authentication schemes the operation takes, the preferred first; none where the service has
    /// none, or the operation refuses them.
    pub auth_schemes: Vec<AuthScheme>,
    pub unsigned_payload: bool,
    pub readonly: bool,
    pub idempotent: bool,
    pub checksum_required: bool,
    pub checksum: Option<HttpChecksum>,
    pub compression: bool,
    /// `smithy.rules#staticContextParams` by name.
    pub static_context_params: Vec<(String, Value)>,
    /// `smithy.rules#operationContextParams` by name.
    pub operation_context_params: Vec<(String, Vec<PathStep>)>,
    pub request_tests: Vec<Value>,
    pub response_tests: Vec<Value>,
    pub event_tests: Vec<Value>,
    pub waiters: Vec<Waiter>,
    /// `aws.customizations#s3UnwrappedXmlOutput`
    pub unwrapped_output: bool,
    /// `aws.api#clientDiscoveredEndpoint`: the endpoint must be a discovered one.
    pub needs_discovered_endpoint: bool,
}

/// `aws.protocols#httpChecksum`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the property of the same name")]
pub struct HttpChecksum {
    pub request_algorithm_member: Option<String>,
    pub request_checksum_required: bool,
    pub request_validation_mode_member: Option<String>,
    pub response_algorithms: Vec<String>,
}

impl Operation {
    /// The input member that carries the idempotency token.
    pub fn idempotency_token<'a>(&self, model: &'a Model) -> Option<&'a Member> {
        match &model.shape(&self.input).kind {
            Kind::Structure(members) => members.iter().find(|member| {
                member.idempotency_token && matches!(model.shape(&member.target).kind, Kind::String)
            }),
            _ => None,
        }
    }
}

/// `smithy.api#paginated`, checked.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is the property of the same name")]
pub struct Pagination {
    pub input_token: String,
    pub output_token: Vec<String>,
    /// The output member without which there are no more pages, whatever the token says.
    pub more: Option<&'static str>,
    pub page_size: Option<String>,
    pub items: Option<Vec<String>>,
}

/// Where a shape's Rust type lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// No Rust type of its own, or one below `types`.
    Types,
    /// `types::error`.
    Errors,
    /// `operation::<module>`: the input.
    Input(String),
    /// `operation::<module>`: the output.
    Output(String),
}

/// A shape.
#[derive(Debug)]
pub struct Shape {
    /// Absolute id. Synthetic inputs and outputs keep the id of the shape they are made from.
    pub id: String,
    /// Id as the key of [`Model::shapes`]; differs from `id` for synthetic shapes.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Where its Rust type lives.
    pub home: Home,
    /// Name of its Rust type; none for simple shapes, lists and maps.
    pub rust_name: Option<String>,
    /// Documentation in Markdown.
    pub docs: String,
    /// Typed traits.
    pub traits: ShapeTraits,
}

/// What a shape is.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each variant is the Smithy type of the same name"
)]
pub enum Kind {
    Blob {
        streaming: bool,
        requires_length: bool,
    },
    Boolean,
    String,
    Enum(Vec<EnumValue>),
    IntEnum(Vec<(String, i32)>),
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
    List {
        member: Box<Member>,
        sparse: bool,
    },
    Map {
        key: Box<Member>,
        value: Box<Member>,
        sparse: bool,
    },
    Structure(Vec<Member>),
    Union(Vec<Member>),
}

/// A value of an enum.
#[derive(Debug)]
pub struct EnumValue {
    /// Value on the wire.
    pub value: String,
    /// Variant name.
    pub variant: String,
    /// Documentation in Markdown.
    pub docs: String,
    /// Deprecation message.
    pub deprecated: Option<String>,
}

/// The traits of a shape that generated code shows.
#[derive(Debug, Default)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait of the same name"
)]
pub struct ShapeTraits {
    pub sensitive: bool,
    pub deprecated: Option<String>,
    pub media_type: Option<String>,
    pub timestamp_format: Option<TimestampFormat>,
    pub constraints: Constraints,
    pub error: Option<ErrorTraits>,
    pub xml_name: Option<String>,
    pub xml_namespace: Option<XmlNamespace>,
    /// `smithy.api#streaming` on a union.
    pub event_stream: bool,
}

/// `smithy.api#error` and what goes with it.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait of the same name"
)]
pub struct ErrorTraits {
    pub fault: Fault,
    pub status: u16,
    pub retryable: Option<bool>,
    /// `aws.protocols#awsQueryError`: code on the wire and status.
    pub query_error: Option<(String, u16)>,
    pub response_tests: Vec<Value>,
}

/// `smithy.api#timestampFormat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the format of the same name")]
pub enum TimestampFormat {
    DateTime,
    HttpDate,
    EpochSeconds,
}

/// The constraint traits.
#[derive(Debug, Default, Clone)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait of the same name, unless it says more"
)]
pub struct Constraints {
    pub length: Option<(Option<u64>, Option<u64>)>,
    pub range: Option<(Option<f64>, Option<f64>)>,
    /// The least value is written with a point.
    pub decimal_min: bool,
    pub pattern: Option<String>,
    pub unique_items: bool,
}

/// A member.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each field is the Smithy trait or property of the same name"
)]
pub struct Member {
    /// Name in the model.
    pub name: String,
    /// Field and method name, or variant name in a union.
    pub rust_name: String,
    /// The name was changed because the first choice is taken.
    pub renamed: bool,
    /// Key of the target in [`Model::shapes`].
    pub target: String,
    pub docs: String,
    pub required: bool,
    /// `Option` in Rust.
    pub optional: bool,
    /// Behind a `Box` because the shape contains itself.
    pub boxed: bool,
    pub default: Option<Value>,
    pub idempotency_token: bool,
    pub host_label: bool,
    pub deprecated: Option<String>,
    pub json_name: Option<String>,
    pub xml_name: Option<String>,
    pub xml_flattened: bool,
    pub xml_attribute: bool,
    pub xml_namespace: Option<XmlNamespace>,
    pub ec2_query_name: Option<String>,
    pub event_header: bool,
    pub event_payload: bool,
    pub timestamp_format: Option<TimestampFormat>,
    pub media_type: Option<String>,
    pub binding: Binding,
    pub constraints: Constraints,
    /// `smithy.rules#contextParam`.
    pub context_param: Option<String>,
}

/// Where HTTP carries a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// In the document body.
    Body,
    /// `httpLabel`
    Label,
    /// `httpQuery`
    Query(String),
    /// `httpQueryParams`
    QueryParams,
    /// `httpHeader`
    Header(String),
    /// `httpPrefixHeaders`
    PrefixHeaders(String),
    /// `httpPayload`
    Payload,
    /// `httpResponseCode`
    ResponseCode,
}
