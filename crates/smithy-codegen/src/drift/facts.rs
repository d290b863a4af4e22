//! The facts of a model: properties of operations, shapes and members.

use std::collections::{BTreeMap, BTreeSet};

use smithy_catalog::{Auth, Fault};

use super::Difference;
use crate::model::{
    Binding, Constraints, Home, Kind, Member, Model, Operation, Shape, TimestampFormat,
};

/// Properties by subject and aspect.
#[derive(Debug, Default)]
pub(super) struct Facts {
    entries: BTreeMap<(String, &'static str), String>,
    /// Aspects that the format this was read from cannot express.
    unknown: BTreeSet<&'static str>,
}

impl Facts {
    /// No facts yet, from a format that cannot express some aspects.
    pub(super) fn without(unknown: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            entries: BTreeMap::new(),
            unknown: unknown.into_iter().collect(),
        }
    }

    pub(super) fn add(&mut self, subject: &str, aspect: &'static str, value: impl Into<String>) {
        self.entries
            .insert((subject.to_owned(), aspect), value.into());
    }

    pub(super) fn add_if(&mut self, subject: &str, aspect: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.add(subject, aspect, value);
        }
    }

    /// The facts of a resolved model.
    pub(super) fn of(model: &Model) -> Self {
        let mut facts = Self::default();
        for operation in &model.operations {
            facts.operation(model, operation);
        }
        for shape in model.shapes.values() {
            facts.shape(model, shape);
        }
        facts
    }

    /// Takes the anchors off patterns, as botocore's models have none.
    pub(super) fn unanchor_patterns(&mut self) {
        for (_, pattern) in self
            .entries
            .iter_mut()
            .filter(|((_, aspect), _)| *aspect == "pattern")
        {
            let bare = pattern.strip_prefix('^').unwrap_or(pattern);
            *pattern = bare.strip_suffix('$').unwrap_or(bare).to_owned();
        }
    }

    /// What differs, in order of subjects. Of a subject that one side lacks, only that is said.
    pub(super) fn differences(&self, theirs: &Self) -> Vec<Difference> {
        let keys: BTreeSet<_> = self.entries.keys().chain(theirs.entries.keys()).collect();
        let subjects = |facts: &Self| {
            facts
                .entries
                .keys()
                .map(|(subject, _)| subject.clone())
                .collect::<BTreeSet<_>>()
        };
        let (our_subjects, their_subjects) = (subjects(self), subjects(theirs));
        keys.into_iter()
            .filter(|(_, aspect)| {
                !self.unknown.contains(aspect) && !theirs.unknown.contains(aspect)
            })
            .filter(|(subject, aspect)| {
                *aspect == "type"
                    || (our_subjects.contains(subject) && their_subjects.contains(subject))
            })
            .filter_map(|key| {
                let (ours, theirs) = (self.entries.get(key), theirs.entries.get(key));
                (ours != theirs).then(|| Difference {
                    subject: key.0.clone(),
                    aspect: key.1,
                    ours: ours.cloned(),
                    theirs: theirs.cloned(),
                })
            })
            .collect()
    }

    fn operation(&mut self, model: &Model, operation: &Operation) {
        let subject = &operation.model_name;
        let name = |key: &str| {
            model
                .shapes
                .get(key)
                .map(|shape| local(&shape.id).to_owned())
        };
        self.add(subject, "type", "operation");
        self.add(
            subject,
            "http",
            format!("{} {} {}", operation.method, operation.uri, operation.code),
        );
        self.add_if(subject, "host prefix", operation.host_prefix.clone());
        let mut errors: Vec<String> = operation
            .errors
            .iter()
            .filter_map(|error| name(error))
            .collect();
        errors.sort();
        self.add(subject, "errors", errors.join(", "));
        if operation.auth != Auth::SigV4 {
            self.add(subject, "auth", format!("{:?}", operation.auth));
        }
        let pagination = operation
            .pagination
            .as_ref()
            .map(|pagination| format!("{pagination:?}"));
        self.add_if(subject, "pagination", pagination);
    }

    fn shape(&mut self, model: &Model, shape: &Shape) {
        let (Kind::Structure(members) | Kind::Union(members)) = &shape.kind else {
            return;
        };
        // An operation without input or output has an empty structure here and none elsewhere.
        if members.is_empty() && matches!(shape.home, Home::Input(_) | Home::Output(_)) {
            return;
        }
        let subject = local(&shape.id);
        let kind = if matches!(shape.kind, Kind::Union(_)) {
            "union"
        } else {
            "structure"
        };
        self.add(subject, "type", kind);
        if let Some(error) = &shape.traits.error {
            let fault = if error.fault == Fault::Client {
                "client"
            } else {
                "server"
            };
            self.add(subject, "error", format!("{} {fault}", error.status));
            self.add_if(
                subject,
                "retryable",
                error
                    .retryable
                    .map(|throttling| format!("throttling {throttling}")),
            );
        }
        for member in members {
            self.member(model, &format!("{subject}${}", member.name), member);
        }
    }

    fn member(&mut self, model: &Model, subject: &str, member: &Member) {
        self.value(model, subject, member);
        if member.required {
            self.add(subject, "required", "yes");
        }
        if member.idempotency_token {
            self.add(subject, "idempotency token", "yes");
        }
        self.add_if(subject, "binding", binding(&member.binding, &member.name));
        self.add_if(subject, "json name", member.json_name.clone());
        self.add_if(
            subject,
            "default",
            member.default.as_ref().map(ToString::to_string),
        );
    }

    /// Type and constraints of a value, and of the elements of a collection.
    fn value(&mut self, model: &Model, subject: &str, member: &Member) {
        let target = model.shape(&member.target);
        self.add(subject, "type", type_name(target));
        if target.traits.sensitive {
            self.add(subject, "sensitive", "yes");
        }
        self.constraints(subject, &member.constraints, &target.traits.constraints);
        let format = member.timestamp_format.or(target.traits.timestamp_format);
        self.add_if(
            subject,
            "timestamp format",
            format.map(|format| timestamp_format(format).to_owned()),
        );
        match &target.kind {
            Kind::Enum(values) => {
                let mut values: Vec<&str> =
                    values.iter().map(|value| value.value.as_str()).collect();
                values.sort_unstable();
                self.add(subject, "enum", values.join(", "));
            }
            // A collection of structures is told by their name, which has facts of its own.
            Kind::List { member, .. } => self.value(model, &format!("{subject}[]"), member),
            Kind::Map { key, value, .. } => {
                self.value(model, &format!("{subject}{{key}}"), key);
                self.value(model, &format!("{subject}{{value}}"), value);
            }
            _ => {}
        }
    }

    fn constraints(&mut self, subject: &str, own: &Constraints, target: &Constraints) {
        let length = own
            .length
            .or(target.length)
            .map(|(min, max)| bounds(min, max));
        self.add_if(subject, "length", length);
        let range = own
            .range
            .or(target.range)
            .map(|(min, max)| bounds(min, max));
        self.add_if(subject, "range", range);
        self.add_if(
            subject,
            "pattern",
            own.pattern.clone().or_else(|| target.pattern.clone()),
        );
    }
}

