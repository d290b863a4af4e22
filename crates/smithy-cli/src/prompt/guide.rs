//! What there is to say about a line: what may come next, documentation, the answer, questions.

use aws_settings::{GlobalFlags, Settings};
use cli_formats::Format;

use super::answer::Answer;
use super::question::Question;
use crate::complete::{Candidate, Completions, Place, Typed, ids, matching};
use crate::help::{self, Topic};
use crate::options;
use crate::program::Program;
use crate::service::Service;

/// The options that an answer is shown by.
const QUERY: &str = "--query";
const OUTPUT: &str = "--output";

/// Knows the program, its lines and its settings.
#[derive(Debug)]
pub(super) struct Guide<'a> {
    program: &'a Program,
    settings: &'a Settings,
    completions: Completions<'a>,
}

/// What the word before the cursor may become.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Choices {
    /// Where the word begins in the line, in bytes.
    pub(super) start: usize,
    /// The word, without quotes.
    pub(super) word: String,
    pub(super) candidates: Vec<Candidate>,
}

/// What documentation is about.
#[derive(Debug, PartialEq)]
pub(super) struct About<'a> {
    topic: Topic<'a>,
    /// The option at hand.
    option: Option<String>,
}

/// What is known from the service.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids for an option of an operation.
    pub(super) ids: Vec<(&'static str, String, Vec<Candidate>)>,
    /// The last answer of each operation.
    pub(super) answers: Vec<Answer>,
}

impl Known {
    /// The answer of an operation: the last, or a sample.
    fn answer(&self, operation: &'static smithy_catalog::Operation) -> Answer {
        let mut latest = self.answers.iter().rev();
        let found = latest.find(|answer| answer.operation == operation.name);
        found.map_or_else(|| Answer::sample(operation), Answer::clone)
    }
}

impl<'a> Guide<'a> {
    pub(super) fn new(program: &'a Program, settings: &'a Settings) -> Self {
        Self {
            program,
            settings,
            completions: Completions::new(program, settings),
        }
    }

    /// What the word before the cursor may become.
    pub(super) fn choices(&self, before: &str, known: &Known) -> Choices {
        let typed = Typed::new(before);
        let place = self.completions.place(&typed);
        let mut candidates = self.completions.of(&typed);
        if let Some((lead, value)) = value(&typed, place) {
            let more = self.of_value(place, value, known).into_iter();
            let more = more.map(|candidate| Candidate {
                text: format!("{lead}{}", candidate.text),
                ..candidate
            });
            candidates.extend(matching(more.collect(), &typed.word));
        }
        Choices {
            start: typed.start,
            word: typed.word,
            candidates,
        }
    }

    /// What only the prompt knows of a value.
    fn of_value(&self, place: Place<'_>, value: &str, known: &Known) -> Vec<Candidate> {
        let (Some((_, operation)), Some(option)) = (place.operation, place.option) else {
            return Vec::new();
        };
        if option.flag() == QUERY {
            return known.answer(operation).fields(value);
        }
        let found = known.ids.iter().rev();
        let mut found = found.filter(|(of, name, _)| *of == operation.name && *name == option.name);
        found
            .next()
            .map(|(_, _, ids)| ids.clone())
            .unwrap_or_default()
    }

    /// A line of advice.
    pub(super) fn hint(&self, before: &str) -> Option<String> {
        self.completions.hint(&Typed::new(before))
    }

    /// What documentation is to be about, at the place of the cursor.
    pub(super) fn about(&self, before: &str) -> About<'a> {
        let option = self.completions.place(&Typed::new(before)).option;
        About {
            topic: Topic::of(self.program, &words(before)),
            option: option.map(|option| option.name.to_string()),
        }
    }

    /// What documentation says about the place of the cursor.
    pub(super) fn documentation(&self, before: &str, width: usize) -> String {
        let place = self.completions.place(&Typed::new(before));
        let topic = Topic::of(self.program, &words(before));
        help::panel(self.program, topic, place, width)
    }

    /// Whether the value of `--query` is before the cursor.
    pub(super) fn is_at_query(&self, before: &str) -> bool {
        let typed = Typed::new(before);
        let place = self.completions.place(&typed);
        place.value.is_some() && place.option.is_some_and(|option| option.flag() == QUERY)
    }

    /// What the line would show, and whether the service has said so; none where it names no
    /// operation.
    pub(super) fn answer(&self, line: &str, known: &Known) -> Option<(String, bool)> {
        let words = words(line);
        let (_, operation) = self.completions.named(&words)?;
        if operation.output.members().is_empty() {
            return Some((
                "Nothing is printed when the service accepts it.\n".to_owned(),
                false,
            ));
        }
        let answer = known.answer(operation);
        let query = last_value(&words, QUERY);
        let format = last_value(&words, OUTPUT).and_then(|name| Format::from_name(&name));
        let configured = || self.settings.output_format(&GlobalFlags::default()).ok();
        let format = format.or_else(|| configured().map(|format| format.value));
        let text = answer.shown(query.as_deref(), format.unwrap_or(Format::Json));
        Some((text, answer.is_real))
    }

    /// What the service could be asked at this place of this line.
    ///
    /// # Errors
    /// If nothing, with the reason.
    pub(super) fn question(
        &self,
        line: &str,
        before: &str,
    ) -> Result<(&'a Service, Question), String> {
        let typed = Typed::new(before);
        let place = self.completions.place(&typed);
        let words = words(line);
        let (service, operation) = self
            .completions
            .named(&words)
            .ok_or("The line names no operation that the service could be asked about")?;
        let option = place.option.filter(|_| place.value.is_some());
        let member = option.and_then(|option| {
            let mut members = operation.input.members().iter();
            members.find(|member| options::name(operation, member.name) == option.name)
        });
        if let (Some(option), Some(member)) = (option, member) {
            let question = Question::Ids {
                operation: operation.name,
                option: option.name.to_string(),
                member: member.name,
                whom: ids::whom(&words),
            };
            return Ok((service, question));
        }
        if !operation.readonly {
            let command = operation.command();
            return Err(format!(
                "{command} may change something, so it is asked by running the line alone"
            ));
        }
        let words = without(&words, &[QUERY, OUTPUT]);
        Ok((
            service,
            Question::Answer {
                operation: operation.name,
                words,
            },
        ))
    }
}

