//! Data shapes: kinds, members, names.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::traits::Reader as TraitReader;
use super::{
    Binding, Constraints, EnumValue, Home, Kind, Member, Shape, ShapeTraits, Shapes, closure,
};
use crate::ast::{self, Reference, SimpleType};
use crate::error::{Problem, Problems};
use crate::names::{self, Place};

type ClientOptional = BTreeSet<(String, String)>;

/// Reads shapes as operations ask for them, and everything those need.
pub(super) struct Reader<'a, 'p> {
    ast: &'a ast::Model,
    rename: &'a IndexMap<String, String>,
    shapes: Shapes,
    client_optional: ClientOptional,
    queue: Vec<String>,
    /// The protocol has HTTP bindings; elsewhere the traits say nothing.
    binds_http: bool,
    pub(super) problems: &'p mut Problems,
}

impl<'a, 'p> Reader<'a, 'p> {
    pub(super) fn new(
        ast: &'a ast::Model,
        rename: &'a IndexMap<String, String>,
        binds_http: bool,
        problems: &'p mut Problems,
    ) -> Self {
        Self {
            ast,
            rename,
            shapes: Shapes::new(),
            client_optional: ClientOptional::new(),
            queue: Vec::new(),
            binds_http,
            problems,
        }
    }

    /// An operation's own copy of its input or output structure.
    pub(super) fn synthetic(
        &mut self,
        key: &str,
        source: Option<&Reference>,
        home: Home,
        operation: &str,
    ) {
        let suffix = if matches!(home, Home::Input(_)) {
            "Input"
        } else {
            "Output"
        };
        let rust_name = Some(format!("{operation}{suffix}"));
        let empty = ast::Members::default();
        let (id, members) = match source.map(|reference| reference.target.as_str()) {
            None | Some("smithy.api#Unit") => ("smithy.api#Unit".to_owned(), &empty),
            Some(target) => match self.ast.shapes.get(target) {
                Some(ast::Shape::Structure(structure)) => (target.to_owned(), structure),
                other => {
                    let path = suffix.to_lowercase();
                    closure::wrong_target(key, &path, target, "a structure", other, self.problems);
                    return;
                }
            },
        };
        let shape = self.structure(key, id, home, rust_name, members);
        self.shapes.insert(key.to_owned(), shape);
    }

    /// An error structure.
    pub(super) fn error(&mut self, operation: &str, id: &str) {
        match self.ast.shapes.get(id) {
            Some(ast::Shape::Structure(structure))
                if structure.traits.contains_key("smithy.api#error") =>
            {
                self.queue.push(id.to_owned());
            }
            other => closure::wrong_target(
                operation,
                "errors",
                id,
                "a structure with smithy.api#error",
                other,
                self.problems,
            ),
        }
    }

    /// Reads everything that is still asked for, then tells the names of types apart.
    pub(super) fn finish(mut self) -> (Shapes, ClientOptional) {
        while let Some(id) = self.queue.pop() {
            if !self.shapes.contains_key(&id) {
                let shape = self.read(&id);
                self.shapes.extend(shape.map(|shape| (id, shape)));
            }
        }
        self.shapes.sort_unstable_keys();
        self.tell_types_apart();
        (self.shapes, self.client_optional)
    }

