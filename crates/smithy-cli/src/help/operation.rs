//! The page about an operation. All of it comes from the catalog.

use aws_settings::quote_word;
use smithy_catalog::{Kind, Member, Operation, Shape};

use super::markdown::{self, Block};
use super::page::{BODY, Page, Style};
use super::{example, row, usage, visible, words};
use crate::args::OptionSpec;
use crate::exit;
use crate::options::{self, MAX_ITEMS, PAGE_SIZE};
use crate::program::Program;
use crate::service::Service;

/// The indentation of what is said about an option.
const DETAIL: usize = 6;
/// What help calls the file that an answer goes to.
const OUTFILE: &str = "OUTFILE";

/// The page about an operation.
pub(super) fn page(
    program: &Program,
    service: &Service,
    operation: &'static Operation,
    style: Style,
) -> String {
    let mut writer = Writer::new(program, service, operation, style);
    writer.summary();
    writer.usage();
    writer.description();
    writer.members();
    writer.other_options();
    writer.output();
    writer.errors();
    writer.examples();
    writer.globals();
    writer.page.finish()
}

/// What the page about an operation says of one option; none where the option stands for no member.
#[cfg(feature = "prompt")]
pub(super) fn option(
    program: &Program,
    service: &Service,
    operation: &'static Operation,
    name: &str,
    style: Style,
) -> Option<String> {
    let mut writer = Writer::new(program, service, operation, style);
    let members = operation.input.members();
    let stands_for = |member: &&Member| {
        let own = options::name(operation, member.name);
        own == name || options::negation(operation, member.name) == name
    };
    writer.member(members.iter().find(stands_for)?);
    Some(writer.page.finish()).filter(|text| !text.is_empty())
}

struct Writer<'p> {
    page: Page,
    program: &'p Program,
    service: &'p Service,
    operation: &'static Operation,
    command: String,
    options: Vec<OptionSpec>,
}

impl<'p> Writer<'p> {
    fn new(
        program: &'p Program,
        service: &'p Service,
        operation: &'static Operation,
        style: Style,
    ) -> Self {
        Self {
            page: Page::new(style),
            program,
            service,
            operation,
            command: operation.command(),
            options: visible(options::of(operation)),
        }
    }

    fn summary(&mut self) {
        self.page.heading("NAME");
        let summary = options::summary(self.operation.documentation);
        let text = format!("{} - {summary}", self.command);
        self.page.fill(BODY, DETAIL, text.split(' '));
        if let Some(reason) = self.operation.deprecated {
            self.page.paragraph(BODY, &format!("Deprecated. {reason}"));
        }
    }

    /// What is required comes first, as it must be thought of first.
    fn usage(&mut self) {
        self.page.heading("SYNOPSIS");
        let (required, optional): (Vec<_>, Vec<_>) =
            self.options.iter().partition(|option| option.required);
        let mut words = vec![self.program.invocation(self.service), self.command.clone()];
        words.extend(required.into_iter().map(usage));
        words.extend(self.outfile().map(|_| OUTFILE.to_owned()));
        words.extend(
            optional
                .into_iter()
                .map(|spec| format!("[{}]", usage(spec))),
        );
        words.push("[GLOBAL OPTIONS]".to_owned());
        self.page
            .fill(BODY, DETAIL, words.iter().map(String::as_str));
    }

    fn description(&mut self) {
        self.page.heading("DESCRIPTION");
        self.documentation(BODY, self.operation.documentation);
        if self.operation.pages().is_some() {
            self.page.gap();
            self.page.paragraph(
                BODY,
                &format!(
                    "All pages are fetched, one after the other, and shown as one answer. \
                     --{PAGE_SIZE} sets the size of a page, --{MAX_ITEMS} the number of items \
                     in all. --no-paginate fetches the first page only."
                ),
            );
        }
    }

    /// The options that stand for members of the input.
    fn members(&mut self) {
        let members = self.operation.input.members();
        let (required, optional): (Vec<&Member>, Vec<&Member>) = members
            .iter()
            .filter(|member| self.option(member).is_some())
            .partition(|member| self.option(member).is_some_and(|option| option.required));
        if required.is_empty() && optional.is_empty() {
            return;
        }
        self.page.heading("OPTIONS");
        for (at, member) in required.into_iter().chain(optional).enumerate() {
            if at > 0 {
                self.page.gap();
            }
            self.member(member);
        }
    }

