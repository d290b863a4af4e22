//! `smithy.api#pattern`: an ECMA-262 expression under the `u` flag.
//!
//! Public models also hold patterns in the dialect of the services that check them, Java's, and some
//! that only a lenient reader takes. Those are rewritten to what they mean; what is no expression in
//! either dialect is refused.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::{Mutex, PoisonError};

use smithy_catalog::constraint::compile;

/// What became of the patterns read so far: models repeat theirs, and compiling one with classes of
/// Unicode takes milliseconds.
static READ: Mutex<BTreeMap<String, Result<String, String>>> = Mutex::new(BTreeMap::new());

/// The pattern, in a form that compiles.
pub(super) fn read(pattern: &str) -> Result<String, String> {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = read.get(pattern) {
        return known.clone();
    }
    let form = form(pattern);
    read.insert(pattern.to_owned(), form.clone());
    form
}

fn form(pattern: &str) -> Result<String, String> {
    let Err(error) = compile(pattern) else {
        return Ok(pattern.to_owned());
    };
    let rewriter = Rewriter {
        rest: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 8),
        groups: vec![Group::default()],
        last: Last::Start,
    };
    rewriter
        .run()
        .filter(|rewritten| compile(rewritten).is_ok())
        .ok_or_else(|| format!("the {error}"))
}

/// What a group that is open needs at its end.
#[derive(Default)]
struct Group {
    /// Where it begins in the output.
    start: usize,
    /// It looks around, so that it is only an assertion.
    assertion: bool,
    /// Groups of flags that were opened inside and end with it.
    flags: usize,
}

/// What was written last, as far as a quantifier asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing that could be repeated.
    Start,
    /// Something that can be repeated, which begins here in the output.
    Atom(usize),
    /// An assertion, which begins here in the output.
    Assertion(usize),
    /// A quantifier of something that begins here in the output.
    Quantifier(usize),
}

struct Rewriter<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    groups: Vec<Group>,
    last: Last,
}

