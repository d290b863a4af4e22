//! Expressions of endpoint rules: templates, references and the functions of the rules engine.

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use super::{Compiler, Expr, Missing, Scope, Type};
use crate::emit::paths::ident;
use crate::error::Error;
use crate::names;

impl Compiler<'_> {
    /// `https://lambda.{Region}.{PartitionResult#dnsSuffix}` as a `format!`.
    pub(super) fn template(&self, template: &str, scope: &Scope) -> Result<TokenStream, Error> {
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
                    self.unsupported(
                        "a template with unmatched braces",
                        &Value::String(template.to_owned()),
                    )
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
        let (name, path) = reference
            .split_once('#')
            .map_or((reference, None), |(name, path)| (name, Some(path)));
        let node = serde_json::json!({ "ref": name });
        let value = self.expression(&node, scope)?;
        path.map_or(Ok(value.clone()), |path| {
            self.attribute(&value, path, &node)
        })
    }

    /// A value where one is needed; a rule set only asks where it has checked.
    pub(super) fn unwrapped(&self, expr: &Expr) -> TokenStream {
        let rust = &expr.rust;
        match (expr.optional, self.missing) {
            (false, _) => rust.clone(),
            (true, Missing::IsEmpty) => quote! { #rust.unwrap_or_default() },
            (true, Missing::Stops) => quote! { #rust? },
        }
    }

    pub(super) fn expression(&self, node: &Value, scope: &Scope) -> Result<Expr, Error> {
        match node {
            Value::Bool(flag) => {
                let mut expr = Expr::new(quote! { #flag }, Type::Bool);
                expr.is_true = *flag;
                return Ok(expr);
            }
            Value::String(template) => {
                if let Some(reference) = lone_reference(template) {
                    let value = self.template_reference(reference, scope)?;
                    return Ok(Expr::new(self.unwrapped(&value), value.kind));
                }
                let text = self.template(template, scope)?;
                let rust = if template.contains('{') {
                    quote! { #text.as_str() }
                } else {
                    text
                };
                return Ok(Expr::new(rust, Type::Text));
            }
            _ => {}
        }
        if let Some(name) = node.get("ref").and_then(Value::as_str) {
            return scope
                .get(name)
                .cloned()
                .ok_or_else(|| self.unsupported("a reference to what is not set", node));
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
        let flag = |index: usize| {
            arguments
                .get(index)
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        let number = |index: usize| {
            Literal::usize_unsuffixed(
                arguments
                    .get(index)
                    .and_then(Value::as_u64)
                    .unwrap_or_default() as usize,
            )
        };
        Ok(match name {
            "isSet" => {
                let value = value(0)?;
                let rust = &value.rust;
                Expr::new(
                    if value.optional {
                        quote! { #rust.is_some() }
                    } else {
                        quote! { true }
                    },
                    Type::Bool,
                )
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
                let function = ident(if name == "isValidHostLabel" {
                    "is_valid_host_label"
                } else {
                    "is_virtual_hostable_s3_bucket"
                });
                Expr::new(quote! { rules::#function(#label, #dots) }, Type::Bool)
            }
            "uriEncode" => {
                let input = text(0)?;
                Expr::new(quote! { rules::uri_encode(#input).as_str() }, Type::Text)
            }
            "substring" => {
                let (input, start, stop, reverse) = (text(0)?, number(1), number(2), flag(3));
                Expr::optional(
                    quote! { rules::substring(#input, #start, #stop, #reverse) },
                    Type::Text,
                )
            }
            "split" => {
                let (input, delimiter, limit) = (text(0)?, text(1)?, number(2));
                Expr::new(
                    quote! { rules::split(#input, #delimiter, #limit) },
                    Type::List,
                )
            }
            "getAttr" => {
                let path = arguments.get(1).and_then(Value::as_str).unwrap_or_default();
                self.attribute(&value(0)?, path, node)?
            }
            "coalesce" => self.coalesce(&arguments, scope)?,
            "ite" => {
                let (test, yes, no) = (text(0)?, value(1)?, value(2)?);
                let (yes_rust, no_rust) = (self.unwrapped(&yes), self.unwrapped(&no));
                let rust = match yes.kind {
                    // A template is a text of its own, which the branch it stands in would drop.
                    Type::Text => quote! {
                        (if #test { ::std::string::String::from(#yes_rust) } else { ::std::string::String::from(#no_rust) })
                            .as_str()
                    },
                    _ => quote! { (if #test { #yes_rust } else { #no_rust }) },
                };
                Expr::new(rust, yes.kind)
            }
            _ => return Err(self.unsupported(&format!("the function `{name}`"), node)),
        })
    }

    fn coalesce(&self, arguments: &[Value], scope: &Scope) -> Result<Expr, Error> {
        let mut values = arguments
            .iter()
            .map(|argument| self.expression(argument, scope));
        let mut result = values
            .next()
            .unwrap_or_else(|| Err(self.unsupported("coalesce of nothing", &Value::Null)))?;
        for value in values {
            let value = value?;
            if !result.optional {
                break;
            }
            let (left, right) = (&result.rust, &value.rust);
            let method = ident(if value.optional { "or" } else { "unwrap_or" });
            result = Expr {
                optional: value.optional,
                ..Expr::new(quote! { #left.#method(#right) }, value.kind)
            };
        }
        Ok(result)
    }

    /// `getAttr`: a path of names and positions.
    pub(super) fn attribute(&self, value: &Expr, path: &str, node: &Value) -> Result<Expr, Error> {
        let rust = self.unwrapped(value);
        let (name, index) = match path.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<isize>().ok()),
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
        } else if name == "normalizedPath" && value.kind == Type::Url {
            quote! { &*#rust.normalized_path() }
        } else if matches!(value.kind, Type::Partition | Type::Url | Type::Arn) {
            let method = ident(&names::snake(name));
            quote! { #rust.#method() }
        } else {
            return Err(self.unsupported("this attribute", node));
        };
        Ok(match index {
            Some(index) if index < 0 => {
                let index = Literal::isize_unsuffixed(index);
                Expr::optional(quote! { rules::from_end(&#base, #index) }, Type::Text)
            }
            Some(index) => {
                let index = Literal::isize_unsuffixed(index);
                Expr::optional(quote! { #base.get(#index).map(|text| &**text) }, Type::Text)
            }
            None => Expr::new(base, kind),
        })
    }
}

/// The reference that a template is, where it is nothing else.
fn lone_reference(template: &str) -> Option<&str> {
    let inner = template.strip_prefix('{')?.strip_suffix('}')?;
    (!inner.contains(['{', '}'])).then(|| inner.trim())
}

/// The expression without parentheses around all of it.
pub(super) fn bare(rust: TokenStream) -> TokenStream {
    let mut tokens = rust.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            group.stream()
        }
        _ => rust,
    }
}

/// Equality of two values, either of which may be absent.
fn equals(left: &Expr, right: &Expr) -> Expr {
    let (a, b) = (&left.rust, &right.rust);
    let rust = match (left.optional, right.optional) {
        (false, false) if right.is_true => quote! { #a },
        (false, false) if left.is_true => quote! { #b },
        (false, false) | (true, true) => quote! { (#a == #b) },
        (true, false) => quote! { (#a == ::std::option::Option::Some(#b)) },
        (false, true) => quote! { (::std::option::Option::Some(#a) == #b) },
    };
    Expr::new(rust, Type::Bool)
}

pub(super) fn arguments(node: &Value) -> Vec<Value> {
    node.get("argv")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}
