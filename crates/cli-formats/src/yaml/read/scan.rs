//! The tokens that consist of more than a sign.

use super::chars::{ends_line, ends_word, is_break};
use super::tokens::{Directive, Made, Token, Tokens};

/// How the end of a block scalar is treated.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    /// One line break stays.
    Clip,
    /// None does.
    Strip,
    /// All do.
    Keep,
}

impl Tokens {
    pub(super) fn scan_directive(&mut self) -> Made<Directive> {
        self.chars.skip();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_:.".contains(c);
        let name = self.chars.take_while(is_name);
        if name.is_empty() || !self.at_end_of_part() {
            return self.error("a directive has a name of letters and digits");
        }
        let directive = match name.as_str() {
            "YAML" => {
                self.chars.skip_while(|c| c == ' ');
                let major = self.scan_version_number()?;
                if self.chars.peek() != '.' {
                    return self.error("a version has two numbers");
                }
                self.chars.skip();
                Directive::Yaml(major, self.scan_version_number()?)
            }
            "TAG" => {
                self.chars.skip_while(|c| c == ' ');
                let handle = self.scan_tag_handle()?;
                if self.chars.peek() != ' ' {
                    return self.error("a blank is missing behind the handle");
                }
                self.chars.skip_while(|c| c == ' ');
                Directive::Tag(handle, self.scan_tag_uri()?)
            }
            _ => {
                self.chars.skip_while(|c| !ends_line(c));
                Directive::Other
            }
        };
        if !self.at_end_of_part() {
            return self.error("this does not belong to the directive");
        }
        self.skip_rest_of_line()?;
        Ok(directive)
    }

    fn scan_version_number(&mut self) -> Made<u32> {
        let digits = self.chars.take_while(|c| c.is_ascii_digit());
        match digits.parse() {
            Ok(number) => Ok(number),
            Err(_) => self.error("a version has two numbers"),
        }
    }

    /// A blank, but no tab, or the end of the line.
    fn at_end_of_part(&self) -> bool {
        let c = self.chars.peek();
        c == ' ' || ends_line(c)
    }

    /// Steps over blanks, a comment and the end of the line.
    fn skip_rest_of_line(&mut self) -> Made<()> {
        self.chars.skip_while(|c| c == ' ');
        if self.chars.peek() == '#' {
            self.chars.skip_while(|c| !ends_line(c));
        }
        if !ends_line(self.chars.peek()) {
            return self.error("only a comment may stand here");
        }
        self.chars.line_break();
        Ok(())
    }

    pub(super) fn scan_alias(&mut self) -> Made<Token> {
        Ok(Token::Alias(self.scan_name()?))
    }

    pub(super) fn scan_anchor(&mut self) -> Made<Token> {
        Ok(Token::Anchor(self.scan_name()?))
    }

    /// The name of an anchor, behind its sign.
    fn scan_name(&mut self) -> Made<String> {
        self.chars.skip();
        let is_part = |c: char| !ends_word(c) && !",[]{}\u{feff}".contains(c);
        let name = self.chars.take_while(is_part);
        match name.is_empty() {
            true => self.error("the name of an anchor is missing"),
            false if self.chars.peek() == '\u{feff}' => self.error("an anchor has no such name"),
            false => Ok(name),
        }
    }

    pub(super) fn scan_tag(&mut self) -> Made<Token> {
        let next = self.chars.ahead(1);
        let (handle, suffix) = if next == '<' {
            self.chars.skip();
            self.chars.skip();
            let suffix = self.scan_tag_uri()?;
            if self.chars.peek() != '>' {
                return self.error("a tag is not closed by >");
            }
            self.chars.skip();
            (None, suffix)
        } else if ends_word(next) {
            self.chars.skip();
            (None, "!".to_owned())
        } else {
            let rest = (1..).map(|distance| self.chars.ahead(distance));
            let mut rest = rest.take_while(|&c| c != ' ' && !ends_line(c));
            let handle = match rest.any(|c| c == '!') {
                true => self.scan_tag_handle()?,
                false => {
                    self.chars.skip();
                    "!".to_owned()
                }
            };
            (Some(handle), self.scan_tag_uri()?)
        };
        match self.at_end_of_part() {
            true => Ok(Token::Tag(handle, suffix)),
            false => self.error("a tag ends with a blank"),
        }
    }

    fn scan_tag_handle(&mut self) -> Made<String> {
        if self.chars.peek() != '!' {
            return self.error("a handle begins with !");
        }
        let mut handle = self.chars.take(1);
        if self.chars.peek() != ' ' {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            handle += &self.chars.take_while(is_part);
            if self.chars.peek() != '!' {
                return self.error("a handle ends with !");
            }
            handle += &self.chars.take(1);
        }
        Ok(handle)
    }

    fn scan_tag_uri(&mut self) -> Made<String> {
        let takes_hash = self.version > (1, 1);
        let is_part = |c: char| {
            c.is_ascii_alphanumeric()
                || "-;/?:@&=+$,_.!~*'()[]".contains(c)
                || (c == '#' && takes_hash)
        };
        let mut uri = String::new();
        loop {
            uri += &self.chars.take_while(is_part);
            if self.chars.peek() != '%' {
                break;
            }
            uri += &self.scan_uri_escapes()?;
        }
        match uri.is_empty() {
            true => self.error("a tag is missing"),
            false => Ok(uri),
        }
    }

    fn scan_uri_escapes(&mut self) -> Made<String> {
        let mut bytes = Vec::new();
        while self.chars.peek() == '%' {
            self.chars.skip();
            let digits = self.chars.take(2);
            let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
            match u8::from_str_radix(&digits, 16).ok().filter(|_| is_hex) {
                Some(byte) => bytes.push(byte),
                None => return self.error("two hexadecimal digits belong behind %"),
            }
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => self.error("escapes in a tag are not UTF-8"),
        }
    }

