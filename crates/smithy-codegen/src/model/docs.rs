//! Documentation: from the CommonMark-with-HTML of Smithy models to Markdown rustdoc reads without a
//! warning.

/// Converts a documentation trait's text.
///
/// Block and inline HTML become their Markdown counterparts, unknown tags are dropped, entities are
/// decoded, and what rustdoc would take for a link or an HTML tag is escaped.
pub(crate) fn markdown(html: &str) -> String {
    let mut writer = Writer::default();
    let html = printable(html);
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        writer.text(&rest[..start]);
        rest = &rest[start..];
        match Tag::parse(rest) {
            Some((tag, length)) => {
                writer.tag(&tag);
                rest = &rest[length..];
            }
            None => {
                writer.text("<");
                rest = &rest[1..];
            }
        }
    }
    writer.text(rest);
    writer.finish()
}

/// The text without what a Rust comment may not hold: every line ends in a line feed, other control
/// characters are blanks, and marks of text direction are gone.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text of one line, for people: blanks between the words and nothing else.
pub(super) fn line(text: &str) -> String {
    let printable = printable(text);
    let words: Vec<&str> = printable.split_whitespace().collect();
    words.join(" ")
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    href: Option<&'a str>,
}

impl<'a> Tag<'a> {
    /// Reads a tag at the start of `text`; gives it and its length in bytes.
    fn parse(text: &'a str) -> Option<(Self, usize)> {
        if text.starts_with("<!--") {
            let length = text.find("-->").map_or(text.len(), |end| end + 3);
            return Some((
                Self {
                    name: "!",
                    closing: false,
                    href: None,
                },
                length,
            ));
        }
        let end = text.find('>')?;
        let inner = &text[1..end];
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let name_end = inner
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(inner.len());
        let name = &inner[..name_end];
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        if !KNOWN_TAGS.contains(&name.to_ascii_lowercase().as_str()) {
            return None;
        }
        let attributes = &inner[name_end..];
        let href = attributes.split_once("href=").and_then(|(_, value)| {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            value[1..].split(quote).next()
        });
        Some((
            Self {
                name,
                closing,
                href,
            },
            end + 1,
        ))
    }
}

const KNOWN_TAGS: [&str; 36] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "enum",
    "fullname",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "important",
    "li",
    "note",
    "ol",
    "p",
    "pre",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "ul",
    "tbody",
];

#[derive(Default)]
struct Writer {
    out: String,
    /// Indentation of list items: the marker's next number, or none for bullets.
    lists: Vec<Option<usize>>,
    /// The fence of the source that is open.
    fence: Option<&'static str>,
    links: Vec<Option<String>>,
    code: usize,
    preformatted: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let decoded = decode_entities(text);
        for (index, line) in decoded.split('\n').enumerate() {
            let begins = index > 0 || self.out.is_empty() || self.out.ends_with('\n');
            let fence = ["```", "~~~"]
                .into_iter()
                .find(|mark| begins && line.trim_start().starts_with(mark));
            match fence {
                Some(mark) if self.fence == Some(mark) => {
                    self.fence = None;
                    self.fence(true);
                }
                Some(mark) if !self.preformatted && self.code == 0 => {
                    self.fence(false);
                    self.fence = Some(mark);
                }
                _ if self.preformatted => {
                    if index > 0 && !self.out.ends_with("```text\n") {
                        self.out.push('\n');
                    }
                    self.out.push_str(&line.replace("```", "'''"));
                }
                _ => {
                    if index > 0 {
                        self.line_end(line);
                    }
                    self.words(line);
                }
            }
        }
    }

    /// A line break of the source: paragraphs stay apart, other breaks are spaces.
    fn line_end(&mut self, next: &str) {
        if next.trim().is_empty() && !self.out.ends_with("\n\n") {
            self.paragraph();
        } else if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push('\n');
        }
    }

    fn words(&mut self, line: &str) {
        let at_start = self.out.is_empty() || self.out.ends_with('\n') || self.at_item();
        let line = if at_start { line.trim_start() } else { line };
        if self.code > 0 {
            self.out.push_str(&line.replace('`', "'"));
        } else {
            escape_into(&mut self.out, line);
        }
    }

    fn paragraph(&mut self) {
        if self.at_item() {
            return;
        }
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
    }

    /// Nothing but the mark of a list item stands on the line.
    fn at_item(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default().trim();
        line.strip_suffix('.')
            .map_or(line == "-", |number| number.parse::<usize>().is_ok())
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name.to_ascii_lowercase().as_str() {
            "p" | "div" | "note" | "important" | "dl" | "dd" | "blockquote" | "table" | "tbody"
            | "caption" | "fullname" => self.paragraph(),
            "h1" | "h2" | "h3" | "h4" | "dt" | "tr" => {
                self.paragraph();
            }
            "br" => self.out.push('\n'),
            "td" | "th" if tag.closing => self.out.push(' '),
            "ul" => self.list(tag, None),
            "ol" => self.list(tag, Some(1)),
            "li" if !tag.closing => self.item(),
            "b" | "strong" => self.emphasis("**"),
            "i" | "em" => self.emphasis("*"),
            "pre" => self.fence(tag.closing),
            "code" if !self.preformatted => self.code_span(tag.closing),
            "a" => self.link(tag),
            _ => {}
        }
    }

    fn list(&mut self, tag: &Tag<'_>, start: Option<usize>) {
        self.paragraph();
        if tag.closing {
            self.lists.pop();
        } else {
            self.lists.push(start);
        }
    }

    fn item(&mut self) {
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let depth = self.lists.len().saturating_sub(1);
        self.out
            .push_str(&" ".repeat((2 * depth).min(self.deepest_item())));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.out.push_str("- "),
        }
    }

    /// How far an item may be indented: under the item above it. More would be code.
    fn deepest_item(&self) -> usize {
        let above = self.out.trim_end().rsplit('\n').next().unwrap_or_default();
        let text = above.trim_start();
        let marked = text.starts_with("- ") || text.starts_with(|c: char| c.is_ascii_digit());
        let indent = above.len() - text.len();
        if marked { indent + 2 } else { indent.min(2) }
    }

    fn emphasis(&mut self, mark: &str) {
        if self.code == 0 && !self.preformatted {
            self.out.push_str(mark);
        }
    }

    fn code_span(&mut self, closing: bool) {
        if closing {
            if self.code > 0 {
                self.code -= 1;
                self.out.push('`');
            }
        } else {
            if self.out.ends_with('`') {
                self.out.push(' ');
            }
            self.code += 1;
            self.out.push('`');
        }
    }

    fn fence(&mut self, closing: bool) {
        if closing && self.preformatted {
            self.out.push_str("\n```\n\n");
            self.preformatted = false;
        } else if !closing && !self.preformatted {
            self.paragraph();
            self.out.push_str("```text\n");
            self.preformatted = true;
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        if self.preformatted || self.code > 0 {
            return;
        }
        if !tag.closing {
            let href = tag
                .href
                .filter(|href| href.starts_with("http"))
                .map(str::to_owned);
            if href.is_some() {
                self.out.push('[');
            }
            self.links.push(href);
        } else if let Some(Some(href)) = self.links.pop() {
            let href = href
                .replace(' ', "%20")
                .replace('(', "%28")
                .replace(')', "%29");
            self.out.push_str(&format!("]({href})"));
        }
    }

    fn finish(mut self) -> String {
        if self.code > 0 {
            self.out.push('`');
        }
        if self.preformatted {
            self.out.push_str("\n```");
        }
        while let Some(link) = self.links.pop() {
            if let Some(href) = link {
                self.out.push_str(&format!("]({href})"));
            }
        }
        tidy(&self.out)
    }
}

