//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use super::paths::Names;
use crate::model::{Member, Model, Shape};

/// A doc comment, a line an attribute, so that the formatter writes `///` lines.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = comment_lines(text);
    quote! { #(#[doc = #lines])* }
}

/// The documentation of the module or crate it stands in.
pub(super) fn inner_doc(text: &str) -> TokenStream {
    let lines = comment_lines(text);
    quote! { #(#![doc = #lines])* }
}

fn comment_lines(text: &str) -> Vec<String> {
    let space = |line: String| match line.as_str() {
        "" => line,
        _ => format!(" {line}"),
    };
    wrap(text).into_iter().map(space).collect()
}

/// Columns of a line of documentation.
const WIDTH: usize = 92;

/// Lines of Markdown, long ones broken where that changes nothing: paragraphs and items of lists at their
/// spaces; not code, tables, headings and what is indented as code.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut code = false;
    for line in text.lines() {
        let start = line.trim_start();
        let fence = start.starts_with("```") || start.starts_with("~~~");
        code ^= fence;
        let indent = line.len() - start.len();
        let fixed = code
            || fence
            || indent > 3
            || start.starts_with(['#', '|', '>', '<', '['])
            || line.len() <= WIDTH;
        match fixed {
            true => lines.push(line.to_owned()),
            false => wrap_line(line, indent + marker(start), &mut lines),
        }
    }
    lines
}

/// Columns of the marker of a list item, with the space after it.
fn marker(line: &str) -> usize {
    let Some((mark, _)) = line.split_once(' ') else {
        return 0;
    };
    let number = mark.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match is_number || matches!(mark, "-" | "*" | "+") {
        true => mark.len() + 1,
        false => 0,
    }
}

fn wrap_line(line: &str, indent: usize, lines: &mut Vec<String>) {
    let mut current = String::new();
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 {
            // A word that could begin a block stays in its line.
            let begins = word.starts_with(['#', '|', '>', '<', '-', '*', '+', '=', '[', '`', '~'])
                || word.is_empty()
                || word.ends_with(['.', ')']) && word.starts_with(|c: char| c.is_ascii_digit());
            if current.len() + word.len() >= WIDTH && !begins && !current.trim().is_empty() {
                lines.push(std::mem::replace(&mut current, " ".repeat(indent)));
            } else {
                current.push(' ');
            }
        }
        current.push_str(word);
    }
    lines.push(current);
}

/// Lets a crate use what it deprecates itself.
pub(super) fn allow_deprecated(model: &Model) -> Option<TokenStream> {
    let reason = "deprecated parts of the model are generated like all others";
    model
        .has_deprecated()
        .then(|| quote! { #![allow(deprecated, reason = #reason)] })
}

/// The documentation of a row, the last of what it says, unless there is none.
pub(super) fn row_docs(text: &str) -> Option<TokenStream> {
    (!text.trim().is_empty()).then(|| quote! { , #text })
}

/// The documentation of a type.
pub(super) fn shape_docs(shape: &Shape) -> TokenStream {
    match shape.docs.as_str() {
        "" => doc(&format!("`{}` of the model.", shape.id)),
        docs => doc(docs),
    }
}

/// The member's documentation, else its target's; a note where the name was changed.
pub(super) fn member_docs(member: &Member, names: &Names<'_>) -> String {
    let docs = if member.docs.is_empty() {
        &names.shape(&member.target).docs
    } else {
        &member.docs
    };
    if member.renamed {
        format!("{docs}\n\nNamed `{}` in the model.", member.name)
    } else {
        docs.clone()
    }
}

/// The first sentence of a member's documentation, and whether the member is required.
pub(super) fn member_summary(member: &Member, names: &Names<'_>) -> TokenStream {
    let fallback = format!(
        "`{}` of the model, which does not describe it.",
        member.name
    );
    let summary = summary(&member_docs(member, names), &fallback);
    match member.required {
        true => doc(&format!("{summary}\n\nThis member is required.")),
        false => doc(&summary),
    }
}

/// The first sentence of the documentation, or a fallback where the model has none.
pub(super) fn summary(text: &str, fallback: &str) -> String {
    let paragraph = text
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace('\n', " ");
    let sentence = match paragraph.split_once(". ") {
        Some((sentence, _)) if balanced(sentence) => format!("{sentence}."),
        _ => paragraph,
    };
    let sentence = sentence.trim_end_matches(':');
    if sentence.is_empty() {
        fallback.to_owned()
    } else {
        sentence.to_owned()
    }
}

/// Code spans and links that begin in the text end in it.
fn balanced(text: &str) -> bool {
    text.matches('`').count().is_multiple_of(2)
        && text.matches('[').count() == text.matches(']').count()
        && text.matches('(').count() == text.matches(')').count()
        && text.matches("**").count().is_multiple_of(2)
}

/// `#[deprecated]`, if the shape or member is.
pub(super) fn deprecated(message: Option<&str>) -> Option<TokenStream> {
    message.map(|message| match message {
        "" => quote! { #[deprecated] },
        note => quote! { #[deprecated(note = #note)] },
    })
}
