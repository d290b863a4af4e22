//! `smithy.rules#endpointBdd`: endpoint rules as a binary decision diagram, compiled to a loop over its
//! nodes.
//!
//! A node is three numbers: a condition and where to go if it holds and if it does not. Where to go is
//! a node counted from 1, its complement if negative, a terminal (`1`, `-1`: nothing matched), or a
//! result counted from 100,000,000, of which the first stands for no match and is not in the list.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::expression::arguments;
use super::{Compiler, Expr, Param, Scope, Type};
use crate::error::Error;

/// The first result.
const RESULTS: i32 = 100_000_000;

/// The diagram, decoded and checked.
struct Bdd<'a> {
    root: i32,
    nodes: Vec<[i32; 3]>,
    conditions: &'a [Value],
    results: &'a [Value],
}

impl<'a> Bdd<'a> {
    fn read(rules: &'a Value) -> Option<Self> {
        let list = |name: &str| rules.get(name).and_then(Value::as_array).map(Vec::as_slice);
        let root = rules.get("root").and_then(Value::as_i64)?;
        let text = rules.get("nodes").and_then(Value::as_str)?;
        let bytes = aws_smithy_types::base64::decode(text).ok()?;
        let number = |bytes: &[u8]| bytes.try_into().map(i32::from_be_bytes).ok();
        let numbers = bytes.chunks(4).map(number).collect::<Option<Vec<i32>>>()?;
        let nodes = numbers
            .chunks(3)
            .map(|node| node.try_into().ok())
            .collect::<Option<Vec<[i32; 3]>>>()?;
        Some(Self {
            root: i32::try_from(root).ok()?,
            nodes,
            conditions: list("conditions")?,
            results: list("results")?,
        })
    }

    /// The node, the complement's branches changed about.
    fn node(&self, at: i32) -> Option<[i32; 3]> {
        let index = usize::try_from(at.unsigned_abs()).ok()?.checked_sub(1)?;
        let [condition, high, low] = *self.nodes.get(index)?;
        Some(if at < 0 {
            [condition, low, high]
        } else {
            [condition, high, low]
        })
    }

    /// What can be reached from the root; nothing where a place does not exist or is met again on the
    /// way from it, so that the loop would not end.
    fn reachable(&self) -> Option<BTreeSet<i32>> {
        let mut done = BTreeSet::new();
        let mut open = BTreeSet::new();
        let mut stack = vec![(self.root, false)];
        while let Some((at, left)) = stack.pop() {
            if left {
                open.remove(&at);
                done.insert(at);
                continue;
            }
            if is_terminal(at) || done.contains(&at) {
                continue;
            }
            if at >= RESULTS {
                let index = usize::try_from(at - RESULTS).ok()?;
                (index <= self.results.len()).then(|| done.insert(at))?;
                continue;
            }
            if !open.insert(at) {
                return None;
            }
            let [condition, high, low] = self.node(at)?;
            self.conditions.get(usize::try_from(condition).ok()?)?;
            stack.extend([(at, true), (low, false), (high, false)]);
        }
        Some(done)
    }
}

fn is_terminal(at: i32) -> bool {
    matches!(at, 1 | -1 | RESULTS)
}

/// A variable that a condition sets.
struct Variable {
    name: proc_macro2::Ident,
    rust_type: TokenStream,
}

