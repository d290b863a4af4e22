//! Endpoint rule sets, compiled to Rust.
//!
//! A condition that yields a value becomes `if let Some(…)`, any other an `if`; a tree whose rules are
//! exhausted ends in an error, as the rules engine defines it. Types are tracked so that the compiled
//! code unwraps an optional parameter exactly where `isSet` has shown it to be there.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use super::paths::ident;
use crate::error::Error;
use crate::names;

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
}

/// The parameters of a rule set, in its order.
pub(super) fn params(rules: &Value) -> Vec<Param> {
    let entries = rules.get("parameters").and_then(Value::as_object).into_iter().flatten();
    entries
        .map(|(name, value)| {
            let text = |key: &str| value.get(key).and_then(Value::as_str);
            let kind = text("type").unwrap_or_default();
            Param {
                name: name.clone(),
                field: names::field(name),
                boolean: kind.eq_ignore_ascii_case("boolean"),
                list: kind.eq_ignore_ascii_case("stringArray"),
                built_in: text("builtIn").map(str::to_owned),
                required: value.get("required").and_then(Value::as_bool).unwrap_or_default(),
                default: value.get("default").cloned(),
                docs: text("documentation").unwrap_or_default().to_owned(),
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
}

impl Expr {
    fn new(rust: TokenStream, kind: Type) -> Self {
        Self { rust, kind, optional: false }
    }

    fn optional(rust: TokenStream, kind: Type) -> Self {
        Self { rust, kind, optional: true }
    }
}

type Scope = BTreeMap<String, Expr>;

/// The compiler of one rule set.
pub(super) struct Compiler<'a> {
    service: &'a str,
    bindings: std::cell::Cell<usize>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(service: &'a str) -> Self {
        Self { service, bindings: std::cell::Cell::new(0) }
    }

    /// The body of `resolve`, with `params` in scope.
    pub(super) fn compile(&self, rules: &Value, params: &[Param]) -> Result<TokenStream, Error> {
        let mut scope = Scope::new();
        for param in params {
            let field = ident(&param.field);
            let kind = if param.boolean { Type::Bool } else if param.list { Type::List } else { Type::Text };
            let rust = match (kind, param.has_value()) {
                (Type::Bool, _) => quote! { params.#field },
                (_, true) => quote! { params.#field.as_str() },
                (_, false) => quote! { params.#field.as_deref() },
            };
            let expr = Expr { rust, kind, optional: !param.has_value() };
            scope.insert(param.name.clone(), expr);
        }
        self.rules(rules.get("rules").unwrap_or(&Value::Null), &scope)
    }

    fn unsupported(&self, what: &str, node: &Value) -> Error {
        let text: String = node.to_string().chars().take(200).collect();
        let reason = format!("{what} is not supported by the endpoint compiler: {text}");
        Error::shape(self.service, "traits.smithy.rules#endpointRuleSet", reason)
    }

    /// A list of rules, tried in order; exhausting them is an error.
    fn rules(&self, rules: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        let mut out = TokenStream::new();
        for rule in rules.as_array().into_iter().flatten() {
            let conditions = rule.get("conditions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let rule_code = self.conditions(conditions, scope, rule)?;
            out.extend(rule_code);
            if conditions.is_empty() {
                return Ok(out);
            }
        }
        out.extend(quote! { ::std::result::Result::Err(rules::no_match()) });
        Ok(out)
    }

    fn conditions(&self, conditions: &[Value], scope: &Scope, rule: &Value) -> Result<TokenStream, Error> {
        let mut inner = scope.clone();
        let mut tests = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let outer = inner.clone();
            tests.push(self.condition(condition, &outer, &mut inner)?);
        }
        let outcome = self.outcome(rule, &inner)?;
        Ok(match (tests.as_slice(), rule.get("rules")) {
            ([], _) => outcome,
            (_, None) => quote! { if #(#tests)&&* { return #outcome; } },
            (_, Some(_)) => quote! { if #(#tests)&&* { return { #outcome }; } },
        })
    }

    /// The test of an `if`, and what it binds.
    fn condition(&self, node: &Value, outer: &Scope, inner: &mut Scope) -> Result<TokenStream, Error> {
        let name = node.get("fn").and_then(Value::as_str).unwrap_or_default();
        let assign = node.get("assign").and_then(Value::as_str);
        if name == "isSet" && assign.is_none() {
            let arguments = arguments(node);
            let argument = arguments.first().ok_or_else(|| self.unsupported("a function without its arguments", node))?;
            return self.is_set(argument, outer, inner);
        }
        let value = self.expression(node, outer)?;
        if !value.optional && assign.is_none() {
            return Ok(if value.kind == Type::Bool { bare(value.rust) } else { quote! { true } });
        }
        let binding = self.bind(assign.unwrap_or("value"));
        let rust = &value.rust;
        if let Some(assign) = assign {
            inner.insert(assign.to_owned(), Expr::new(quote! { #binding }, value.kind));
        }
        Ok(if value.optional {
            let test = (assign.is_none() && value.kind == Type::Bool).then(|| quote! { && #binding });
            let pattern = if assign.is_none() && test.is_none() { quote! { _ } } else { quote! { #binding } };
            quote! { let ::std::option::Option::Some(#pattern) = #rust #test }
        } else {
            quote! { let #binding = #rust }
        })
    }

    fn is_set(&self, argument: &Value, outer: &Scope, inner: &mut Scope) -> Result<TokenStream, Error> {
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

    fn outcome(&self, rule: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        if let Some(endpoint) = rule.get("endpoint") {
            return self.endpoint(endpoint, scope);
        }
        if let Some(error) = rule.get("error") {
            let message = self.text(error, scope)?;
            return Ok(quote! { ::std::result::Result::Err(ResolveEndpointError::message(#message)) });
        }
        match rule.get("rules") {
            Some(rules) => self.rules(rules, scope),
            None => Err(self.unsupported("a rule that is no endpoint, error or tree", rule)),
        }
    }

    fn endpoint(&self, endpoint: &Value, scope: &Scope) -> Result<TokenStream, Error> {
        let url = self.text(endpoint.get("url").unwrap_or(&Value::Null), scope)?;
        let mut calls = TokenStream::new();
        for (name, values) in endpoint.get("headers").and_then(Value::as_object).into_iter().flatten() {
            for value in values.as_array().into_iter().flatten() {
                let value = self.text(value, scope)?;
                calls.extend(quote! { .header(#name, #value) });
            }
        }
        for (name, value) in endpoint.get("properties").and_then(Value::as_object).into_iter().flatten() {
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
        let properties = scheme.as_object().ok_or_else(|| self.unsupported("an auth scheme that is no object", scheme))?;
        let name = properties.get("name").and_then(Value::as_str).unwrap_or_default();
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
                let elements = elements.iter().map(|e| self.document(e, scope)).collect::<Result<Vec<_>, _>>()?;
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

    /// `https://omics.{Region}.{PartitionResult#dnsSuffix}` as a `format!`.
    fn template(&self, template: &str, scope: &Scope) -> Result<TokenStream, Error> {
        let mut format = String::new();
        let mut arguments = Vec::new();
        let mut rest = template;
        while let Some(open) = rest.find(['{', '}']) {
            format.push_str(&rest[..open]);
            let tail = &rest[open..];
            if let Some(tail) = tail.strip_prefix("{{") {
                format.push_str("{{");
                rest = tail;
            } else if let Some(tail) = tail.strip_prefix("}}") {
                format.push_str("}}");
                rest = tail;
            } else {
                let reference = tail.strip_prefix('{').and_then(|tail| tail.split_once('}'));
                let (reference, after) = reference.ok_or_else(|| {
                    self.unsupported("a template with unmatched braces", &Value::String(template.to_owned()))
                })?;
                let expr = self.template_reference(reference.trim(), scope)?;
                arguments.push(self.unwrapped(&expr));
                format.push_str("{}");
                rest = after;
            }
        }
        format.push_str(rest);
        Ok(match arguments.as_slice() {
            [] => quote! { #format },
            [argument] if format == "{}" => quote! { #argument.to_owned() },
            _ => quote! { ::std::format!(#format, #(#arguments),*) },
        })
    }

    fn template_reference(&self, reference: &str, scope: &Scope) -> Result<Expr, Error> {
        let (name, path) = reference.split_once('#').map_or((reference, None), |(name, path)| (name, Some(path)));
        let node = serde_json::json!({ "ref": name });
        let value = self.expression(&node, scope)?;
        path.map_or(Ok(value.clone()), |path| self.attribute(&value, path, &node))
    }

    /// A value where one is needed; a rule set only asks where it has checked.
    fn unwrapped(&self, expr: &Expr) -> TokenStream {
        let rust = &expr.rust;
        if expr.optional { quote! { #rust.unwrap_or_default() } } else { rust.clone() }
    }

    fn expression(&self, node: &Value, scope: &Scope) -> Result<Expr, Error> {
        match node {
            Value::Bool(flag) => return Ok(Expr::new(quote! { #flag }, Type::Bool)),
            Value::String(template) => {
                let text = self.template(template, scope)?;
                let rust = if template.contains('{') { quote! { #text.as_str() } } else { text };
                return Ok(Expr::new(rust, Type::Text));
            }
            _ => {}
        }
        if let Some(name) = node.get("ref").and_then(Value::as_str) {
            return scope.get(name).cloned().ok_or_else(|| self.unsupported("a reference to what is not set", node));
        }
        match node.get("fn").and_then(Value::as_str) {
            Some(name) => self.function(name, node, scope),
            None => Err(self.unsupported("this expression", node)),
        }
    }

    fn function(&self, name: &str, node: &Value, scope: &Scope) -> Result<Expr, Error> {
        let arguments = arguments(node);
        let value = |index: usize| match arguments.get(index) {
            Some(argument) => self.expression(argument, scope),
            None => Err(self.unsupported("a function without its arguments", node)),
        };
        let text = |index: usize| value(index).map(|value| self.unwrapped(&value));
        let flag = |index: usize| arguments.get(index).and_then(Value::as_bool).unwrap_or_default();
        let number = |index: usize| Literal::usize_unsuffixed(arguments.get(index).and_then(Value::as_u64).unwrap_or_default() as usize);
        Ok(match name {
            "isSet" => {
                let value = value(0)?;
                let rust = &value.rust;
                Expr::new(if value.optional { quote! { #rust.is_some() } } else { quote! { true } }, Type::Bool)
            }
            "not" => {
                let rust = text(0)?;
                Expr::new(quote! { !#rust }, Type::Bool)
            }
            "booleanEquals" | "stringEquals" => equals(&value(0)?, &value(1)?),
            "aws.partition" => {
                let region = text(0)?;
                Expr::optional(quote! { rules::partition(#region) }, Type::Partition)
            }
            "parseURL" => {
                let url = text(0)?;
                Expr::optional(quote! { rules::parse_url(#url) }, Type::Url)
            }
            "aws.parseArn" => {
                let arn = text(0)?;
                Expr::optional(quote! { rules::parse_arn(#arn) }, Type::Arn)
            }
            "isValidHostLabel" | "aws.isVirtualHostableS3Bucket" => {
                let (label, dots) = (text(0)?, flag(1));
                let function = ident(if name == "isValidHostLabel" { "is_valid_host_label" } else { "is_virtual_hostable_s3_bucket" });
                Expr::new(quote! { rules::#function(#label, #dots) }, Type::Bool)
            }
            "uriEncode" => {
                let input = text(0)?;
                Expr::new(quote! { rules::uri_encode(#input).as_str() }, Type::Text)
            }
            "substring" => {
                let (input, start, stop, reverse) = (text(0)?, number(1), number(2), flag(3));
                Expr::optional(quote! { rules::substring(#input, #start, #stop, #reverse) }, Type::Text)
            }
            "split" => {
                let (input, delimiter, limit) = (text(0)?, text(1)?, number(2));
                Expr::new(quote! { rules::split(#input, #delimiter, #limit) }, Type::List)
            }
            "getAttr" => {
                let path = arguments.get(1).and_then(Value::as_str).unwrap_or_default();
                self.attribute(&value(0)?, path, node)?
            }
            "coalesce" => self.coalesce(&arguments, scope)?,
            "ite" => {
                let (test, yes, no) = (text(0)?, value(1)?, value(2)?);
                let (yes_rust, no_rust) = (self.unwrapped(&yes), self.unwrapped(&no));
                Expr::new(quote! { (if #test { #yes_rust } else { #no_rust }) }, yes.kind)
            }
            _ => return Err(self.unsupported(&format!("the function `{name}`"), node)),
        })
    }

    fn coalesce(&self, arguments: &[Value], scope: &Scope) -> Result<Expr, Error> {
        let mut values = arguments.iter().map(|argument| self.expression(argument, scope));
        let mut result = values.next().unwrap_or_else(|| Err(self.unsupported("coalesce of nothing", &Value::Null)))?;
        for value in values {
            let value = value?;
            if !result.optional {
                break;
            }
            let (left, right) = (&result.rust, &value.rust);
            let method = ident(if value.optional { "or" } else { "unwrap_or" });
            result = Expr { rust: quote! { #left.#method(#right) }, kind: value.kind, optional: value.optional };
        }
        Ok(result)
    }

    /// `getAttr`: a path of names and positions.
    fn attribute(&self, value: &Expr, path: &str, node: &Value) -> Result<Expr, Error> {
        let rust = self.unwrapped(value);
        let (name, index) = match path.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (path, None),
        };
        let kind = match name {
            "" => value.kind,
            "supportsFIPS" | "supportsDualStack" | "isIp" => Type::Bool,
            "resourceId" => Type::List,
            _ => Type::Text,
        };
        let base = if name.is_empty() {
            rust
        } else if matches!(value.kind, Type::Partition | Type::Url | Type::Arn) {
            let method = ident(&names::snake(name));
            quote! { #rust.#method() }
        } else {
            return Err(self.unsupported("this attribute", node));
        };
        Ok(match index {
            Some(index) => {
                let index = Literal::usize_unsuffixed(index);
                Expr::optional(quote! { #base.get(#index).map(|text| &**text) }, Type::Text)
            }
            None => Expr::new(base, kind),
        })
    }
}

/// The expression without parentheses around all of it.
fn bare(rust: TokenStream) -> TokenStream {
    let mut tokens = rust.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => group.stream(),
        _ => rust,
    }
}

/// Equality of two values, either of which may be absent.
fn equals(left: &Expr, right: &Expr) -> Expr {
    let (a, b) = (&left.rust, &right.rust);
    let literal_true = |rust: &TokenStream| rust.to_string() == "true";
    let rust = match (left.optional, right.optional) {
        (false, false) if literal_true(b) => quote! { #a },
        (false, false) if literal_true(a) => quote! { #b },
        (false, false) | (true, true) => quote! { (#a == #b) },
        (true, false) => quote! { (#a == ::std::option::Option::Some(#b)) },
        (false, true) => quote! { (::std::option::Option::Some(#a) == #b) },
    };
    Expr::new(rust, Type::Bool)
}

fn arguments(node: &Value) -> Vec<Value> {
    node.get("argv").and_then(Value::as_array).cloned().unwrap_or_default()
}