impl Rewriter<'_> {
    fn run(mut self) -> Option<String> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.open()?,
                ')' => self.close()?,
                '*' | '+' | '?' => self.quantifier(&c.to_string()),
                '{' => match self.bounds() {
                    Some(bounds) => self.quantifier(&bounds),
                    None => self.atom("\\{"),
                },
                '}' | ']' => self.atom(&format!("\\{c}")),
                '^' | '$' => {
                    self.last = Last::Assertion(self.out.len());
                    self.out.push(c);
                }
                '|' => {
                    self.last = Last::Start;
                    self.out.push(c);
                }
                _ => self.atom(c.encode_utf8(&mut [0; 4])),
            }
        }
        let outermost = self.groups.pop().filter(|_| self.groups.is_empty())?;
        self.out.push_str(&")".repeat(outermost.flags));
        Some(self.out)
    }

    fn atom(&mut self, text: &str) {
        self.last = Last::Atom(self.out.len());
        self.out.push_str(text);
    }

    /// A quantifier. Java's possessive `+` behind another is dropped; an assertion, and what has
    /// bounds already, is grouped so that it can be repeated.
    fn quantifier(&mut self, text: &str) {
        let start = match self.last {
            Last::Quantifier(_) if text == "+" => return,
            Last::Quantifier(start) if text.len() > 1 => self.group(start),
            Last::Assertion(start) => self.group(start),
            Last::Atom(start) | Last::Quantifier(start) => start,
            Last::Start => self.out.len(),
        };
        self.out.push_str(text);
        self.last = Last::Quantifier(start);
    }

    fn group(&mut self, start: usize) -> usize {
        self.out.insert_str(start, "(?:");
        self.out.push(')');
        start
    }

    /// `{1,2}` after its brace; nothing where the brace stands for itself.
    fn bounds(&mut self) -> Option<String> {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').collect();
        let (min, max) = ahead.split_once(',').unwrap_or((&ahead, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let closed = self.rest.clone().nth(ahead.chars().count()) == Some('}');
        if !closed || min.is_empty() || !digits(min) || !digits(max) {
            return None;
        }
        for _ in 0..=ahead.chars().count() {
            self.rest.next();
        }
        Some(format!("{{{ahead}}}"))
    }

    fn open(&mut self) -> Option<()> {
        let start = self.out.len();
        let mut ahead = self.rest.clone();
        let mut assertion = false;
        self.out.push('(');
        if ahead.next() == Some('?') {
            let kind: String = ahead.clone().take(2).collect();
            let flags: String = ahead.take_while(|c| *c != ')').collect();
            if !flags.is_empty() && flags.chars().all(|c| "ims".contains(c)) {
                self.rest.nth(flags.len() + 1)?;
                self.out.push_str(&format!("?{flags}:"));
                self.groups.last_mut()?.flags += 1;
                self.last = Last::Start;
                return Some(());
            }
            self.rest.next();
            self.out.push('?');
            assertion = kind.starts_with(['=', '!']) || kind == "<=" || kind == "<!";
            if kind.starts_with('>') {
                self.rest.next();
                self.out.push(':');
            } else {
                self.out.extend(self.rest.next());
            }
        }
        self.groups.push(Group {
            start,
            assertion,
            flags: 0,
        });
        self.last = Last::Start;
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let group = self.groups.pop().filter(|_| !self.groups.is_empty())?;
        self.out.push_str(&")".repeat(group.flags + 1));
        self.last = match group.assertion {
            true => Last::Assertion(group.start),
            false => Last::Atom(group.start),
        };
        Some(())
    }

    /// A class after its `[`. A hyphen beside a class of characters stands for itself.
    fn class(&mut self) -> Option<()> {
        let start = self.out.len();
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut after_set = false;
        loop {
            let c = self.rest.next()?;
            let set_ahead = |rest: &Peekable<Chars<'_>>| {
                let mut ahead = rest.clone();
                ahead.next() == Some('\\') && ahead.next().is_some_and(|c| "wWdDsSpP".contains(c))
            };
            match c {
                ']' => break,
                '\\' => {
                    after_set = self.rest.peek().is_some_and(|c| "wWdDsSpPh".contains(*c));
                    self.escape(true)?;
                    continue;
                }
                '-' if after_set || set_ahead(&self.rest) => self.out.push_str("\\-"),
                '[' => self.out.push_str("\\["),
                '&' if self.rest.peek() == Some(&'&') => return self.subtraction(start),
                _ => self.out.push(c),
            }
            after_set = false;
        }
        self.out.push(']');
        self.last = Last::Atom(start);
        Some(())
    }

    /// `&&[^…]]`: what the class has without these.
    fn subtraction(&mut self, start: usize) -> Option<()> {
        if self.rest.by_ref().take(3).collect::<String>() != "&[^" {
            return None;
        }
        let without: String = self.rest.by_ref().take_while(|c| *c != ']').collect();
        self.rest.next_if_eq(&']')?;
        self.out.insert_str(start, &format!("(?:(?![{without}])"));
        self.out.push_str("])");
        self.last = Last::Atom(start);
        Some(())
    }

    fn escape(&mut self, in_class: bool) -> Option<()> {
        let c = self.rest.next()?;
        let text = match c {
            'A' if !in_class => "^".to_owned(),
            'z' | 'Z' if !in_class => "$".to_owned(),
            'h' => bracketed(r"\t ", in_class),
            'p' | 'P' if self.rest.next_if_eq(&'{').is_some() => {
                property(&self.braced(), c == 'P', in_class)?
            }
            'x' if self.rest.next_if_eq(&'{').is_some() => format!("\\u{{{}}}", self.braced()),
            '0' => {
                let mut octal = "0".to_owned();
                octal.extend(std::iter::from_fn(|| {
                    self.rest.next_if(|c| ('0'..='7').contains(c))
                }));
                format!("\\u{{{:x}}}", u32::from_str_radix(&octal, 8).ok()?)
            }
            _ if c.is_alphanumeric() || "^$\\.*+?()[]{}|/".contains(c) => format!("\\{c}"),
            '-' if in_class => "\\-".to_owned(),
            _ => c.to_string(),
        };
        self.atom(&text);
        Some(())
    }

    /// What stands before the next closing brace, which is taken with it.
    fn braced(&mut self) -> String {
        self.rest.by_ref().take_while(|c| *c != '}').collect()
    }
}