    pub(super) fn scan_block_scalar(&mut self, is_folded: bool) -> Made<String> {
        self.chars.skip();
        let (chomping, increment) = self.scan_block_header()?;
        self.skip_rest_of_line()?;
        let least = usize::try_from(self.indent + 1).unwrap_or(0);
        let (mut breaks, indent) = match increment {
            None => {
                let (breaks, most) = self.scan_block_indentation();
                (breaks, least.max(most))
            }
            Some(increment) => {
                let indent = least.max(1) + increment - 1;
                (self.scan_block_breaks(indent), indent)
            }
        };
        // Where nothing is indented, a document may end.
        let at_edge = increment.is_none() && least == 0;
        let mut text = String::new();
        let mut line_break = "";
        while self.chars.column == indent && self.chars.peek() != '\0' {
            text += &breaks;
            let is_blank = |c: char| matches!(c, ' ' | '\t');
            let begins_blank = is_blank(self.chars.peek());
            text += &self.chars.take_while(|c| !ends_line(c));
            line_break = self.chars.line_break();
            breaks = self.scan_block_breaks(indent);
            let at_mark = at_edge && self.chars.column == 0 && self.chars.at_document_mark();
            if at_mark || self.chars.column != indent || self.chars.peek() == '\0' {
                break;
            }
            let folds = is_folded && line_break == "\n" && !begins_blank;
            if !folds || is_blank(self.chars.peek()) {
                text += line_break;
            } else if breaks.is_empty() {
                text.push(' ');
            }
        }
        if chomping != Chomping::Strip {
            text += line_break;
        }
        match chomping {
            Chomping::Keep => text += &breaks,
            _ if !breaks.is_empty() => self.skip_to_next(),
            _ => {}
        }
        Ok(text)
    }

    /// How the scalar ends, and how far it is indented if that is told: each in either order.
    fn scan_block_header(&mut self) -> Made<(Chomping, Option<usize>)> {
        let mut chomping = None;
        let mut increment = None;
        for _ in 0..2 {
            match self.chars.peek() {
                '+' if chomping.is_none() => chomping = Some(Chomping::Keep),
                '-' if chomping.is_none() => chomping = Some(Chomping::Strip),
                '0' if increment.is_none() => return self.error("an indentation is 1 to 9"),
                c if increment.is_none() && c.is_ascii_digit() => {
                    increment = c.to_digit(10).map(|digit| digit as usize);
                }
                _ => break,
            }
            self.chars.skip();
        }
        match self.at_end_of_part() {
            true => Ok((chomping.unwrap_or(Chomping::Clip), increment)),
            false => self.error("this is no indentation or end of a block scalar"),
        }
    }

    /// The empty lines before a block scalar, and its indentation.
    fn scan_block_indentation(&mut self) -> (String, usize) {
        let mut breaks = String::new();
        let mut most = 0;
        loop {
            if self.chars.peek() == ' ' {
                self.chars.skip();
                most = most.max(self.chars.column);
                continue;
            }
            match self.chars.line_break() {
                "" => return (breaks, most),
                line_break => breaks += line_break,
            }
        }
    }

    fn scan_block_breaks(&mut self, indent: usize) -> String {
        let mut breaks = String::new();
        loop {
            while self.chars.column < indent && self.chars.peek() == ' ' {
                self.chars.skip();
            }
            match self.chars.line_break() {
                "" => return breaks,
                line_break => breaks += line_break,
            }
        }
    }

    pub(super) fn scan_plain(&mut self) -> Made<Token> {
        let indent = self.indent + 1;
        let mut text = String::new();
        let mut spaces = String::new();
        while self.chars.peek() != '#' {
            let part = self.scan_plain_part();
            if part.is_empty() {
                break;
            }
            self.may_begin_key = false;
            text += &spaces;
            text += &part;
            spaces = match self.scan_plain_spaces() {
                Some(spaces) if !spaces.is_empty() => spaces,
                _ => break,
            };
            let column = isize::try_from(self.chars.column).unwrap_or(isize::MAX);
            if !self.in_flow() && column < indent {
                break;
            }
        }
        let is_plain = true;
        Ok(Token::Scalar { text, is_plain })
    }

    /// A plain scalar up to the next blank.
    fn scan_plain_part(&mut self) -> String {
        let mut part = String::new();
        loop {
            let (c, next) = (self.chars.peek(), self.chars.ahead(1));
            let goes_on = match c {
                ':' => !ends_word(next),
                '?' => self.version != (1, 1) || !self.in_flow(),
                _ => !(ends_word(c) || self.in_flow() && ",[]{}".contains(c)),
            };
            if !goes_on {
                return part;
            }
            part.push(c);
            self.chars.skip();
        }
    }

    /// The blanks within a plain scalar, with lines folded. None where a document ends.
    fn scan_plain_spaces(&mut self) -> Option<String> {
        let blanks = self.chars.take_while(|c| c == ' ');
        if !is_break(self.chars.peek()) {
            return Some(blanks);
        }
        let first = self.chars.line_break();
        self.may_begin_key = true;
        let mut breaks = String::new();
        loop {
            if self.chars.at_document_mark() {
                return None;
            }
            self.chars.skip_while(|c| c == ' ');
            match self.chars.line_break() {
                "" => return Some(folded(first, breaks)),
                line_break => breaks += line_break,
            }
        }
    }
}

/// Line breaks within a scalar: the first is a blank if no others follow.
pub(super) fn folded(first: &str, breaks: String) -> String {
    match (first, breaks.is_empty()) {
        ("\n", true) => " ".to_owned(),
        ("\n", false) => breaks,
        (first, _) => format!("{first}{breaks}"),
    }
}
