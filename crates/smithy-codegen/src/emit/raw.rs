//! Macro calls, laid out by hand: the formatter leaves the inside of a macro call alone.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

/// Text that stands in the generated file as it is, as an item.
pub(super) fn item(text: &str) -> TokenStream {
    quote! { __raw!(#text); }
}

/// Takes the texts of [`item`]s out of a file, leaving numbered marks.
pub(super) fn extract(tree: &mut syn::File) -> syn::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in &mut tree.items {
        if let syn::Item::Macro(call) = entry
            && call.mac.path.is_ident("__raw")
        {
            let text: syn::LitStr = call.mac.parse_body()?;
            let mark = proc_macro2::Literal::usize_unsuffixed(texts.len());
            call.mac.tokens = quote! { #mark };
            texts.push(text.value());
        }
    }
    Ok(texts)
}

/// Puts the texts in the place of their marks.
pub(super) fn restore(formatted: &str, texts: &[String]) -> String {
    let mut out = formatted.to_owned();
    for (index, text) in texts.iter().enumerate() {
        out = out.replacen(&format!("__raw!({index});"), text.trim_end(), 1);
    }
    out
}

/// A type, a path, or expressions with commas between, on one line, spaced as rustfmt would.
pub(super) fn one_line(tokens: &TokenStream) -> String {
    let mut line = String::new();
    write_line(tokens.clone(), &mut line);
    line
}

fn write_line(tokens: TokenStream, line: &mut String) {
    for token in tokens {
        if line.ends_with(',') {
            line.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                line.push_str(open);
                write_line(group.stream(), line);
                line.push_str(close);
            }
            TokenTree::Punct(punct) => line.push(punct.as_char()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if line.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    line.push(' ');
                }
                line.push_str(&token.to_string());
            }
        }
    }
}

/// Doc comment lines, indented.
pub(super) fn doc_lines(text: &str, indent: &str) -> String {
    text.lines()
        .map(|line| {
            if line.is_empty() {
                format!("{indent}///\n")
            } else {
                format!("{indent}/// {line}\n")
            }
        })
        .collect()
}