/// `1..128`, with nothing on the side that is not bounded.
pub(super) fn bounds<T: ToString>(min: Option<T>, max: Option<T>) -> String {
    let text = |bound: Option<T>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", text(min), text(max))
}

fn local(id: &str) -> &str {
    id.rsplit('#').next().unwrap_or(id)
}

fn type_name(shape: &Shape) -> String {
    match &shape.kind {
        Kind::Structure(_) | Kind::Union(_) => local(&shape.id).to_owned(),
        Kind::Blob { .. } => "blob".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::String | Kind::Enum(_) => "string".to_owned(),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::IntEnum(_) => "integer".to_owned(),
        Kind::Long => "long".to_owned(),
        Kind::Float => "float".to_owned(),
        Kind::Double => "double".to_owned(),
        Kind::BigInteger => "bigInteger".to_owned(),
        Kind::BigDecimal => "bigDecimal".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Document => "document".to_owned(),
        Kind::List { .. } => "list".to_owned(),
        Kind::Map { .. } => "map".to_owned(),
    }
}

fn timestamp_format(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::DateTime => "date-time",
        TimestampFormat::HttpDate => "http-date",
        TimestampFormat::EpochSeconds => "epoch-seconds",
    }
}

fn binding(binding: &Binding, name: &str) -> Option<String> {
    Some(match binding {
        Binding::Body => return None,
        Binding::Label => format!("label {name}"),
        Binding::Query(name) => format!("query {name}"),
        Binding::QueryParams => "query".to_owned(),
        Binding::Header(name) => format!("header {name}"),
        Binding::PrefixHeaders(prefix) => format!("headers {prefix}"),
        Binding::Payload => "payload".to_owned(),
        Binding::ResponseCode => "status code".to_owned(),
    })
}
