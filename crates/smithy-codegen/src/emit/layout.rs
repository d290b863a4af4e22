//! Rust as people read it: a blank line between items, rows that fit on a screen, and the bodies of
//! macro calls laid out like the rest, which the formatter would leave alone.

mod item;
mod token;

use proc_macro2::{Delimiter, Literal, TokenStream};

use item::{Call, Item};
use token::{Token, delimiters, flat, is, is_block, spaced, tokens};

/// Columns of a row, as far as it can be broken.
const WIDTH: usize = 100;
const STEP: usize = 4;

/// The text of a file.
pub(super) fn file(tokens: TokenStream) -> syn::Result<String> {
    item::items(tokens).map(items)
}

fn unparse_file(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

fn unparse(item: syn::Item) -> String {
    unparse_file(Vec::new(), vec![item])
}

/// Items with blank lines between, but for declarations of one kind that follow each other.
fn items(items: Vec<Item>) -> String {
    let mut text = String::new();
    let mut before = None;
    for item in items {
        let kind = declaration(&item);
        if !text.is_empty() && (kind.is_none() || kind != before) {
            text.push('\n');
        }
        before = kind;
        text.push_str(&self::item(item));
    }
    text
}

/// What a one-line declaration declares.
fn declaration(item: &Item) -> Option<&'static str> {
    let item = match item {
        Item::Inner(_) => return Some("attribute"),
        Item::Call(_) | Item::Module(..) => return None,
        Item::Other(item) => item,
    };
    match item {
        syn::Item::Use(_) => Some("use"),
        syn::Item::Mod(_) => Some("mod"),
        syn::Item::Const(constant) if constant.attrs.is_empty() => Some("const"),
        syn::Item::Type(alias) if alias.attrs.is_empty() => Some("type"),
        _ => None,
    }
}

fn item(item: Item) -> String {
    match item {
        Item::Inner(attributes) => unparse_file(attributes, Vec::new()),
        Item::Call(call) => call_text(call),
        Item::Module(module, inside) => braced(&unparse(module), &items(inside)),
        Item::Other(syn::Item::Impl(mut implementation)) if implementation.items.len() > 1 => {
            let inside = std::mem::take(&mut implementation.items);
            let inside = inside.into_iter().map(associated).map(Item::Other);
            braced(
                &unparse(syn::Item::Impl(implementation)),
                &items(inside.collect()),
            )
        }
        Item::Other(item) => unparse(item),
    }
}

/// Attributes, a line each.
fn attributes(attrs: Vec<syn::Attribute>) -> String {
    if attrs.is_empty() {
        return String::new();
    }
    let mut item: syn::ItemUse = syn::parse_quote! { use attributed; };
    item.attrs = attrs;
    let text = unparse(syn::Item::Use(item));
    text.replace("use attributed;\n", "")
}

/// An associated item as the free item that is written the same.
fn associated(item: syn::ImplItem) -> syn::Item {
    match item {
        syn::ImplItem::Fn(function) => syn::Item::Fn(syn::ItemFn {
            attrs: function.attrs,
            vis: function.vis,
            modifiers: function.modifiers,
            sig: function.sig,
            block: Box::new(function.block),
        }),
        other => {
            let tokens = quote::ToTokens::to_token_stream(&other);
            syn::parse2(tokens.clone()).unwrap_or(syn::Item::Verbatim(tokens))
        }
    }
}

/// `head {}` with its body.
fn braced(head: &str, body: &str) -> String {
    let head = head.trim_end().trim_end_matches('}').trim_end();
    format!("{head}\n{}}}\n", indented(body))
}

fn indented(text: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("{:STEP$}{line}\n", ""),
    };
    text.lines().map(line).collect()
}

fn call_text(call: Call) -> String {
    let attributes = attributes(call.attributes);
    let path = flat(&tokens(call.path));
    let body = tokens(call.body);
    match call.delimiter {
        Delimiter::Brace => format!("{attributes}{path}! {{\n{}}}\n", rows(&body, STEP)),
        _ => format!("{attributes}{path}!({});\n", flat(&body)),
    }
}

/// The rows of a body: they end at `;` and after open braces, or at `,` where the body has neither.
fn rows(tokens: &[Token], indent: usize) -> String {
    let separator = match tokens.iter().any(|token| is(token, ";") || is_block(token)) {
        true => ";",
        false => ",",
    };
    let mut text = String::new();
    let mut start = 0;
    for (index, token) in tokens.iter().enumerate() {
        let attribute = index == start + 1 && is(&tokens[start], "#");
        let ends = match token {
            Token::Operator(operator) => *operator == separator,
            Token::Group(group) if group.delimiter == Delimiter::Brace => {
                !matches!(tokens.get(index + 1), Some(Token::Operator(_)))
            }
            _ => false,
        };
        if attribute || ends || index + 1 == tokens.len() {
            text.push_str(&" ".repeat(indent));
            text.push_str(&row(&tokens[start..=index], indent));
            text.push('\n');
            start = index + 1;
        }
    }
    text
}

/// A row, or as many as it takes; the first stands at `indent` already.
fn row(tokens: &[Token], indent: usize) -> String {
    if let [hash, Token::Group(attribute)] = tokens
        && is(hash, "#")
        && let [Token::Word(name), equals, Token::Text(text)] = attribute.inside.as_slice()
        && name == "doc"
        && is(equals, "=")
    {
        return format!("///{}", text_value(text));
    }
    broken(tokens, flat(tokens), indent)
}