impl Compiler<'_> {
    /// The body of `resolve` for a diagram.
    pub(super) fn diagram(&self, rules: &Value, params: &[Param]) -> Result<TokenStream, Error> {
        let bdd = Bdd::read(rules)
            .ok_or_else(|| self.unsupported("a decision diagram that cannot be read", rules))?;
        let places = bdd
            .reachable()
            .ok_or_else(|| self.unsupported("a decision diagram that leads nowhere", rules))?;
        let used: BTreeSet<usize> = places
            .iter()
            .filter(|place| **place < RESULTS)
            .filter_map(|place| usize::try_from(bdd.node(*place)?[0]).ok())
            .collect();
        let mut scope = self.params_scope(params);
        let mut variables = Vec::new();
        let mut tests = BTreeMap::new();
        for index in used {
            let test = self.test(&bdd.conditions[index], &mut scope, &mut variables)?;
            tests.insert(index, test);
        }
        let mut arms = TokenStream::new();
        let mut decisions = 0;
        for place in places {
            let number = Literal::i32_unsuffixed(place);
            if place >= RESULTS {
                let index = usize::try_from(place - RESULTS - 1).unwrap_or_default();
                let outcome = self.outcome(&bdd.results[index], &scope, true)?;
                arms.extend(quote! {
                    #number => return (|| ::std::option::Option::Some(#outcome))()
                        .unwrap_or_else(|| ::std::result::Result::Err(rules::no_match())),
                });
            } else if let Some([condition, high, low]) = bdd.node(place) {
                let test = usize::try_from(condition)
                    .ok()
                    .and_then(|index| tests.get(&index));
                let (high, low) = (Literal::i32_unsuffixed(high), Literal::i32_unsuffixed(low));
                arms.extend(quote! { #number => (#test, #high, #low), });
                decisions += 1;
            }
        }
        if decisions == 0 {
            return match usize::try_from(bdd.root - RESULTS - 1).ok() {
                Some(index) => self.outcome(&bdd.results[index], &scope, true),
                None => Ok(quote! { ::std::result::Result::Err(rules::no_match()) }),
            };
        }
        let root = Literal::i32_unsuffixed(bdd.root);
        let declarations = variables.iter().map(|Variable { name, rust_type }| {
            quote! { let mut #name: ::std::option::Option<#rust_type> = ::std::option::Option::None; }
        });
        Ok(quote! {
            #(#declarations)*
            let mut place: i32 = #root;
            loop {
                let (holds, high, low) = match place {
                    #arms
                    _ => return ::std::result::Result::Err(rules::no_match()),
                };
                place = if holds { high } else { low };
            }
        })
    }

    /// Whether a condition holds; what is not set makes it false.
    fn test(
        &self,
        condition: &Value,
        scope: &mut Scope,
        variables: &mut Vec<Variable>,
    ) -> Result<TokenStream, Error> {
        let value = self.expression(condition, scope)?;
        let rust = &value.rust;
        let Some(assign) = condition.get("assign").and_then(Value::as_str) else {
            return Ok(match (value.kind, value.optional) {
                (Type::Bool, false) => {
                    quote! { (|| ::std::option::Option::Some(#rust))().unwrap_or_default() }
                }
                (Type::Bool, true) => quote! { (|| #rust)().unwrap_or_default() },
                (_, false) => quote! { (|| ::std::option::Option::Some(#rust))().is_some() },
                (_, true) => {
                    quote! { (|| ::std::option::Option::Some(#rust.is_some()))().unwrap_or_default() }
                }
            });
        };
        let name = self.bind(assign);
        let (rust_type, owned, read) = match value.kind {
            Type::Url | Type::Arn => {
                let (text, parse) = self.parsed(condition, value.kind, scope)?;
                let string = quote! { ::std::string::String };
                let owned = quote! {
                    ::std::option::Option::Some(#string::from(#text)).filter(|text| #parse(text).is_some())
                };
                (string, owned, quote! { #name.as_deref().and_then(#parse) })
            }
            kind => {
                let (rust_type, owned, read) = storage(kind, &name);
                let value = match value.optional {
                    true => quote! { #rust },
                    false => quote! { ::std::option::Option::Some(#rust) },
                };
                (rust_type, quote! { #value #owned }, read)
            }
        };
        scope.insert(assign.to_owned(), Expr::optional(read, value.kind));
        variables.push(Variable {
            name: name.clone(),
            rust_type,
        });
        Ok(quote! {{
            #name = (|| #owned)();
            #name.is_some()
        }})
    }

    /// The text that a URL or ARN is read from, and the function that reads it. As both borrow the text,
    /// a variable holds the text, and it is read again where it is asked for.
    fn parsed(
        &self,
        condition: &Value,
        kind: Type,
        scope: &Scope,
    ) -> Result<(TokenStream, TokenStream), Error> {
        let parse = match condition.get("fn").and_then(Value::as_str) {
            Some("parseURL") if kind == Type::Url => quote! { rules::parse_url },
            Some("aws.parseArn") if kind == Type::Arn => quote! { rules::parse_arn },
            _ => {
                return Err(
                    self.unsupported("a URL or ARN that is chosen among several", condition)
                );
            }
        };
        let arguments = arguments(condition);
        let text = self.expression(arguments.first().unwrap_or(&Value::Null), scope)?;
        Ok((self.unwrapped(&text), parse))
    }
}

/// How a variable holds a value: its type, what makes the value own itself, and how it is read.
fn storage(kind: Type, name: &proc_macro2::Ident) -> (TokenStream, TokenStream, TokenStream) {
    let string = quote! { ::std::string::String };
    match kind {
        Type::Text => (
            string,
            quote! { .map(::std::string::String::from) },
            quote! { #name.as_deref() },
        ),
        Type::List => (
            quote! { ::std::vec::Vec<#string> },
            quote! { .map(|texts| texts.iter().map(|text| text.to_string()).collect()) },
            quote! { #name.as_deref() },
        ),
        Type::Bool => (quote! { bool }, TokenStream::new(), quote! { #name }),
        // The other two are held as text.
        Type::Partition | Type::Url | Type::Arn => (
            quote! { &'static rules::Partition },
            TokenStream::new(),
            quote! { #name },
        ),
    }
}