    fn read(&mut self, id: &str) -> Option<Shape> {
        if let Some(simple) = closure::prelude(id) {
            return Some(self.simple(id, simple, &ast::Simple::default()));
        }
        let ast = self.ast;
        let shape = match ast.shapes.get(id)? {
            ast::Shape::Simple(simple, shape) => self.simple(id, *simple, shape),
            ast::Shape::List(list) => {
                let member = Box::new(self.member(id, "member", &list.member, "member".to_owned()));
                let sparse = list.traits.contains_key("smithy.api#sparse");
                self.shape(id, Kind::List { member, sparse }, &list.traits, None)
            }
            ast::Shape::Map(map) => {
                let key = Box::new(self.member(id, "key", &map.key, "key".to_owned()));
                let value = Box::new(self.member(id, "value", &map.value, "value".to_owned()));
                let sparse = map.traits.contains_key("smithy.api#sparse");
                self.shape(id, Kind::Map { key, value, sparse }, &map.traits, None)
            }
            ast::Shape::Structure(structure) => {
                let error = structure.traits.contains_key("smithy.api#error");
                let home = if error { Home::Errors } else { Home::Types };
                let name = self.type_name(id);
                let rust_name = Some(match error {
                    true => names::error_type(name),
                    false => name,
                });
                self.structure(id, id.to_owned(), home, rust_name, structure)
            }
            ast::Shape::Union(union) => {
                let names: Vec<&str> = union.members.keys().map(String::as_str).collect();
                let members = self.members(id, union, names::union_variants(&names));
                let rust_name = Some(self.type_name(id));
                self.shape(id, Kind::Union(members), &union.traits, rust_name)
            }
            ast::Shape::Enum(shape) => {
                let values = self.enum_values(id, shape);
                let rust_name = Some(self.type_name(id));
                self.shape(id, Kind::Enum(values), &shape.traits, rust_name)
            }
            ast::Shape::IntEnum(shape) => {
                let values = self.int_enum_values(id, shape);
                self.shape(id, Kind::IntEnum(values), &shape.traits, None)
            }
            _ => return None,
        };
        Some(shape)
    }

    fn simple(&mut self, id: &str, simple: SimpleType, source: &ast::Simple) -> Shape {
        let traits = &source.traits;
        let kind = match simple {
            SimpleType::String if traits.contains_key("smithy.api#enum") => {
                Kind::Enum(self.older_enum_values(id, &traits["smithy.api#enum"]))
            }
            SimpleType::String => Kind::String,
            SimpleType::Blob => Kind::Blob {
                streaming: traits.contains_key("smithy.api#streaming"),
                requires_length: traits.contains_key("smithy.api#requiresLength"),
            },
            SimpleType::Boolean => Kind::Boolean,
            SimpleType::Byte => Kind::Byte,
            SimpleType::Short => Kind::Short,
            SimpleType::Integer => Kind::Integer,
            SimpleType::Long => Kind::Long,
            SimpleType::Float => Kind::Float,
            SimpleType::Double => Kind::Double,
            SimpleType::BigInteger => Kind::BigInteger,
            SimpleType::BigDecimal => Kind::BigDecimal,
            SimpleType::Timestamp => Kind::Timestamp,
            SimpleType::Document => Kind::Document,
        };
        let rust_name = matches!(kind, Kind::Enum(_)).then(|| self.type_name(id));
        self.shape(id, kind, traits, rust_name)
    }

    fn structure(
        &mut self,
        key: &str,
        id: String,
        home: Home,
        rust_name: Option<String>,
        source: &ast::Members,
    ) -> Shape {
        let place = match home {
            Home::Types => Place::Structure,
            Home::Errors => Place::Error,
            Home::Input(_) => Place::Input,
            Home::Output(_) => Place::Output,
        };
        let names: Vec<&str> = source.members.keys().map(String::as_str).collect();
        let members = self.members(key, source, names::members(place, &names));
        let mut shape = self.shape(&id, Kind::Structure(members), &source.traits, rust_name);
        shape.key = key.to_owned();
        shape.home = home;
        shape
    }

    fn shape(
        &mut self,
        id: &str,
        kind: Kind,
        traits: &ast::Traits,
        rust_name: Option<String>,
    ) -> Shape {
        let mut reader = TraitReader::new(traits, id, self.problems);
        let traits = ShapeTraits {
            sensitive: reader.has("smithy.api#sensitive"),
            deprecated: reader.deprecated(),
            media_type: reader.string("smithy.api#mediaType").map(str::to_owned),
            timestamp_format: reader.timestamp_format(),
            constraints: reader.constraints(),
            error: reader.error(),
            xml_name: reader.string("smithy.api#xmlName").map(str::to_owned),
            xml_namespace: reader.xml_namespace(),
            event_stream: matches!(kind, Kind::Union(_)) && reader.has("smithy.api#streaming"),
        };
        let docs = reader.docs();
        Shape {
            id: id.to_owned(),
            key: id.to_owned(),
            kind,
            home: Home::Types,
            rust_name,
            docs,
            traits,
        }
    }

