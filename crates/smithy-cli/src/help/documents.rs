//! All pages of help as files: the manual, and a reference for a site.

use serde_json::{Map, Value};

use super::Topic;
use super::page::{Form, Style};
use crate::console::print;
use crate::error::CliError;
use crate::program::{COMPLETION, CONFIG, LOCAL, Program};

/// The program's own variable that asks for the documents, `manual` or `markdown`.
pub(crate) const VARIABLE: &str = "DOCUMENTS";

/// Prints all pages in a form, as a JSON object of texts by the names of their files.
///
/// # Errors
/// If there is no such form, or standard output cannot be written.
pub(crate) fn show(program: &Program, form: &str) -> Result<(), CliError> {
    let form = match form {
        "manual" => Form::Manual,
        "markdown" => Form::Markdown,
        other => {
            return Err(CliError::param_validation(format!(
                "documents are written as manual or markdown, not as {other}"
            )));
        }
    };
    let style = Style {
        form,
        ..Style::PLAIN
    };
    let files = topics(program).into_iter().map(|(words, topic)| {
        let text = topic.page(program, style);
        let name = words.join("-");
        match form {
            Form::Manual => {
                let title = name.to_uppercase().replace('-', "\\-");
                let (own, version) = (program.own_name(), program.version);
                let head = format!(".TH \"{title}\" 1 \"\" \"{own} {version}\" \"{own}\"\n");
                (format!("{name}.1"), Value::String(head + &text))
            }
            _ => {
                let text = format!("# {}\n\n{text}", words.join(" "));
                (format!("{name}.md"), Value::String(text))
            }
        }
    });
    let files: Map<_, _> = files.collect();
    print(&format!("{:#}\n", Value::Object(files)))
}

/// Everything there is a page about, with the words of its name.
fn topics(program: &Program) -> Vec<(Vec<String>, Topic<'_>)> {
    let name = program.own_name().to_owned();
    let mut topics = vec![(vec![name.clone()], Topic::Program)];
    for service in &program.services {
        let mut lead = vec![name.clone()];
        if program.names_service() {
            lead.push(service.name().to_owned());
            topics.push((lead.clone(), Topic::Service(service)));
        }
        for operation in service.catalog.operations.iter() {
            let words = [&lead[..], &[operation.command()]].concat();
            topics.push((words, Topic::Operation(service, operation)));
        }
    }
    let own = [
        program.backend().map(|_| (LOCAL, Topic::Local)),
        Some((CONFIG, Topic::Config)),
        Some((COMPLETION, Topic::Completion)),
    ];
    let own = own.into_iter().flatten();
    topics.extend(own.map(|(word, topic)| (vec![name.clone(), word.to_owned()], topic)));
    topics
}
