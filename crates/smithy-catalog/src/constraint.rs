//! Is a document valid? The constraint traits of a model, checked at once.
//!
//! [`validate`] reads a JSON document against a [`Shape`] and reports every violation, not the first
//! one. Members bound to the URI, the query or headers are plain members of the document. Members
//! that a client fills in by itself, as an idempotency token, must be filled before validation.
//!
//! In documents a blob is base64 text and a timestamp is epoch seconds, an RFC 3339 date-time or an
//! HTTP date. A `null` member counts as absent.

mod invalid_input;
mod pattern;
mod rule;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::HashMap;

use serde_json::{Map, Value};

pub use invalid_input::{InvalidInput, validate_input};
pub use pattern::{InvalidPattern, compile};
pub use rule::{Rule, Unit};
pub use wording::service_message;

use crate::{Constraints, Kind, Member, Shape};

/// Violations reported for one document; a document with more is not read to its end.
pub const MAX_VIOLATIONS: usize = 100;

/// Levels of nesting read; deeper values are a violation of [`Rule::Depth`].
pub const MAX_DEPTH: usize = 128;

/// A value that breaks a rule of its shape.
///
/// `Display` words it for people, [`Violation::service_text`] as AWS services do.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Where: member names, map keys and list positions joined by dots, as `items.2.name`.
    /// Empty for the document itself.
    pub path: String,
    /// What stands there, shortened. `None` where nothing does, and for what must not be shown.
    pub value: Option<String>,
    /// The rule is broken by a key of the map at this path; `value` is the key.
    pub in_key: bool,
    /// The rule.
    pub rule: Rule,
}

/// Checks a document against a shape and reports all violations, in the order of the model.
pub fn validate(shape: &'static Shape, document: &Value) -> Vec<Violation> {
    let mut walk = Walk::default();
    walk.value(shape, shape.constraints, document, shape.sensitive);
    walk.violations
}

/// The path walked so far and what was found on the way.
#[derive(Default)]
struct Walk {
    path: String,
    depth: usize,
    in_key: bool,
    violations: Vec<Violation>,
}

impl Walk {
    fn report(&mut self, value: Option<String>, rule: Rule) {
        if !self.full() {
            self.violations.push(Violation {
                path: self.path.clone(),
                value,
                in_key: self.in_key,
                rule,
            });
        }
    }

    fn full(&self) -> bool {
        self.violations.len() >= MAX_VIOLATIONS
    }

    /// Runs `step` one level down, under `segment`.
    fn within(&mut self, segment: &str, step: impl FnOnce(&mut Self)) {
        let parent = self.path.len();
        if parent > 0 {
            self.path.push('.');
        }
        self.path.push_str(&wording::shorten(segment));
        self.depth += 1;
        step(self);
        self.depth -= 1;
        self.path.truncate(parent);
    }

    fn value(&mut self, shape: &'static Shape, rules: Constraints, value: &Value, hidden: bool) {
        if self.full() {
            return;
        }
        if self.depth > MAX_DEPTH {
            return self.report(None, Rule::Depth);
        }
        for rule in rule::broken(shape.kind, rules, value) {
            // What stands in the place of a structure or collection may be meant for a sensitive
            // part of it.
            let misplaced = shape.kind.is_aggregate() && matches!(rule, Rule::WrongType { .. });
            self.report(wording::show(value, hidden || misplaced), rule);
        }
        match (shape.kind, value) {
            (Kind::Structure(members), Value::Object(fields)) => {
                self.structure(members.get(), fields, hidden);
            }
            (Kind::Union(members), Value::Object(fields)) => {
                self.union(members.get(), fields, hidden)
            }
            (Kind::List { member, sparse }, Value::Array(items)) => {
                self.list(member, sparse, items, hidden);
                if rules.unique_items {
                    self.unique(items);
                }
            }
            (Kind::Map { key, value, sparse }, Value::Object(entries)) => {
                self.map(key, value, sparse, entries, hidden);
            }
            _ => {}
        }
    }

    fn structure(&mut self, members: &'static [Member], fields: &Map<String, Value>, hidden: bool) {
        for member in members {
            match fields.get(member.name).filter(|value| !value.is_null()) {
                Some(value) => self.within(member.name, |walk| walk.member(member, value, hidden)),
                None if member.required && !has_default(member) => {
                    self.within(member.name, |walk| walk.report(None, Rule::Required));
                }
                None => {}
            }
        }
        self.unknown_members(members, fields);
    }

    fn union(&mut self, members: &'static [Member], fields: &Map<String, Value>, hidden: bool) {
        let set = fields.values().filter(|value| !value.is_null()).count();
        if set != 1 {
            let known = names(members);
            self.report(None, Rule::UnionArity { known, set });
        }
        for member in members {
            if let Some(value) = fields.get(member.name).filter(|value| !value.is_null()) {
                self.within(member.name, |walk| walk.member(member, value, hidden));
            }
        }
        self.unknown_members(members, fields);
    }

    fn unknown_members(&mut self, members: &'static [Member], fields: &Map<String, Value>) {
        let is_known = |name: &str| members.iter().any(|member| member.name == name);
        for name in fields.keys().filter(|name| !is_known(name)) {
            if self.full() {
                return;
            }
            let known = names(members);
            self.within(name, |walk| {
                walk.report(None, Rule::UnknownMember { known })
            });
        }
    }

    fn list(&mut self, member: &'static Member, sparse: bool, items: &[Value], hidden: bool) {
        for (position, item) in items.iter().enumerate() {
            if self.full() {
                return;
            }
            self.within(&position.to_string(), |walk| {
                walk.element(member, sparse, item, hidden);
            });
        }
    }

    fn unique(&mut self, items: &[Value]) {
        let mut seen = HashMap::new();
        for (second, item) in items.iter().enumerate() {
            if let Some(first) = seen.insert(item, second) {
                self.report(None, Rule::UniqueItems { first, second });
            }
        }
    }

    fn map(
        &mut self,
        key: &'static Member,
        member: &'static Member,
        sparse: bool,
        entries: &Map<String, Value>,
        hidden: bool,
    ) {
        for (name, value) in entries {
            if self.full() {
                return;
            }
            let hidden_key = hidden || key.sensitive();
            self.in_key = true;
            self.member(key, &Value::String(name.clone()), hidden_key);
            self.in_key = false;
            let segment = if hidden_key { "***" } else { name };
            self.within(segment, |walk| walk.element(member, sparse, value, hidden));
        }
    }

    /// The value of a list element or map entry.
    fn element(&mut self, member: &'static Member, sparse: bool, value: &Value, hidden: bool) {
        match value {
            Value::Null if sparse => {}
            Value::Null => self.report(None, Rule::Required),
            value => self.member(member, value, hidden),
        }
    }

    fn member(&mut self, member: &'static Member, value: &Value, hidden: bool) {
        let in_force = Constraints {
            length: member.length(),
            range: member.range(),
            pattern: member.pattern(),
            unique_items: member.constraints.unique_items || member.target.constraints.unique_items,
        };
        self.value(member.target, in_force, value, hidden || member.sensitive());
    }
}

fn names(members: &'static [Member]) -> Vec<&'static str> {
    members.iter().map(|member| member.name).collect()
}

/// A client fills the default in; a default of `null` fills in nothing.
fn has_default(member: &Member) -> bool {
    member.default.is_some_and(|default| default != "null")
}
