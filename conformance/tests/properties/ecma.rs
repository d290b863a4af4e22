//! Patterns mean what they mean to an ECMA-262 engine.

use std::fmt::Write as _;

use omics_model::SERVICE;
use serde_json::json;
use smithy_catalog::constraint::compile;
use smithy_catalog::{Kind, Member};

use crate::oracle::NODE;

/// Texts tried with each pattern of the model, and with each that is here to be hard.
const TEXTS: usize = 10_000;

/// Texts tried with each class of characters; each holds a single one.
const CHARACTERS: usize = 1_500;

/// What engines get wrong: line ends, characters beyond the first plane, classes with odd contents, anchors.
const HARD: [&str; 34] = [
    "^.$",
    "^.+$",
    ".",
    "^[^]$",
    r"^\s+$",
    r"^\S$",
    r"\bb",
    r"^\w+$",
    r"^\W$",
    r"^\d$",
    r"^[\d\-x]+$",
    "^(?:a|ab)(?:c|bcd)$",
    "^(a*)*$",
    r"^(.)\1$",
    r"^(?<x>.)\k<x>$",
    "(?=a)b|^a",
    "^(?!a).",
    "(?<=a)b",
    "(?<!a)b$",
    r"^\u{1F600}$",
    r"^\uD83D\uDE00$",
    "^[😀-😂]$",
    "^😀{2}$",
    "^[a||b]+$",
    r"^[\p{L}||\p{M}]+$",
    r"^\p{L}\p{M}*$",
    r"^[^\p{L}\n]$",
    r"^\P{L}$",
    r"^[\p{L}--]$",
    r"^[\]\\^-]+$",
    "^é$",
    "^e\u{301}$",
    "a$|^b",
    "x{2,3}?",
];

/// Classes of characters by general category, by property and by script.
const CATEGORIES: [&str; 38] = [
    "L", "Lu", "Ll", "Lt", "LC", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp",
    "C", "Cc", "Cf", "Cs", "Co", "Cn",
];
const PROPERTIES: [&str; 47] = [
    "ASCII",
    "ASCII_Hex_Digit",
    "Alphabetic",
    "Any",
    "Assigned",
    "Bidi_Control",
    "Bidi_Mirrored",
    "Case_Ignorable",
    "Cased",
    "Changes_When_Casefolded",
    "Changes_When_Casemapped",
    "Changes_When_Lowercased",
    "Changes_When_NFKC_Casefolded",
    "Changes_When_Titlecased",
    "Changes_When_Uppercased",
    "Dash",
    "Default_Ignorable_Code_Point",
    "Deprecated",
    "Diacritic",
    "Emoji",
    "Emoji_Component",
    "Emoji_Modifier",
    "Emoji_Modifier_Base",
    "Emoji_Presentation",
    "Extended_Pictographic",
    "Extender",
    "Grapheme_Base",
    "Grapheme_Extend",
    "Hex_Digit",
    "IDS_Binary_Operator",
    "IDS_Trinary_Operator",
    "ID_Continue",
    "ID_Start",
    "Ideographic",
    "Join_Control",
    "Logical_Order_Exception",
    "Lowercase",
    "Math",
    "Noncharacter_Code_Point",
    "Pattern_Syntax",
    "Pattern_White_Space",
    "Quotation_Mark",
    "Radical",
    "Regional_Indicator",
    "Sentence_Terminal",
    "Soft_Dotted",
    "White_Space",
];
const SCRIPTS: [&str; 24] = [
    "Latin",
    "Greek",
    "Cyrillic",
    "Armenian",
    "Hebrew",
    "Arabic",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Thai",
    "Lao",
    "Tibetan",
    "Georgian",
    "Hangul",
    "Ethiopic",
    "Cherokee",
    "Khmer",
    "Mongolian",
    "Hiragana",
    "Katakana",
    "Bopomofo",
    "Han",
    "Common",
    "Inherited",
];