/// A row that is `line` where it fits on one.
fn broken(tokens: &[Token], line: String, indent: usize) -> String {
    let block = tokens.iter().position(is_block);
    let fits = indent + line.len() <= WIDTH || tokens.len() == 1 && !long_text(tokens);
    if block.is_none() && fits {
        return line;
    }
    if let Some(at) = block {
        let Token::Group(block) = &tokens[at] else {
            return line;
        };
        let head = row(&tokens[..at], indent);
        let rest = flat(&tokens[at + 1..]);
        return format!(
            "{head} {{\n{}{:indent$}}}{rest}",
            rows(&block.inside, indent + STEP),
            ""
        );
    }
    let pieces = pieces(tokens);
    if pieces.len() > 1 {
        return filled(&pieces, indent);
    }
    if let Some(at) = tokens.iter().rposition(breakable) {
        let Token::Group(group) = &tokens[at] else {
            return line;
        };
        let (open, close) = delimiters(group.delimiter);
        let head = flat(&tokens[..at]);
        let rest = flat(&tokens[at + 1..]);
        let inside_indent = indent + STEP;
        let body = links(&group.inside)
            .iter()
            .map(|part| format!("{:inside_indent$}{}\n", "", row(part, inside_indent)))
            .collect::<String>();
        return format!("{head}{open}\n{body}{:indent$}{close}{rest}", "");
    }
    match tokens
        .iter()
        .position(|token| matches!(token, Token::Text(_)))
    {
        Some(at) => wrapped(tokens, at, indent),
        None => line,
    }
}

fn breakable(token: &Token) -> bool {
    matches!(token, Token::Group(group) if !group.inside.is_empty())
}

fn long_text(tokens: &[Token]) -> bool {
    matches!(tokens, [Token::Text(_)])
}

/// Pieces on as few lines as they fit on, those after the first indented; a text that takes several has
/// them for itself.
fn filled(pieces: &[&[Token]], indent: usize) -> String {
    let next = indent + STEP;
    let mut text = String::new();
    let mut column = indent;
    for (index, piece) in pieces.iter().enumerate() {
        let line = flat(piece);
        let fits = column + 1 + line.len() <= WIDTH;
        let has_text = matches!(piece, [Token::Text(_), ..]) && line.len() > WIDTH / 2;
        let begins = index > 0 && (!fits || has_text);
        if begins {
            text.push_str(&format!("\n{:next$}", ""));
            column = next;
        } else if index > 0 {
            text.push(' ');
            column += 1;
        }
        let piece = broken(piece, line, column.min(next));
        column = match piece.rsplit_once('\n') {
            Some((_, last)) => last.len(),
            None => column + piece.len(),
        };
        text.push_str(&piece);
    }
    text
}

/// What a long row is broken into: after commas and colons and before `=`, else before `=>`.
fn pieces(tokens: &[Token]) -> Vec<&[Token]> {
    let after = |at: usize| is(&tokens[at], ",") || is(&tokens[at], ":");
    let pieces = split(tokens, |at| after(at - 1) || is(&tokens[at], "="));
    match pieces.len() {
        1 => split(tokens, |at| is(&tokens[at], "=>")),
        _ => pieces,
    }
}

/// Parts that begin where `begins` says so; it is not asked of the first token.
fn split(tokens: &[Token], begins: impl Fn(usize) -> bool) -> Vec<&[Token]> {
    let mut ends: Vec<usize> = (1..tokens.len()).filter(|&at| begins(at)).collect();
    ends.insert(0, 0);
    ends.push(tokens.len());
    ends.windows(2)
        .map(|ends| &tokens[ends[0]..ends[1]])
        .collect()
}

/// What stands in brackets: the elements, or the calls of a chain.
fn links(tokens: &[Token]) -> Vec<&[Token]> {
    match tokens.first() {
        Some(first) if is(first, ".") => split(tokens, |at| is(&tokens[at], ".")),
        _ => split(tokens, |at| is(&tokens[at - 1], ",")),
    }
}

fn text_value(literal: &str) -> String {
    if !literal.contains('\\') {
        return literal.trim_matches('"').to_owned();
    }
    syn::parse_str::<syn::LitStr>(literal)
        .map(|text| text.value())
        .unwrap_or_default()
}

/// A row with a long text, broken after line breaks and at spaces: a backslash at the end of a row leaves
/// out the white space that follows.
fn wrapped(tokens: &[Token], at: usize, indent: usize) -> String {
    let Token::Text(literal) = &tokens[at] else {
        return flat(tokens);
    };
    let mut text = flat(&tokens[..at]);
    if !text.is_empty() && spaced(&tokens[at - 1], &tokens[at], false) {
        text.push(' ');
    }
    text.push('"');
    let mut column = indent + text.len();
    for (index, word) in words(&text_value(literal)).into_iter().enumerate() {
        let escaped = Literal::string(&word).to_string();
        let escaped = &escaped[1..escaped.len() - 1];
        let fits = column + escaped.len() < WIDTH && !text.ends_with("\\n");
        if index > 0 && !fits {
            text.push_str(&format!("\\\n{:indent$} ", ""));
            column = indent + 1;
            // White space at the start of a row would be left out with the rest.
            if let Some(rest) = escaped.strip_prefix(' ') {
                text.push_str("\\x20");
                text.push_str(rest);
                column += escaped.len() + 3;
                continue;
            }
        }
        text.push_str(escaped);
        column += escaped.len();
    }
    text.push('"');
    text.push_str(&flat(&tokens[at + 1..]));
    text
}

/// Words with the white space after them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = 'x';
    for character in text.chars() {
        if before.is_whitespace()
            && (!character.is_whitespace() || before == '\n' && character != '\n')
        {
            words.push(std::mem::take(&mut word));
        }
        word.push(character);
        before = character;
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests;