/// The value of the option at the cursor, and what stands before it in the word.
fn value<'t>(typed: &'t Typed, place: Place<'_>) -> Option<(&'t str, &'t str)> {
    Some(typed.word.split_at(place.value?))
}

/// The words of a line, the last of which may be open.
fn words(line: &str) -> Vec<String> {
    let Typed { before, word, .. } = Typed::new(line);
    let mut words = before;
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// The last value that an option is given.
fn last_value(words: &[String], flag: &str) -> Option<String> {
    let at = |(at, word): (usize, &String)| match word.strip_prefix(flag)? {
        "" => words.get(at + 1).cloned(),
        rest => Some(rest.strip_prefix('=')?.to_owned()),
    };
    words.iter().enumerate().rev().find_map(at)
}

/// The words without these options and their values.
fn without(words: &[String], flags: &[&str]) -> Vec<String> {
    let (mut kept, mut words) = (Vec::new(), words.iter());
    while let Some(word) = words.next() {
        let flag = word.split_once('=').map_or(word.as_str(), |(flag, _)| flag);
        match flags.contains(&flag) {
            true if flag == word => drop(words.next()),
            true => {}
            false => kept.push(word.clone()),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use aws_settings::Environment;

    use super::*;
    use crate::tests::program;

    fn with<T>(check: impl FnOnce(&Guide<'_>) -> T) -> T {
        let settings = Settings::load(Environment::default(), None).expect("no files");
        check(&Guide::new(&program(), &settings))
    }

    #[test]
    fn documentation_is_about_the_place_of_the_cursor() {
        let shown = |before: &str| with(|guide| guide.documentation(before, 60));
        assert!(shown("").contains("omics -"), "{}", shown(""));
        assert!(shown("create-run-cache ").contains("create-run-cache -"));
        for at_option in ["create-run-cache --name", "create-run-cache --name x"] {
            let text = shown(at_option);
            assert!(
                text.contains("--name TEXT") && text.contains("1 to 128"),
                "{text}"
            );
            assert!(!text.contains("--tags"), "{text}");
        }
        assert!(shown("list-run-caches --max-items 3").contains("--max-items"));
        assert!(shown("--region eu").contains("--region"));
    }

    #[test]
    fn what_documentation_is_about_stays_while_a_value_is_typed() {
        let same = |one, other| with(|guide| guide.about(one) == guide.about(other));
        assert!(same(
            "create-run-cache --name ",
            "create-run-cache --name my"
        ));
        assert!(same("cr", "create-run"));
        assert!(!same("create-run", "create-run-cache"));
        assert!(!same("create-run-cache --nam", "create-run-cache --name"));
        assert!(!same(
            "create-run-cache --name x",
            "update-run-cache --name x"
        ));
        assert!(!same("config", "completion"));
    }

    #[test]
    fn queries_have_names_and_results() {
        let known = Known::default();
        let line = "list-run-caches --query items[].st";
        let texts = with(|guide| guide.choices(line, &known).candidates);
        assert_eq!(texts[0].text, "items[].status");
        let with_equals = with(|guide| guide.choices("list-run-caches --query=it", &known));
        assert_eq!(with_equals.candidates[0].text, "--query=items");
        let shown = with(|guide| {
            guide.answer(
                "list-run-caches --query 'items[0].id' --output text",
                &known,
            )
        });
        assert_eq!(shown, Some(("id\n".to_owned(), false)));
        let real = Known {
            answers: Answer::read("ListRunCaches", br#"{"items": [{"id": "7"}]}"#)
                .into_iter()
                .collect(),
            ..Known::default()
        };
        let shown = with(|guide| guide.answer("list-run-caches --query items[0].id", &real));
        assert_eq!(shown, Some(("\"7\"\n".to_owned(), true)));
        assert_eq!(with(|guide| guide.answer("completion bash", &known)), None);
    }

    #[test]
    fn the_service_is_asked_what_changes_nothing() {
        let ask =
            |line: &str| with(|guide| guide.question(line, line).map(|(_, question)| question));
        assert_eq!(
            ask("--local get-run-cache --id "),
            Ok(Question::Ids {
                operation: "GetRunCache",
                option: "id".to_owned(),
                member: "id",
                whom: vec!["--local".to_owned()],
            })
        );
        assert_eq!(
            ask("list-run-caches --output=text --local --query items[].id"),
            Ok(Question::Answer {
                operation: "ListRunCaches",
                words: ["list-run-caches", "--local"].map(str::to_owned).to_vec(),
            })
        );
        assert!(ask("delete-run-cache ").is_err_and(|reason| reason.contains("may change")));
        assert!(ask("").is_err());
    }
}