    /// The visible option of a member.
    fn option(&self, member: &Member) -> Option<&OptionSpec> {
        let name = options::name(self.operation, member.name);
        self.options.iter().find(|option| option.name == name)
    }

    fn member(&mut self, member: &Member) {
        let Some(option) = self.option(member) else {
            return;
        };
        let mut title = usage(option);
        if matches!(member.target.kind, Kind::Boolean) {
            title = format!(
                "{title} | --{}",
                options::negation(self.operation, member.name)
            );
        }
        if option.required {
            title.push_str(" (required)");
        }
        self.page.fill(BODY, DETAIL, title.split(' '));
        if let Some(reason) = member.deprecated {
            self.page
                .paragraph(DETAIL, &format!("Deprecated. {reason}"));
        }
        self.documentation(DETAIL, member.documentation);
        self.page.gap();
        self.value(member);
    }

    /// Type, constraints, default and syntax of a member.
    fn value(&mut self, member: &Member) {
        let mut facts = vec![words::kind(member.target)];
        if self.operation.idempotency_token == Some(member.name) {
            facts.push("a new random one if left out".to_owned());
        }
        if let Some(default) = member.default {
            facts.push(format!("{default} if left out"));
        }
        facts.extend(words::constraints(member));
        let text = format!("Value: {}", facts.join("; "));
        self.page.fill(DETAIL, DETAIL + 2, text.split(' '));
        if let Kind::Enum(values) = member.target.kind {
            let rows = values.iter().map(|known| {
                let meaning = markdown::lead(known.documentation, |code| self.rename(code));
                (known.value.to_owned(), meaning)
            });
            let rows: Vec<_> = rows.collect();
            self.page.rows(DETAIL + 2, &rows);
        }
        self.syntax(member);
    }

    /// How a value of several parts is written.
    fn syntax(&mut self, member: &Member) {
        let value = example::value(member);
        if !(value.is_object() || value.is_array()) {
            return;
        }
        let flag = format!("--{}", options::name(self.operation, member.name));
        let mut rows = Vec::new();
        if let Some(text) = example::shorthand(member.target, &value) {
            if matches!(member.target.kind, Kind::Map { .. }) {
                rows.push(("Shorthand:", format!("{flag} KEY=VALUE,KEY=VALUE...")));
            }
            rows.push(("Example:", format!("{flag} {}", quote_word(&text))));
        }
        let json = quote_word(&value.to_string());
        rows.push(("JSON:", format!("{flag} {json}")));
        rows.push(("From a file:", format!("{flag} file://FILE.json")));
        for (term, text) in rows {
            self.page.line(DETAIL, &format!("{term:<13}{text}"));
        }
    }

    /// The options that every operation has.
    fn other_options(&mut self) {
        let members = self.operation.input.members();
        let stands_for_member = |option: &OptionSpec| {
            members.iter().any(|member| {
                option.name == options::name(self.operation, member.name)
                    || option.name == options::negation(self.operation, member.name)
            })
        };
        let others = self.options.iter().filter(|one| !stands_for_member(one));
        let outfile = self.outfile().map(|member| {
            let text = format!("the file that {} of the answer goes to", member.name);
            (OUTFILE.to_owned(), text)
        });
        let others = others.map(|option| {
            let (term, mut text) = row(option);
            if let Some(limits) = self.page_limits().filter(|_| option.name == PAGE_SIZE) {
                text = format!("{text}; {limits}");
            }
            (term, text)
        });
        let rows: Vec<_> = outfile.into_iter().chain(others).collect();
        self.page.heading("OPTIONS ABOUT INPUT AND OUTPUT");
        self.page.rows(BODY, &rows);
    }

