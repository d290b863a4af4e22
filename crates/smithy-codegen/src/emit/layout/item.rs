//! The items of a file. Most of what is generated calls macros, which needs no parser to be told apart: what a call
//! holds is taken as it is. The parser reads what comes from the first item on that is anything else.

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::Parser as _;

/// An item, as far as its layout asks.
pub(super) enum Item {
    /// Attributes of the file.
    Inner(Vec<syn::Attribute>),
    Call(Call),
    /// A module with its items, and the same module without.
    Module(syn::Item, Vec<Item>),
    Other(syn::Item),
}

/// A call of a macro.
pub(super) struct Call {
    pub(super) attributes: Vec<syn::Attribute>,
    pub(super) path: TokenStream,
    pub(super) delimiter: Delimiter,
    pub(super) body: TokenStream,
}

/// What the tokens of an item were so far.
#[derive(Clone, Copy)]
enum Start {
    /// Attributes and visibility.
    Nothing,
    Inner,
    Use,
    Module,
    /// Words with colons between.
    Path,
    /// A colon of such a path.
    Colon,
    /// `path!`
    Bang,
}

/// All items of these tokens.
pub(super) fn items(tokens: TokenStream) -> syn::Result<Vec<Item>> {
    let mut rest = tokens.into_iter();
    let mut items = Vec::new();
    loop {
        let mut head = Vec::new();
        if let Some(item) = item(&mut rest, &mut head)? {
            items.push(item);
            continue;
        }
        let rest: TokenStream = head.into_iter().chain(rest).collect();
        if !rest.is_empty() {
            let file: syn::File = syn::parse2(rest)?;
            items.extend(file.items.into_iter().map(of_parsed));
        }
        return Ok(items);
    }
}

/// The next item, if it is told apart by its first tokens; else what was read of it is in `head`.
fn item(rest: &mut IntoIter, head: &mut Vec<TokenTree>) -> syn::Result<Option<Item>> {
    let mut start = Start::Nothing;
    let mut path = None;
    while let Some(tree) = rest.next() {
        start = match (start, tree) {
            (Start::Bang, TokenTree::Group(group)) => {
                let delimiter = group.delimiter();
                if delimiter != Delimiter::Brace {
                    // The semicolon.
                    rest.next();
                }
                let mut path = head.split_off(path.unwrap_or_default());
                path.pop();
                return Ok(Some(Item::Call(Call {
                    attributes: outer(std::mem::take(head))?,
                    path: path.into_iter().collect(),
                    delimiter,
                    body: group.stream(),
                })));
            }
            (Start::Module, TokenTree::Group(group)) => {
                let inside = group.stream();
                drop(group);
                let empty = proc_macro2::Group::new(Delimiter::Brace, TokenStream::new());
                head.push(empty.into());
                let module = syn::parse2(head.drain(..).collect())?;
                return Ok(Some(Item::Module(module, items(inside)?)));
            }
            (Start::Inner, tree @ TokenTree::Group(_)) => {
                head.push(tree);
                let attribute = head.drain(..).collect();
                let attributes = syn::Attribute::parse_inner.parse2(attribute)?;
                return Ok(Some(Item::Inner(attributes)));
            }
            (start, tree) => {
                let next = following(start, &tree);
                if path.is_none() && matches!(next, Some(Start::Path | Start::Colon)) {
                    path = Some(head.len());
                }
                let ends = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ';');
                head.push(tree);
                match next {
                    Some(Start::Use | Start::Module) if ends => {
                        return syn::parse2(head.drain(..).collect())
                            .map(|item| Some(Item::Other(item)));
                    }
                    Some(next) => next,
                    None => return Ok(None),
                }
            }
        };
    }
    Ok(None)
}

/// What a token makes of the start of an item; none where it is to be parsed.
fn following(start: Start, tree: &TokenTree) -> Option<Start> {
    Some(match (start, tree) {
        (Start::Use, _) | (Start::Module, TokenTree::Ident(_)) => start,
        (Start::Nothing, TokenTree::Group(_)) => start,
        (Start::Nothing, TokenTree::Ident(word)) if word == "pub" => start,
        (Start::Nothing, TokenTree::Ident(word)) if word == "use" => Start::Use,
        (Start::Nothing, TokenTree::Ident(word)) if word == "mod" => Start::Module,
        (Start::Nothing | Start::Colon, TokenTree::Ident(_)) => Start::Path,
        (_, TokenTree::Punct(punct)) => match (start, punct.as_char()) {
            (Start::Nothing, '#') | (Start::Module, ';') => start,
            (Start::Nothing, '!') => Start::Inner,
            (Start::Nothing | Start::Path | Start::Colon, ':') => Start::Colon,
            (Start::Path, '!') => Start::Bang,
            _ => return None,
        },
        _ => return None,
    })
}

fn outer(attributes: Vec<TokenTree>) -> syn::Result<Vec<syn::Attribute>> {
    match attributes.is_empty() {
        true => Ok(Vec::new()),
        false => syn::Attribute::parse_outer.parse2(attributes.into_iter().collect()),
    }
}

fn of_parsed(item: syn::Item) -> Item {
    match item {
        syn::Item::Macro(call) if call.ident.is_none() => Item::Call(Call {
            attributes: call.attrs,
            path: call.mac.path.into_token_stream(),
            delimiter: match call.mac.delimiter {
                syn::MacroDelimiter::Brace(_) => Delimiter::Brace,
                syn::MacroDelimiter::Bracket(_) => Delimiter::Bracket,
                syn::MacroDelimiter::Paren(_) => Delimiter::Parenthesis,
            },
            body: call.mac.tokens,
        }),
        syn::Item::Mod(mut module) if module.content.is_some() => {
            let inside = module.content.replace(Default::default());
            let inside = inside.map(|(_, items)| items).unwrap_or_default();
            Item::Module(
                syn::Item::Mod(module),
                inside.into_iter().map(of_parsed).collect(),
            )
        }
        other => Item::Other(other),
    }
}