    fn members(&mut self, key: &str, source: &ast::Members, rust: Vec<String>) -> Vec<Member> {
        let mut known: BTreeMap<String, &str> = BTreeMap::new();
        let mut members = Vec::with_capacity(source.members.len());
        for ((name, member), rust) in source.members.iter().zip(rust) {
            if !names::is_identifier(name) {
                self.problem(key, name, "is no Smithy identifier");
            } else if let Some(other) = known.insert(name.to_ascii_lowercase(), name) {
                let reason = format!(
                    "has the name of the member `{other}`, from which it differs in case only"
                );
                self.problem(key, name, &reason);
            }
            members.push(self.member(key, name, member, rust));
        }
        members
    }

    fn problem(&mut self, shape: &str, member: &str, reason: &str) {
        self.problems.0.push(Problem {
            shape: shape.to_owned(),
            path: format!("members.{member}"),
            reason: reason.to_owned(),
        });
    }

    fn member(
        &mut self,
        container: &str,
        name: &str,
        source: &ast::Member,
        rust_name: String,
    ) -> Member {
        let target = self.target(container, name, &source.target);
        if source.traits.contains_key("smithy.api#clientOptional") {
            self.client_optional
                .insert((container.to_owned(), name.to_owned()));
        }
        let place = format!("{container}${name}");
        let mut traits = TraitReader::new(&source.traits, &place, self.problems);
        Member {
            name: name.to_owned(),
            renamed: names::snake(name) != rust_name && !rust_name.starts_with("r#"),
            rust_name,
            docs: traits.docs(),
            required: traits.has("smithy.api#required"),
            optional: true,
            boxed: false,
            default: traits.value("smithy.api#default").cloned(),
            idempotency_token: traits.has("smithy.api#idempotencyToken"),
            host_label: traits.has("smithy.api#hostLabel"),
            deprecated: traits.deprecated(),
            json_name: traits.string("smithy.api#jsonName").map(str::to_owned),
            xml_name: traits.string("smithy.api#xmlName").map(str::to_owned),
            xml_flattened: traits.has("smithy.api#xmlFlattened"),
            xml_attribute: traits.has("smithy.api#xmlAttribute"),
            xml_namespace: traits.xml_namespace(),
            ec2_query_name: traits
                .string("aws.protocols#ec2QueryName")
                .map(str::to_owned),
            event_header: traits.has("smithy.api#eventHeader"),
            event_payload: traits.has("smithy.api#eventPayload"),
            timestamp_format: traits.timestamp_format(),
            media_type: traits.string("smithy.api#mediaType").map(str::to_owned),
            binding: if self.binds_http {
                traits.binding()
            } else {
                Binding::Body
            },
            constraints: traits.constraints(),
            context_param: traits
                .property("smithy.rules#contextParam", "name")
                .map(str::to_owned),
            target,
        }
    }

    /// Checks a member's target and asks for it. Members of unions may target `smithy.api#Unit`.
    fn target(&mut self, container: &str, name: &str, target: &str) -> String {
        let found = self.ast.shapes.get(target);
        let data = match found {
            Some(shape) => !matches!(
                shape,
                ast::Shape::Service(_)
                    | ast::Shape::Operation(_)
                    | ast::Shape::Resource(_)
                    | ast::Shape::Apply(_)
            ),
            None => closure::prelude(target).is_some() || target == "smithy.api#Unit",
        };
        if !data {
            let path = format!("members.{name}");
            closure::wrong_target(
                container,
                &path,
                target,
                "a data shape",
                found,
                self.problems,
            );
            return target.to_owned();
        }
        if target == "smithy.api#Unit" {
            let unit = Shape {
                id: target.to_owned(),
                key: target.to_owned(),
                kind: Kind::Structure(Vec::new()),
                home: Home::Types,
                rust_name: None,
                docs: String::new(),
                traits: ShapeTraits {
                    constraints: Constraints::default(),
                    ..ShapeTraits::default()
                },
            };
            self.shapes.entry(target.to_owned()).or_insert(unit);
        } else {
            self.queue.push(target.to_owned());
        }
        target.to_owned()
    }

    fn type_name(&mut self, id: &str) -> String {
        let name = self
            .rename
            .get(id)
            .map_or_else(|| id.rsplit('#').next().unwrap_or(id), String::as_str);
        if !names::is_identifier(name) {
            let reason = format!("`{name}` is no Smithy identifier");
            self.problems.0.push(Problem {
                shape: id.to_owned(),
                path: String::new(),
                reason,
            });
        }
        names::escape(names::pascal(name))
    }