fn bracketed(members: &str, in_class: bool) -> String {
    match in_class {
        true => members.to_owned(),
        false => format!("[{members}]"),
    }
}

/// A character property by Java's name or Unicode's.
fn property(name: &str, negated: bool, in_class: bool) -> Option<String> {
    let members = match name {
        "Alpha" => "A-Za-z",
        "Digit" => "0-9",
        "Alnum" => "A-Za-z0-9",
        "Upper" => "A-Z",
        "Lower" => "a-z",
        "Punct" => r"!-\/:-@\[-`\{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => r" \t",
        "Cntrl" => r"\u{0}-\u{1f}\u{7f}",
        "XDigit" => "0-9A-Fa-f",
        "Space" => r"\s",
        "ASCII" => r"\u{0}-\u{7f}",
        "all" => r"\s\S",
        "LD" => r"\p{L}\p{Nd}",
        _ => {
            let name = match name.strip_prefix("Is").unwrap_or(name) {
                "Whitespace" => "White_Space",
                other => other,
            };
            let letter = if negated { 'P' } else { 'p' };
            let plain = format!("\\{letter}{{{name}}}");
            let script = format!("\\{letter}{{Script={name}}}");
            return [plain, script]
                .into_iter()
                .find(|text| compile(text).is_ok());
        }
    };
    match (negated, in_class) {
        (false, _) => Some(bracketed(members, in_class)),
        (true, false) => Some(format!("[^{members}]")),
        (true, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_compiles_stays_as_it_is() {
        for pattern in [
            "",
            "^[a-z]+$",
            r"[\p{L}\p{Z}_.:/=+\-%@]*",
            "[\u{0020}-\u{D7FF}]",
        ] {
            assert_eq!(read(pattern).as_deref(), Ok(pattern));
        }
    }

    #[test]
    fn other_dialects_are_rewritten_to_what_they_mean() {
        for (pattern, expected) in [
            (r"[\w\-\_\:\.]*", r"[\w\-_:\.]*"),
            (r"[\w- ]*", r"[\w\- ]*"),
            (r"(?s).{1,3}", r"(?s:.{1,3})"),
            (r"^(a|(?i)b)$", r"^(a|(?i:b))$"),
            (r"\A\S[\p{Print}]*\z", r"^\S[ -~]*$"),
            (r"\p{XDigit}{8}", r"[0-9A-Fa-f]{8}"),
            (r"[^\p{C}\p{IsWhitespace}]+", r"[^\p{C}\p{White_Space}]+"),
            (r"^[\/]?+[a-z]+", r"^[\/]?[a-z]+"),
            (r"^[a-z]*${2,64}$", r"^[a-z]*(?:$){2,64}$"),
            (r"(?!\.)+x", r"(?:(?!\.))+x"),
            (r"[^/:|\000-\037]+", r"[^/:|\u{0}-\u{1f}]+"),
            (r"\x{60}", r"\u{60}"),
            (r"{a}", r"\{a\}"),
            (r"(?>a)", r"(?:a)"),
            (r"a{11}{0,9}$", r"(?:a{11}){0,9}$"),
            (r"(\u002F)|[\_]", r"(\u002F)|[_]"),
            (r"[\p{Print}&&[^|:/]]+", r"(?:(?![|:/])[ -~])+"),
        ] {
            assert_eq!(read(pattern).as_deref(), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn what_is_broken_is_refused() {
        for pattern in ["^([a-z$", "(", ")", "[a", "a**", r"\", "[z-a]", "(?<x", "*"] {
            let error = read(pattern).expect_err(pattern);
            assert!(error.contains(pattern), "{error}");
        }
    }
}