    /// The member of the answer that goes to a file.
    fn outfile(&self) -> Option<&'static Member> {
        options::payload_blob(self.operation.output)
    }

    /// The constraints of the member that the page size goes to.
    fn page_limits(&self) -> Option<String> {
        let name = self.operation.pages().and_then(|pages| pages.limit_key)?;
        let phrases = words::constraints(self.operation.input.member(name)?);
        (!phrases.is_empty()).then(|| phrases.join("; "))
    }

    fn output(&mut self) {
        self.page.heading("OUTPUT");
        if self.operation.output.members().is_empty() {
            self.page.paragraph(
                BODY,
                "Nothing is printed when the service accepts the request.",
            );
            return;
        }
        self.fields(BODY, self.operation.output, &mut Vec::new());
    }

    /// The members of an output structure, those of structures inside it further in.
    fn fields(&mut self, indent: usize, shape: &'static Shape, inside: &mut Vec<&'static str>) {
        if inside.contains(&shape.id) {
            return;
        }
        inside.push(shape.id);
        for member in shape.members() {
            let title = format!("{} ({})", member.name, words::kind(member.target));
            let text = markdown::lead(member.documentation, |code| self.rename(code));
            self.page.term(indent, &title);
            self.page.paragraph(indent + 4, &text);
            if let Kind::Enum(values) = member.target.kind {
                let values: Vec<_> = values.iter().map(|known| known.value).collect();
                let text = format!("One of {}.", values.join(", "));
                self.page.paragraph(indent + 4, &text);
            }
            self.fields(indent + 4, element(member.target), inside);
        }
        inside.pop();
    }

    fn errors(&mut self) {
        self.page.heading("ERRORS");
        let text = format!(
            "The exit code is {} when the service answers with one of these:",
            exit::SERVICE
        );
        self.page.paragraph(BODY, &text);
        for error in self.operation.errors {
            let title = format!("{} (HTTP {})", error.code, error.status);
            let documentation = error.shape.documentation;
            let text = markdown::lead(documentation, |code| self.rename(code));
            self.page.term(BODY + 2, &title);
            self.page.paragraph(BODY + 6, &text);
        }
    }

    fn examples(&mut self) {
        self.page.heading("EXAMPLES");
        for (at, example) in example::of(self.program, self.service, self.operation)
            .iter()
            .enumerate()
        {
            if at > 0 {
                self.page.gap();
            }
            self.page.paragraph(BODY, example.title);
            let last = example.words.len() - 1;
            for (at, word) in example.words.iter().enumerate() {
                let indent = if at == 0 { 4 } else { 8 };
                let end = if at == last { "" } else { " \\" };
                self.page.line(indent, &format!("{word}{end}"));
            }
        }
    }

    fn globals(&mut self) {
        self.page.heading("GLOBAL OPTIONS");
        let text = format!(
            "These work with every command; {} --help explains them:",
            self.program.name()
        );
        self.page.paragraph(BODY, &text);
        let table = self.program.parser().table();
        let names: Vec<_> = table.map(|option| option.spec.flag()).collect();
        self.page
            .fill(BODY + 2, BODY + 2, names.iter().map(String::as_str));
    }

    fn documentation(&mut self, indent: usize, markdown: &str) {
        let blocks = markdown::blocks(markdown, |code| self.rename(code));
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph(text) => {
                    if at > 0 {
                        self.page.gap();
                    }
                    self.page.paragraph(indent, text);
                }
                Block::Item(text) => {
                    let words = std::iter::once("-").chain(text.split(' '));
                    self.page.fill(indent, indent + 2, words);
                }
            }
        }
    }

    /// What the command line calls something of the model: operations are commands here, and
    /// members of the input options.
    fn rename(&self, code: &str) -> Option<String> {
        if let Some(operation) = self.service.catalog.operation(code) {
            return Some(operation.command());
        }
        let member = self.operation.input.member(code)?;
        let pages = self.operation.pages();
        match pages.and_then(|pages| pages.limit_key) {
            Some(name) if name == code => Some(format!("--{PAGE_SIZE}")),
            _ => Some(format!("--{}", options::name(self.operation, member.name))),
        }
    }
}

/// The shape whose members make up a value: that of the elements for a list or map.
fn element(shape: &'static Shape) -> &'static Shape {
    match shape.kind {
        Kind::List { member, .. } => element(member.target),
        Kind::Map { value, .. } => element(value.target),
        _ => shape,
    }
}
