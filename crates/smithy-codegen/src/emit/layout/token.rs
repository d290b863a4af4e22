//! Tokens as a row of text has them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A token, operators of several characters in one.
pub(super) enum Token {
    Word(String),
    Text(String),
    Operator(&'static str),
    Group(Group),
}

/// What stands in brackets. How it is written on one line is asked for at every level of nesting, so it is kept.
pub(super) struct Group {
    pub(super) delimiter: Delimiter,
    pub(super) inside: Vec<Token>,
    flat: String,
    /// Braces that are always open: what they hold ends with a separator, has attributes or braces of its own.
    is_block: bool,
}

impl Group {
    fn new(delimiter: Delimiter, inside: Vec<Token>) -> Self {
        let (open, close) = delimiters(delimiter);
        let is_brace = delimiter == Delimiter::Brace;
        let space = match is_brace && !inside.is_empty() {
            true => " ",
            false => "",
        };
        let mut flat = format!("{open}{space}");
        write_flat(&mut flat, &inside);
        flat.push_str(space);
        flat.push_str(close);
        let opens = |token: &Token| is(token, ";") || is(token, "#") || is_block(token);
        Self {
            is_block: is_brace
                && (inside.iter().any(opens) || inside.last().is_some_and(|last| is(last, ","))),
            delimiter,
            inside,
            flat,
        }
    }
}

/// Operators of one character.
const SIMPLE: &str = "!#$%&'*+,-./:;<=>?@\\^|~";

fn simple(character: char) -> &'static str {
    SIMPLE.find(character).map_or("", |at| &SIMPLE[at..=at])
}

/// Operators of two characters.
fn joined(first: &str, second: &str) -> Option<&'static str> {
    match (first, second) {
        (":", ":") => Some("::"),
        ("=", ">") => Some("=>"),
        ("-", ">") => Some("->"),
        (".", ".") => Some(".."),
        ("=", "=") => Some("=="),
        _ => None,
    }
}

pub(super) fn tokens(stream: TokenStream) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut joint = false;
    for tree in stream {
        let was_joint = std::mem::take(&mut joint);
        match tree {
            TokenTree::Ident(ident) => out.push(Token::Word(ident.to_string())),
            TokenTree::Literal(literal) => out.push(match literal.to_string() {
                text if text.starts_with('"') => Token::Text(text),
                text => Token::Word(text),
            }),
            TokenTree::Group(group) => {
                let (delimiter, inside) = (group.delimiter(), group.stream());
                // What only one holds need not be copied.
                drop(group);
                match delimiter {
                    Delimiter::None => out.extend(tokens(inside)),
                    _ => out.push(Token::Group(Group::new(delimiter, tokens(inside)))),
                }
            }
            TokenTree::Punct(punct) => {
                joint = punct.spacing() == Spacing::Joint;
                let operator = simple(punct.as_char());
                if was_joint
                    && let Some(Token::Operator(last)) = out.last_mut()
                    && let Some(both) = joined(last, operator)
                {
                    *last = both;
                    continue;
                }
                out.push(Token::Operator(operator));
            }
        }
    }
    out
}

/// Tokens on one line.
pub(super) fn flat(tokens: &[Token]) -> String {
    let mut line = String::new();
    write_flat(&mut line, tokens);
    line
}

fn write_flat(line: &mut String, tokens: &[Token]) {
    let mut closure = false;
    let mut before: Option<&Token> = None;
    for token in tokens {
        if before.is_some_and(|before| spaced(before, token, closure)) {
            line.push(' ');
        }
        match token {
            Token::Word(text) | Token::Text(text) => line.push_str(text),
            Token::Operator(text) => line.push_str(text),
            Token::Group(group) => line.push_str(&group.flat),
        }
        closure ^= is(token, "|");
        before = Some(token);
    }
}

pub(super) fn is(token: &Token, operator: &str) -> bool {
    matches!(token, Token::Operator(found) if *found == operator)
}

/// A space stands between two tokens; `closure` where the parameters of a closure are open.
pub(super) fn spaced(before: &Token, token: &Token, closure: bool) -> bool {
    const KEYWORDS: [&str; 12] = [
        "as", "dyn", "for", "impl", "in", "mut", "of", "pub", "ref", "show", "unit", "use",
    ];
    let keyword = || matches!(before, Token::Word(word) if KEYWORDS.contains(&word.as_str()));
    match (before, token) {
        (Token::Operator(operator), _) => match *operator {
            "::" | "." | ".." | "&" | "#" | "!" | "<" | "-" | "*" | "'" | "?" => false,
            "|" => !closure && !is(token, ","),
            ">" => match token {
                Token::Operator(next) => matches!(*next, "=" | "=>" | "->"),
                Token::Group(next) => next.delimiter == Delimiter::Brace,
                _ => true,
            },
            _ => !matches!(token, Token::Operator("," | ";" | ">")),
        },
        (_, Token::Operator(operator)) => match *operator {
            "," | ";" | ":" | "." | ".." | "?" | ">" | "!" => false,
            "::" | "<" => keyword(),
            "|" => !closure,
            _ => true,
        },
        (Token::Word(_), Token::Group(next)) => next.delimiter == Delimiter::Brace || keyword(),
        (Token::Group(_), Token::Group(next)) => next.delimiter == Delimiter::Brace,
        _ => true,
    }
}

pub(super) fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    }
}

pub(super) fn is_block(token: &Token) -> bool {
    matches!(token, Token::Group(group) if group.is_block)
}