    /// Gives types that case to one name different ones; two shapes of one name may not be in one
    /// service.
    fn tell_types_apart(&mut self) {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let (mut types, mut errors) = (BTreeSet::new(), BTreeSet::new());
        for shape in self.shapes.values_mut() {
            let modules = match shape.home {
                Home::Types => &mut types,
                Home::Errors => &mut errors,
                Home::Input(_) | Home::Output(_) => continue,
            };
            let Some(name) = shape.rust_name.take() else {
                continue;
            };
            let model_name = self.rename.get(&shape.id).map_or_else(
                || shape.id.rsplit('#').next().unwrap_or(&shape.id),
                String::as_str,
            );
            let other = known.insert(model_name.to_owned(), shape.id.clone());
            self.problems.0.extend(other.map(|other| Problem {
                shape: shape.id.clone(),
                path: String::new(),
                reason: format!(
                    "has the name `{model_name}`, and so does {other}; rename one in the service's `rename`"
                ),
            }));
            shape.rust_name = Some(names::distinct_type(name, modules));
        }
    }

    fn enum_values(&mut self, id: &str, shape: &ast::Members) -> Vec<EnumValue> {
        let mut values = Vec::with_capacity(shape.members.len());
        for (name, member) in &shape.members {
            let place = format!("{id}${name}");
            let mut traits = TraitReader::new(&member.traits, &place, self.problems);
            let value = match traits.value("smithy.api#enumValue") {
                None => name.as_str(),
                Some(_) => traits.string("smithy.api#enumValue").unwrap_or(name),
            };
            values.push((
                name.clone(),
                value.to_owned(),
                traits.docs(),
                traits.deprecated(),
            ));
        }
        self.variants(id, values)
    }

    fn older_enum_values(&mut self, id: &str, value: &Value) -> Vec<EnumValue> {
        let mut values = Vec::new();
        for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let Some(value) = text("value") else {
                self.problems.0.push(Problem {
                    shape: id.to_owned(),
                    path: format!("traits.smithy.api#enum[{index}]"),
                    reason: "needs a `value` that is a string".to_owned(),
                });
                continue;
            };
            let docs = text("documentation")
                .map(super::docs::markdown)
                .unwrap_or_default();
            let deprecated = entry
                .get("deprecated")
                .and_then(Value::as_bool)
                .unwrap_or_default();
            let name = text("name").unwrap_or(value).to_owned();
            values.push((name, value.to_owned(), docs, deprecated.then(String::new)));
        }
        self.variants(id, values)
    }

    /// Names the variants; values that case to the same name are told apart by underscores, as only
    /// their spelling differs.
    fn variants(
        &mut self,
        id: &str,
        values: Vec<(String, String, String, Option<String>)>,
    ) -> Vec<EnumValue> {
        let mut taken = BTreeSet::new();
        let mut variants = Vec::with_capacity(values.len());
        for (index, (name, value, docs, deprecated)) in values.into_iter().enumerate() {
            let mut variant = names::enum_variant(&name).unwrap_or_else(|| format!("Value{index}"));
            while !taken.insert(variant.clone()) {
                variant.push('_');
            }
            variants.push(EnumValue {
                value,
                variant,
                docs,
                deprecated,
            });
        }
        if variants.is_empty() {
            let reason = "an enum needs at least one value".to_owned();
            self.problems.0.push(Problem {
                shape: id.to_owned(),
                path: String::new(),
                reason,
            });
        }
        variants
    }

    fn int_enum_values(&mut self, id: &str, shape: &ast::Members) -> Vec<(String, i32)> {
        let mut values = Vec::with_capacity(shape.members.len());
        for (name, member) in &shape.members {
            let value = member.traits.get("smithy.api#enumValue");
            match value
                .and_then(Value::as_i64)
                .and_then(|value| i32::try_from(value).ok())
            {
                Some(value) => values.push((name.clone(), value)),
                None => self.problem(
                    id,
                    name,
                    "needs an smithy.api#enumValue that is a 32-bit integer",
                ),
            }
        }
        values
    }
}
