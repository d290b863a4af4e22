//! Stage one: the Smithy JSON AST as it stands in the file.
//!
//! Every shape type of Smithy 2.0 has a form here, used or not; traits stay an open map. Nothing is
//! resolved. A node that does not fit is an error that names the shape and the path inside it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;

/// Trait values by absolute trait id.
pub type Traits = IndexMap<String, Value>;

/// A model file.
#[derive(Debug, Default)]
pub struct Model {
    /// The file is of AST version 1: shapes of numbers and booleans that are not boxed have a
    /// default.
    pub version_1: bool,
    /// Shapes by absolute id, in file order.
    pub shapes: IndexMap<String, Shape>,
}

/// A shape.
#[derive(Debug)]
pub enum Shape {
    /// `blob`, `boolean`, `string`, the number types, `timestamp`, `document`.
    Simple(SimpleType, Simple),
    /// `list` or the older `set`.
    List(List),
    /// `map`
    Map(Map),
    /// `structure`
    Structure(Members),
    /// `union`
    Union(Members),
    /// `enum`
    Enum(Members),
    /// `intEnum`
    IntEnum(Members),
    /// `service`
    Service(Service),
    /// `operation`
    Operation(Operation),
    /// `resource`
    Resource(Resource),
    /// `apply`: traits added to another shape. Merged into it by the loader's caller.
    Apply(Simple),
}

/// The simple types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the Smithy type of the same name"
)]
pub enum SimpleType {
    Blob,
    Boolean,
    String,
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
}

impl SimpleType {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "blob" => Self::Blob,
            "boolean" => Self::Boolean,
            "string" => Self::String,
            "byte" => Self::Byte,
            "short" => Self::Short,
            "integer" => Self::Integer,
            "long" => Self::Long,
            "float" => Self::Float,
            "double" => Self::Double,
            "bigInteger" => Self::BigInteger,
            "bigDecimal" => Self::BigDecimal,
            "timestamp" => Self::Timestamp,
            "document" => Self::Document,
            _ => return None,
        })
    }
}

/// A simple shape: traits only.
#[derive(Debug, Default, Deserialize)]
pub struct Simple {
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// A reference to a shape.
#[derive(Debug, Clone, Deserialize)]
pub struct Reference {
    /// Absolute shape id.
    pub target: String,
}

/// A member: its target and its own traits.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Member {
    /// Absolute id of the shape the member targets.
    pub target: String,
    /// Traits applied to the member.
    #[serde(default)]
    pub traits: Traits,
}

/// A `list` or `set`.
#[derive(Debug, Deserialize)]
pub struct List {
    /// The element; one without a target comes from a mixin.
    #[serde(default)]
    pub member: Member,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// A `map`.
#[derive(Debug, Deserialize)]
pub struct Map {
    /// The key; one without a target comes from a mixin.
    #[serde(default)]
    pub key: Member,
    /// The value; one without a target comes from a mixin.
    #[serde(default)]
    pub value: Member,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// A shape with named members.
#[derive(Debug, Default, Deserialize)]
pub struct Members {
    /// Members in model order.
    #[serde(default)]
    pub members: IndexMap<String, Member>,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// A `service`.
#[derive(Debug, Clone, Deserialize)]
pub struct Service {
    /// API version.
    #[serde(default)]
    pub version: String,
    /// Operations bound to the service itself.
    #[serde(default)]
    pub operations: Vec<Reference>,
    /// Resources bound to the service.
    #[serde(default)]
    pub resources: Vec<Reference>,
    /// Errors every operation can return.
    #[serde(default)]
    pub errors: Vec<Reference>,
    /// Names that shapes of the closure take in this service.
    #[serde(default)]
    pub rename: IndexMap<String, String>,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// An `operation`.
#[derive(Debug, Clone, Deserialize)]
pub struct Operation {
    /// Input structure; `smithy.api#Unit` when absent.
    pub input: Option<Reference>,
    /// Output structure; `smithy.api#Unit` when absent.
    pub output: Option<Reference>,
    /// Errors.
    #[serde(default)]
    pub errors: Vec<Reference>,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

/// A `resource`: here only the operations it binds matter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Lifecycle `create`.
    pub create: Option<Reference>,
    /// Lifecycle `put`.
    pub put: Option<Reference>,
    /// Lifecycle `read`.
    pub read: Option<Reference>,
    /// Lifecycle `update`.
    pub update: Option<Reference>,
    /// Lifecycle `delete`.
    pub delete: Option<Reference>,
    /// Lifecycle `list`.
    pub list: Option<Reference>,
    /// Instance operations.
    #[serde(default)]
    pub operations: Vec<Reference>,
    /// Collection operations.
    #[serde(default)]
    pub collection_operations: Vec<Reference>,
    /// Child resources.
    #[serde(default)]
    pub resources: Vec<Reference>,
    /// Applied traits.
    #[serde(default)]
    pub traits: Traits,
    /// Mixins.
    #[serde(default)]
    pub mixins: Vec<Reference>,
}

impl Resource {
    /// Every operation the resource binds itself.
    pub fn bound_operations(&self) -> impl Iterator<Item = &Reference> {
        let lifecycle = [
            &self.create,
            &self.put,
            &self.read,
            &self.update,
            &self.delete,
            &self.list,
        ];
        lifecycle
            .into_iter()
            .flatten()
            .chain(&self.operations)
            .chain(&self.collection_operations)
    }
}

impl Shape {
    /// Traits applied to the shape.
    pub fn traits(&self) -> &Traits {
        match self {
            Self::Simple(_, shape) | Self::Apply(shape) => &shape.traits,
            Self::List(shape) => &shape.traits,
            Self::Map(shape) => &shape.traits,
            Self::Structure(shape)
            | Self::Union(shape)
            | Self::Enum(shape)
            | Self::IntEnum(shape) => &shape.traits,
            Self::Service(shape) => &shape.traits,
            Self::Operation(shape) => &shape.traits,
            Self::Resource(shape) => &shape.traits,
        }
    }

