//! Endpoint rule sets, compiled to Rust.
//!
//! A condition that yields a value becomes `if let Some(…)`, any other an `if`; a tree whose rules are
//! exhausted ends in an error, as the rules engine defines it. Types are tracked so that the compiled
//! code unwraps an optional parameter exactly where `isSet` has shown it to be there.

mod bdd;
mod expression;

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::paths::ident;
use crate::error::Error;
use crate::names::{self, Place};
use expression::{arguments, bare};

/// A parameter of a rule set.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: String,
    pub(super) field: String,
    pub(super) boolean: bool,
    pub(super) list: bool,
    pub(super) built_in: Option<String>,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
    pub(super) docs: String,
}

impl Param {
    /// Always there: its default makes sure of that.
    pub(super) fn has_value(&self) -> bool {
        self.default.is_some()
    }

    /// The account of the credentials.
    pub(super) fn is_account(&self) -> bool {
        let is_text = !self.boolean && !self.list;
        is_text && self.built_in.as_deref() == Some("AWS::Auth::AccountId")
    }
}

/// The parameters of a rule set, in its order.
pub(super) fn params(rules: &Value) -> Vec<Param> {
    let entries = rules
        .get("parameters")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let names: Vec<&str> = entries.clone().map(|(name, _)| name.as_str()).collect();
    entries
        .zip(names::members(Place::Structure, &names))
        .map(|((name, value), field)| {
            let text = |key: &str| value.get(key).and_then(Value::as_str);
            let kind = text("type").unwrap_or_default();
            Param {
                name: name.clone(),
                field,
                boolean: kind.eq_ignore_ascii_case("boolean"),
                list: kind.eq_ignore_ascii_case("stringArray"),
                built_in: text("builtIn").map(str::to_owned),
                required: value
                    .get("required")
                    .and_then(Value::as_bool)
                    .unwrap_or_default(),
                default: value.get("default").cloned(),
                docs: crate::model::markdown(text("documentation").unwrap_or_default()),
            }
        })
        .collect()
}

/// Types of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Bool,
    List,
    Partition,
    Url,
    Arn,
}

/// An expression: its Rust, its type, and whether it is an `Option`.
#[derive(Debug, Clone)]
struct Expr {
    rust: TokenStream,
    kind: Type,
    optional: bool,
    /// It is the literal `true`.
    is_true: bool,
}

impl Expr {
    fn new(rust: TokenStream, kind: Type) -> Self {
        Self {
            rust,
            kind,
            optional: false,
            is_true: false,
        }
    }

    fn optional(rust: TokenStream, kind: Type) -> Self {
        Self {
            optional: true,
            ..Self::new(rust, kind)
        }
    }
}

/// The value of the function, or a statement that returns it.
fn result(value: TokenStream, end: bool) -> TokenStream {
    match end {
        true => value,
        false => quote! { return #value; },
    }
}

type Scope = BTreeMap<String, Expr>;

/// The compiler of one rule set.
pub(super) struct Compiler<'a> {
    service: &'a str,
    bindings: std::cell::Cell<usize>,
    missing: Missing,
}