/// Every pattern of the model, once.
fn of_the_model() -> Vec<&'static str> {
    fn collect(member: &'static Member, found: &mut Vec<&'static str>) {
        found.extend(member.pattern());
        match member.target.kind {
            Kind::List { member, .. } => collect(member, found),
            Kind::Map { key, value, .. } => [key, value]
                .map(|it| collect(it, found))
                .into_iter()
                .collect(),
            _ => member
                .target
                .members()
                .iter()
                .for_each(|it| collect(it, found)),
        }
    }
    let mut found = Vec::new();
    for operation in SERVICE.operations {
        let shapes = [operation.input, operation.output];
        let members = shapes.iter().flat_map(|shape| shape.members());
        members.for_each(|member| collect(member, &mut found));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What patterns are about, and what they trip over.
const PIECES: [&str; 40] = [
    "a",
    "b",
    "ab",
    "x",
    "xx",
    "7",
    "42",
    "s3://",
    "arn:",
    "/",
    "-",
    ".",
    "|",
    "_",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "\u{1}",
    "é",
    "e\u{301}",
    "\u{301}",
    "ß",
    "İ",
    "ſ",
    "K",
    "中",
    "😀",
    "😁",
    "👩\u{200d}🔬",
    "\u{10ffff}",
    "\u{e000}",
    "\u{378}",
    "٣",
];

fn text(random: &mut fastrand::Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(..9) {
        match random.u8(..8) {
            0 => text.push(character(random)),
            _ => text.push_str(PIECES[random.usize(..PIECES.len())]),
        }
    }
    text
}

/// Any character, one of the first planes more often than not.
fn character(random: &mut fastrand::Rng) -> char {
    match random.u8(..4) {
        0 => random.char(..),
        1 => random.char('\0'..'\u{2000}'),
        2 => random.char('\u{2000}'..'\u{fffe}'),
        _ => random.char('\u{10000}'..'\u{20000}'),
    }
}

/// Whether each text is found, as digits; one line a question. What the engine refuses is `refused`, and
/// characters that it does not know are left out of the question as `?`.
const PROGRAM: &str = r"
const unassigned = /\p{Cn}/u;
for (const line of require('fs').readFileSync(0, 'utf8').split('\n')) {
  if (!line) continue;
  const { pattern, texts } = JSON.parse(line);
  let regex;
  try { regex = new RegExp(pattern, 'u'); } catch { console.log('refused'); continue; }
  console.log(texts.map(text => unassigned.test(text) ? '?' : regex.test(text) ? '1' : '0').join(''));
}
";

#[test]
fn patterns_match_what_an_ecma_262_engine_matches() {
    let mut random = fastrand::Rng::with_seed(262);
    let classes = CATEGORIES
        .iter()
        .chain(&PROPERTIES)
        .map(|name| format!(r"\p{{{name}}}"));
    let scripts = SCRIPTS.iter().map(|name| format!(r"\p{{Script={name}}}"));
    let extensions = SCRIPTS.iter().map(|name| format!(r"\p{{scx={name}}}"));
    let classes = classes.chain(scripts).chain(extensions);
    let mut questions: Vec<(String, Vec<String>)> = Vec::new();
    for pattern in of_the_model().into_iter().chain(HARD) {
        let texts = (0..TEXTS).map(|_| text(&mut random)).collect();
        questions.push((pattern.to_owned(), texts));
    }
    for class in classes {
        let texts = (0..CHARACTERS)
            .map(|_| character(&mut random).to_string())
            .collect();
        questions.push((format!("^{class}$"), texts));
    }
    let lines: String = questions
        .iter()
        .fold(String::new(), |mut lines, (pattern, texts)| {
            writeln!(lines, "{}", json!({"pattern": pattern, "texts": texts}))
                .expect("strings take text");
            lines
        });
    let Some(answer) = NODE.ask(PROGRAM, lines) else {
        return;
    };
    let mut answers = answer.lines();
    let mut differences = Vec::new();
    for (pattern, texts) in &questions {
        let said = answers.next().expect("a line an answer");
        let Ok(regex) = compile(pattern) else {
            assert_eq!(said, "refused", "{pattern} does not compile");
            continue;
        };
        assert_ne!(said, "refused", "{pattern} compiles");
        assert_eq!(said.len(), texts.len());
        for (text, said) in texts.iter().zip(said.chars()) {
            let ours = if regex.find(text).is_some() { '1' } else { '0' };
            if said != '?' && said != ours {
                differences.push(format!("{pattern} {text:?}: {said} there, {ours} here"));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{}: {:#?}",
        differences.len(),
        &differences[..differences.len().min(40)]
    );
}