    /// Traits applied to the shape, to change them.
    pub fn traits_mut(&mut self) -> &mut Traits {
        match self {
            Self::Simple(_, shape) | Self::Apply(shape) => &mut shape.traits,
            Self::List(shape) => &mut shape.traits,
            Self::Map(shape) => &mut shape.traits,
            Self::Structure(shape)
            | Self::Union(shape)
            | Self::Enum(shape)
            | Self::IntEnum(shape) => &mut shape.traits,
            Self::Service(shape) => &mut shape.traits,
            Self::Operation(shape) => &mut shape.traits,
            Self::Resource(shape) => &mut shape.traits,
        }
    }

    /// Mixins of the shape, in order.
    pub fn mixins(&self) -> &[Reference] {
        match self {
            Self::Simple(_, shape) | Self::Apply(shape) => &shape.mixins,
            Self::List(shape) => &shape.mixins,
            Self::Map(shape) => &shape.mixins,
            Self::Structure(shape)
            | Self::Union(shape)
            | Self::Enum(shape)
            | Self::IntEnum(shape) => &shape.mixins,
            Self::Service(shape) => &shape.mixins,
            Self::Operation(shape) => &shape.mixins,
            Self::Resource(shape) => &shape.mixins,
        }
    }

    /// The member with this name, be it of a list, a map or a shape of named members.
    pub fn member_mut(&mut self, name: &str) -> Option<&mut Member> {
        match (self, name) {
            (Self::List(list), "member") => Some(&mut list.member),
            (Self::Map(map), "key") => Some(&mut map.key),
            (Self::Map(map), "value") => Some(&mut map.value),
            (
                Self::Structure(shape)
                | Self::Union(shape)
                | Self::Enum(shape)
                | Self::IntEnum(shape),
                name,
            ) => shape.members.get_mut(name),
            _ => None,
        }
    }

    /// The Smithy type's name, with its article.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Simple(..) => "a simple shape",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Structure(_) => "a structure",
            Self::Union(_) => "a union",
            Self::Enum(_) => "an enum",
            Self::IntEnum(_) => "an intEnum",
            Self::Service(_) => "a service",
            Self::Operation(_) => "an operation",
            Self::Resource(_) => "a resource",
            Self::Apply(_) => "an apply",
        }
    }
}

#[derive(Deserialize)]
struct File {
    smithy: String,
    #[serde(default)]
    shapes: IndexMap<String, Value>,
}

impl Model {
    /// Reads a model.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = serde_json::from_str(text).map_err(|error| misfit(text, &error))?;
        let version_1 = match file.smithy.split('.').next() {
            Some("1") => true,
            Some("2") => false,
            _ => return Err(Error::version(&file.smithy)),
        };
        let mut shapes = IndexMap::with_capacity(file.shapes.len());
        for (id, node) in file.shapes {
            let shape = parse_shape(&id, node)?;
            shapes.insert(id, shape);
        }
        Ok(Self { version_1, shapes })
    }
}

fn parse_shape(id: &str, node: Value) -> Result<Shape, Error> {
    let Some(type_name) = node.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return Err(Error::shape(
            id,
            "type",
            "a shape needs a `type` that is a string",
        ));
    };
    Ok(match type_name.as_str() {
        "list" | "set" => Shape::List(node_as(id, node)?),
        "map" => Shape::Map(node_as(id, node)?),
        "structure" => Shape::Structure(node_as(id, node)?),
        "union" => Shape::Union(node_as(id, node)?),
        "enum" => Shape::Enum(node_as(id, node)?),
        "intEnum" => Shape::IntEnum(node_as(id, node)?),
        "service" => Shape::Service(node_as(id, node)?),
        "operation" => Shape::Operation(node_as(id, node)?),
        "resource" => Shape::Resource(node_as(id, node)?),
        "apply" => Shape::Apply(node_as(id, node)?),
        name => match SimpleType::from_name(name) {
            Some(simple) => Shape::Simple(simple, node_as(id, node)?),
            None => {
                return Err(Error::shape(
                    id,
                    "type",
                    format!("`{name}` is not a Smithy 2.0 shape type"),
                ));
            }
        },
    })
}

/// Where in the file it does not fit: keeping track of the path doubles the time of reading, so a file is read
/// again for it.
fn misfit(text: &str, error: &serde_json::Error) -> Error {
    let mut reader = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, File>(&mut reader) {
        Ok(_) => Error::file("$".to_owned(), error),
        Err(error) => Error::file(error.path().to_string(), error.inner()),
    }
}

/// The node of a shape; where it does not fit it is read again, as in [`misfit`].
fn node_as<T: DeserializeOwned>(id: &str, node: Value) -> Result<T, Error> {
    T::deserialize(&node)
        .or_else(|_| serde_path_to_error::deserialize(node))
        .map_err(|error| Error::shape(id, error.path().to_string(), error.inner().to_string()))
}