/// Trailing blanks go, and runs of empty lines become one.
fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && out.last().is_none_or(|last| last.is_empty()) {
            continue;
        }
        out.push(line);
    }
    out.join("\n").trim_end().to_owned()
}

/// Plain text: code spans stay as they are, everything rustdoc could take for a link or a tag is
/// escaped, bare addresses become links.
fn escape_into(out: &mut String, line: &str) {
    let mut in_code = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let address_start = rest.starts_with("http://") || rest.starts_with("https://");
        if !in_code && address_start && !out.ends_with(['(', '<', '[']) {
            let end = rest
                .find(|c: char| {
                    c.is_whitespace()
                        || matches!(c, '<' | '>' | '"' | ')' | ']' | '`' | '{' | '}' | '*')
                })
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ',', ';', ':']);
            out.push_str(&format!("<{address}>"));
            rest = &rest[address.len()..];
            continue;
        }
        match c {
            '\\' if !in_code && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&rest[..2]);
                rest = &rest[2..];
                continue;
            }
            '`' => in_code = !in_code,
            '<' | '>' | '[' | ']' if !in_code && !is_markdown_link(rest, c) => out.push('\\'),
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    if in_code {
        out.push('`');
    }
}

/// A `[text](http…)` link of the source stays one.
fn is_markdown_link(rest: &str, c: char) -> bool {
    match c {
        '[' => rest
            .split_once("](http")
            .is_some_and(|(text, _)| !text[1..].contains(['[', ']'])),
        ']' => rest.starts_with("](http"),
        _ => false,
    }
}

fn decode_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn html_becomes_markdown() {
        for (html, expected) in [
            ("<p>One.</p> <p>Two <code>x</code>.</p>", "One.\n\nTwo `x`."),
            ("<ul> <li> <p>a</p> </li> <li>b</li> </ul>", "- a\n- b"),
            ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
            (
                "See <a href=\"https://x.y/z\">the guide</a>.",
                "See [the guide](https://x.y/z).",
            ),
            ("<i>it</i> <b>bold</b>", "*it* **bold**"),
            ("A &lt;b&gt; &amp; c", "A \\<b\\> & c"),
            ("Vec<String> and [x]", "Vec\\<String\\> and \\[x\\]"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("[guide](https://a.b)", "[guide](https://a.b)"),
            ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
            ("<!-- hidden -->shown", "shown"),
            ("<code>open", "`open`"),
            ("a\rb\r\nc\u{0}d\u{202E}", "a\nb\nc d"),
            (
                "```\nlet x = [1];\n```\nafter",
                "```text\nlet x = [1];\n```\n\nafter",
            ),
            ("~~~rust\nx\n```\n~~~", "```text\nx\n'''\n```"),
            ("<pre>a\n```\nb</pre>", "```text\na\n'''\nb\n```"),
            ("one\n\n    indented", "one\n\nindented"),
            ("<ul><ul><ul><li>deep</li></ul></ul></ul>", "- deep"),
            ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
            ("\\[kept\\] \\d", "\\[kept\\] \\d"),
        ] {
            assert_eq!(markdown(html), expected, "{html}");
        }
    }
}