/// What becomes of a value that is needed and not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// It is the empty one of its type: a tree asks only where it has checked.
    IsEmpty,
    /// The condition does not hold: a diagram may ask before it has checked.
    Stops,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(service: &'a str) -> Self {
        Self {
            service,
            bindings: std::cell::Cell::new(0),
            missing: Missing::IsEmpty,
        }
    }

    /// The body of `resolve`, with `params` in scope.
    pub(super) fn compile(&self, rules: &Value, params: &[Param]) -> Result<TokenStream, Error> {
        if rules.get("nodes").is_some() {
            let diagram = Compiler {
                missing: Missing::Stops,
                ..Compiler::new(self.service)
            };
            return diagram.diagram(rules, params);
        }
        let scope = self.params_scope(params);
        self.rules(rules.get("rules").unwrap_or(&Value::Null), &scope, true)
    }

    fn params_scope(&self, params: &[Param]) -> Scope {
        let scope = params.iter().map(|param| {
            let field = ident(&param.field);
            let kind = if param.boolean {
                Type::Bool
            } else if param.list {
                Type::List
            } else {
                Type::Text
            };
            let rust = match (kind, param.has_value()) {
                (Type::Bool, _) => quote! { params.#field },
                (Type::List, true) => quote! { params.#field.as_slice() },
                (_, true) => quote! { params.#field.as_str() },
                (_, false) => quote! { params.#field.as_deref() },
            };
            let expr = Expr {
                optional: !param.has_value(),
                ..Expr::new(rust, kind)
            };
            (param.name.clone(), expr)
        });
        scope.collect()
    }

    fn unsupported(&self, what: &str, node: &Value) -> Error {
        let text: String = node.to_string().chars().take(200).collect();
        let reason = format!("{what} is not supported by the endpoint compiler: {text}");
        Error::shape(self.service, "traits.smithy.rules#endpointRuleSet", reason)
    }

    /// A list of rules, tried in order; exhausting them is an error. The last result is the value of the
    /// function where the list stands at its `end`, else it is returned.
    fn rules(&self, rules: &Value, scope: &Scope, end: bool) -> Result<TokenStream, Error> {
        let mut out = TokenStream::new();
        for rule in rules.as_array().into_iter().flatten() {
            let conditions = rule
                .get("conditions")
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice);
            if conditions.is_empty() {
                out.extend(self.outcome(rule, scope, end)?);
                return Ok(out);
            }
            out.extend(self.conditions(conditions, scope, rule)?);
        }
        let exhausted = quote! { ::std::result::Result::Err(rules::no_match()) };
        out.extend(result(exhausted, end));
        Ok(out)
    }

    fn conditions(
        &self,
        conditions: &[Value],
        scope: &Scope,
        rule: &Value,
    ) -> Result<TokenStream, Error> {
        let mut inner = scope.clone();
        let mut tests = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let outer = inner.clone();
            tests.push(self.condition(condition, &outer, &mut inner)?);
        }
        let outcome = self.outcome(rule, &inner, false)?;
        Ok(quote! { if #(#tests)&&* { #outcome } })
    }

    /// The test of an `if`, and what it binds.
    fn condition(
        &self,
        node: &Value,
        outer: &Scope,
        inner: &mut Scope,
    ) -> Result<TokenStream, Error> {
        let name = node.get("fn").and_then(Value::as_str).unwrap_or_default();
        let assign = node.get("assign").and_then(Value::as_str);
        if name == "isSet" && assign.is_none() {
            let arguments = arguments(node);
            let argument = arguments
                .first()
                .ok_or_else(|| self.unsupported("a function without its arguments", node))?;
            return self.is_set(argument, outer, inner);
        }
        let value = self.expression(node, outer)?;
        if !value.optional && assign.is_none() {
            return Ok(if value.kind == Type::Bool {
                bare(value.rust)
            } else {
                quote! { true }
            });
        }
        let binding = self.bind(assign.unwrap_or("value"));
        let rust = &value.rust;
        if let Some(assign) = assign {
            inner.insert(
                assign.to_owned(),
                Expr::new(quote! { #binding }, value.kind),
            );
        }
        Ok(if value.optional {
            let test =
                (assign.is_none() && value.kind == Type::Bool).then(|| quote! { && #binding });
            let pattern = if assign.is_none() && test.is_none() {
                quote! { _ }
            } else {
                quote! { #binding }
            };
            quote! { let ::std::option::Option::Some(#pattern) = #rust #test }
        } else {
            quote! { let #binding = #rust }
        })
    }

    fn is_set(
        &self,
        argument: &Value,
        outer: &Scope,
        inner: &mut Scope,
    ) -> Result<TokenStream, Error> {
        let value = self.expression(argument, outer)?;
        if !value.optional {
            return Ok(quote! { true });
        }
        let rust = &value.rust;
        match argument.get("ref").and_then(Value::as_str) {
            Some(name) => {
                let binding = self.bind(name);
                inner.insert(name.to_owned(), Expr::new(quote! { #binding }, value.kind));
                Ok(quote! { let ::std::option::Option::Some(#binding) = #rust })
            }
            None => Ok(quote! { #rust.is_some() }),
        }
    }

    /// A fresh variable; numbered, as rule sets use a name again in inner scopes.
    fn bind(&self, name: &str) -> proc_macro2::Ident {
        let number = self.bindings.get();
        self.bindings.set(number + 1);
        quote::format_ident!("_{}_{number}", names::snake(name))
    }

    fn outcome(&self, rule: &Value, scope: &Scope, end: bool) -> Result<TokenStream, Error> {
        if let Some(endpoint) = rule.get("endpoint") {
            return Ok(result(self.endpoint(endpoint, scope)?, end));
        }
        if let Some(error) = rule.get("error") {
            let message = self.text(error, scope)?;
            let error =
                quote! { ::std::result::Result::Err(ResolveEndpointError::message(#message)) };
            return Ok(result(error, end));
        }
        match rule.get("rules") {
            Some(rules) => self.rules(rules, scope, end),
            None => Err(self.unsupported("a rule that is no endpoint, error or tree", rule)),
        }
    }

    fn endpoint(&self, endpoint: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        let url = self.text(endpoint.get("url").unwrap_or(&Value::Null), scope)?;
        let mut calls = TokenStream::new();
        for (name, values) in endpoint
            .get("headers")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            for value in values.as_array().into_iter().flatten() {
                let value = self.text(value, scope)?;
                calls.extend(quote! { .header(#name, #value) });
            }
        }
        for (name, value) in endpoint
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if name == "authSchemes" {
                for scheme in value.as_array().into_iter().flatten() {
                    calls.extend(self.auth_scheme(scheme, scope)?);
                }
            } else {
                let document = self.document(value, scope)?;
                calls.extend(quote! { .property(#name, #document) });
            }
        }
        Ok(quote! { ::std::result::Result::Ok(Endpoint::builder().url(#url) #calls .build()) })
    }

    fn auth_scheme(&self, scheme: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        let properties = scheme
            .as_object()
            .ok_or_else(|| self.unsupported("an auth scheme that is no object", scheme))?;
        let name = properties
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let count = Literal::usize_unsuffixed(properties.len().saturating_sub(1));
        let mut puts = TokenStream::new();
        for (key, value) in properties.iter().filter(|(key, _)| *key != "name") {
            let document = self.document(value, scope)?;
            puts.extend(quote! { .put(#key, #document) });
        }
        Ok(quote! { .auth_scheme(EndpointAuthScheme::with_capacity(#name, #count) #puts) })
    }

    fn document(&self, value: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        Ok(match value {
            Value::Bool(flag) => quote! { ::aws_smithy_types::Document::Bool(#flag) },
            Value::String(_) => {
                let text = self.text(value, scope)?;
                quote! { ::aws_smithy_types::Document::from(#text) }
            }
            Value::Number(number) => {
                let literal = Literal::u64_suffixed(number.as_u64().unwrap_or_default());
                quote! { ::aws_smithy_types::Document::from(#literal) }
            }
            Value::Array(elements) => {
                let elements = elements
                    .iter()
                    .map(|e| self.document(e, scope))
                    .collect::<Result<Vec<_>, _>>()?;
                quote! { ::aws_smithy_types::Document::Array(::std::vec![#(#elements),*]) }
            }
            Value::Object(entries) => {
                let mut pairs = Vec::new();
                for (key, value) in entries {
                    let value = self.document(value, scope)?;
                    pairs.push(quote! { (::std::string::String::from(#key), #value) });
                }
                quote! { ::aws_smithy_types::Document::Object(::std::collections::HashMap::from([#(#pairs),*])) }
            }
            Value::Null => quote! { ::aws_smithy_types::Document::Null },
        })
    }

    /// A text: a literal, a template, a reference or a function, as `impl Into<String>`.
    fn text(&self, node: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        match node {
            Value::String(template) => self.template(template, scope),
            _ => {
                let value = self.expression(node, scope)?;
                let rust = self.unwrapped(&value);
                Ok(quote! { ::std::string::String::from(#rust) })
            }
        }
    }
}
