//! All mutants of a file in one text, so that they are built once: every function chooses by the number of the
//! mutant which of its bodies runs.

use serde::Deserialize;

/// A change that cargo-mutants would make.
#[derive(Debug, Deserialize)]
pub(super) struct Mutant {
    /// The file, from the root of the repository.
    pub(super) file: String,
    /// File, line, column and change.
    pub(super) name: String,
    /// The function that is changed.
    function: Option<Function>,
    /// What is replaced.
    span: Span,
    replacement: String,
}

#[derive(Debug, Deserialize)]
struct Function {
    span: Span,
}

#[derive(Debug, Deserialize)]
struct Span {
    start: Place,
    end: Place,
}

/// Line and column in characters, both counted from one.
#[derive(Debug, Deserialize)]
struct Place {
    line: usize,
    column: usize,
}

impl Mutant {
    /// What the names begin with of the tests that are nearest; none for the root of a crate.
    pub(super) fn nearest_tests(&self) -> Option<String> {
        let (_, path) = self.file.split_once("/src/")?;
        let module = path.split(['/', '.']).next()?;
        (module != "lib").then(|| format!("{module}::"))
    }
}

/// What runs the mutant of this number; none if it is 0 or missing.
pub(super) const VARIABLE: &str = "MUTANT";

/// What the functions ask. It stands in `lib.rs` of the crate.
pub(super) const CHOICE: &str = r#"
pub(crate) fn mutant() -> usize {
    static NUMBER: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| {
        std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(0)
    });
    *NUMBER
}
"#;

const START: &str = "/*mutant ";
const END: &str = "/*mutant*/";

/// The text with the mutants of those numbers in it, and the numbers of those that have no place: they are in no function,
/// or in one that has to be known when it is compiled.
pub(super) fn weave(text: &str, mutants: &[(usize, &Mutant)]) -> (String, Vec<usize>) {
    let mut functions: Vec<Woven> = Vec::new();
    let mut homeless = Vec::new();
    let lines = line_starts(text);
    let bytes = |span: &Span| [&span.start, &span.end].map(|place| offset(text, &lines, place));
    for (number, mutant) in mutants {
        let Some(function) = &mutant.function else {
            homeless.push(*number);
            continue;
        };
        let [start, end] = bytes(&function.span);
        let body = body(text, start);
        let signature = &text[start..body];
        if signature.contains("const fn") || signature.contains("-> impl ") {
            homeless.push(*number);
            continue;
        }
        let [from, to] = bytes(&mutant.span);
        let (before, behind) = (&text[body + 1..from], &text[to..end - 1]);
        let change = &mutant.replacement;
        let arm = format!("\n{START}{number}*/ {number} => {{{before}{change} {behind}\n}} {END}");
        match functions.iter_mut().find(|woven| woven.body == body) {
            Some(woven) => woven.arms.push(arm),
            None => functions.push(Woven {
                body,
                end,
                arms: vec![arm],
            }),
        }
    }
    functions.sort_by_key(|woven| woven.body);
    let mut out = Out {
        text,
        functions: &functions,
        woven: String::new(),
    };
    out.copy(0, text.len());
    (out.woven, homeless)
}

/// A function and its other bodies.
struct Woven {
    /// Where its body opens.
    body: usize,
    /// Behind its body.
    end: usize,
    arms: Vec<String>,
}

struct Out<'a> {
    text: &'a str,
    functions: &'a [Woven],
    woven: String,
}

impl Out<'_> {
    /// Copies a part of the text, with other bodies for the functions in it. Those within a function have theirs only in
    /// its own body.
    fn copy(&mut self, from: usize, to: usize) {
        let mut at = from;
        for function in self.functions {
            if function.body < at || function.end > to {
                continue;
            }
            self.woven.push_str(&self.text[at..function.body]);
            self.woven.push_str("{ match crate::mutant() {");
            self.woven.extend(function.arms.iter().map(String::as_str));
            self.woven.push_str("\n_ => {");
            self.copy(function.body + 1, function.end - 1);
            self.woven.push_str("}\n}}");
            at = function.end;
        }
        self.woven.push_str(&self.text[at..to]);
    }
}

/// The mutant that each line of a woven text belongs to.
pub(super) fn owners(woven: &str) -> Vec<Option<usize>> {
    let mut owner = None;
    let of_line = |line: &str| {
        if let Some(number) = line.strip_prefix(START) {
            owner = number.split('*').next().and_then(|it| it.parse().ok());
        }
        let of_this = owner;
        if line.ends_with(END) {
            owner = None;
        }
        of_this
    };
    woven.lines().map(of_line).collect()
}

