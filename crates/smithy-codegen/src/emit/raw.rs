//! Macro calls, laid out by hand: the formatter leaves the inside of a macro call alone.

use proc_macro2::TokenStream;
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

/// A type, path or call on one line, spaced as rustfmt would.
pub(super) fn one_line(tokens: &TokenStream) -> String {
    match syn::parse2(quote! { type T = #tokens; }) {
        Ok(file) => unwrapped(&file, "type T =", ";"),
        Err(_) => one_line_expression(tokens),
    }
}

/// An expression, or several with commas between, on one line; nothing for no tokens.
pub(super) fn one_line_expression(tokens: &TokenStream) -> String {
    match syn::parse2(quote! { const X: () = f(#tokens); }) {
        Ok(file) => {
            let call = unwrapped(&file, "const X: () =", ";");
            let inner = call.strip_prefix("f(").and_then(|call| call.strip_suffix(')'));
            inner.unwrap_or(&call).trim_end_matches(',').to_owned()
        }
        Err(_) => tokens.to_string(),
    }
}

fn unwrapped(file: &syn::File, prefix: &str, suffix: &str) -> String {
    let text = prettyplease::unparse(file);
    let text = text.trim();
    let text = text.strip_prefix(prefix).unwrap_or(text);
    let text = text.strip_suffix(suffix).unwrap_or(text);
    let joined: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut line = String::new();
    for part in joined {
        let glued = line.is_empty()
            || line.ends_with(['(', '<', '[', '&'])
            || part.starts_with([')', '>', ']', '.', '?']);
        if !glued {
            line.push(' ');
        } else if part.starts_with([')', '>', ']']) && line.ends_with(',') {
            line.pop();
        }
        line.push_str(part);
    }
    line
}

/// Doc comment lines, indented.
pub(super) fn doc_lines(text: &str, indent: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { format!("{indent}///\n") } else { format!("{indent}/// {line}\n") })
        .collect()
}