fn line_starts(text: &str) -> Vec<usize> {
    let behind_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind_breaks).collect()
}

fn offset(text: &str, lines: &[usize], place: &Place) -> usize {
    let start = lines[place.line - 1];
    let before = text[start..].chars().take(place.column - 1);
    start + before.map(char::len_utf8).sum::<usize>()
}

/// Where the body of the function at `start` opens: the first brace behind documentation and attributes.
fn body(text: &str, start: usize) -> usize {
    let mut at = start;
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("#[") {
            let mut depth = 0;
            let closes = |c: char| {
                depth += i32::from(c == '[') - i32::from(c == ']');
                c == ']' && depth == 0
            };
            at += rest.find(closes).map_or(rest.len(), |end| end + 1);
        } else {
            return at
                + rest
                    .find('{')
                    .expect("a function that is changed has a body");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As cargo-mutants lists it; places are of the whole text.
    fn mutant(text: &str, function: &str, old: &str, new: &str) -> Mutant {
        let place = |at: usize| {
            let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            json!({"line": text[..at].matches('\n').count() + 1, "column": text[line_start..at].chars().count() + 1})
        };
        let span = |part: &str| {
            let start = text.find(part).expect("a part of the text");
            json!({"start": place(start), "end": place(start + part.len())})
        };
        let listed = json!({
            "file": "a.rs", "name": "", "replacement": new,
            "function": {"span": span(function)}, "span": span(old),
        });
        serde_json::from_value(listed).expect("a mutant")
    }

    const INNER: &str = "fn inner(é: i32) -> i32 {\n        é + 1\n    }";

    #[test]
    fn a_function_has_all_its_bodies_and_one_within_it_its_own() {
        let outer = format!(
            "/// {{\n#[inline(always)] // [\nfn outer() -> bool {{\n    {INNER}\n    inner(2) < 3\n}}"
        );
        let text = format!("mod m {{\n{outer}\n}}\n");
        let mutants = [
            mutant(&text, &outer, "<", "=="),
            mutant(&text, INNER, "+", "-"),
            mutant(&text, INNER, "é + 1", "0"),
        ];
        let numbered: Vec<_> = (7..).zip(&mutants).collect();
        let (woven, homeless) = weave(&text, &numbered);
        assert!(homeless.is_empty());
        let expected = format!(
            "mod m {{
/// {{
#[inline(always)] // [
fn outer() -> bool {{ match crate::mutant() {{
/*mutant 7*/ 7 => {{
    {INNER}
    inner(2) ==  3

}} /*mutant*/
_ => {{
    fn inner(é: i32) -> i32 {{ match crate::mutant() {{
/*mutant 8*/ 8 => {{
        é -  1
    
}} /*mutant*/
/*mutant 9*/ 9 => {{
        0 
    
}} /*mutant*/
_ => {{
        é + 1
    }}
}}}}
    inner(2) < 3
}}
}}}}
}}
"
        );
        assert_eq!(woven, expected);
        let owners = owners(&woven);
        assert_eq!(owners.iter().filter(|it| **it == Some(7)).count(), 7);
        assert_eq!((owners[4], owners[11], owners[21]), (Some(7), None, None));
    }

    #[test]
    fn the_nearest_tests_are_those_of_the_same_module() {
        let nearest = |file: &str| {
            let mut mutant = mutant("a b", "a", "b", "");
            mutant.file = file.to_owned();
            mutant.nearest_tests()
        };
        let of_yaml = Some("yaml::".to_owned());
        assert_eq!(nearest("crates/c/src/yaml.rs"), of_yaml);
        assert_eq!(nearest("crates/c/src/yaml/read/scan.rs"), of_yaml);
        assert_eq!(nearest("crates/c/src/lib.rs"), None);
    }

    #[test]
    fn what_is_known_when_it_is_compiled_has_no_choice() {
        let constant = "const fn two() -> i32 {\n    1 + 1\n}";
        let hidden = "fn all() -> impl Iterator<Item = i32> {\n    0..2 * 2\n}";
        let text = format!("{constant}\n{hidden}\n");
        let mutants = [
            mutant(&text, constant, "+", "-"),
            mutant(&text, hidden, "*", "/"),
        ];
        let numbered: Vec<_> = (1..).zip(&mutants).collect();
        assert_eq!(weave(&text, &numbered), (text, vec![1, 2]));
    }
}
