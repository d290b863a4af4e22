//! What may come next on a line, found in the tables that the parser reads.

#[cfg(feature = "prompt")]
mod hint;
#[cfg(feature = "prompt")]
pub(crate) use hint::Place;

use aws_settings::Settings;
use smithy_catalog::Operation;

use super::candidate::Candidate;
use super::table::{Command, Entry, Line, Takes};
use super::typed::Typed;
use super::{ids, values};
use crate::args::{OptionKind, PROMPT};
use crate::program::Program;
use crate::service::Service;

/// Everything that may be on a line.
#[derive(Debug)]
pub(crate) struct Completions<'a> {
    line: Line,
    program: &'a Program,
    settings: &'a Settings,
    /// What a line has of options that asks the service for ids, if it is to be asked.
    ids: Option<Vec<String>>,
}

/// What the words before the cursor amount to.
struct Context<'a> {
    /// The word for a service, where the line names one before the command.
    service: Option<&'a str>,
    command: Option<&'a Command>,
    /// The options that were given.
    given: Vec<&'a Entry>,
    /// The option whose value comes next.
    awaiting: Option<&'a Entry>,
    /// Whether a word of the command's own was given.
    has_word: bool,
}

impl<'a> Completions<'a> {
    /// The completions of this program and of these profiles.
    pub(crate) fn new(program: &'a Program, settings: &'a Settings) -> Self {
        let mut line = Line::of(program);
        // Options about the prompt itself are of no use in it.
        let about_prompt = |entry: &Entry| PROMPT.iter().any(|one| one.spec == entry.spec);
        line.globals.retain(|entry| !about_prompt(entry));
        required_first(&mut line.commands);
        Self {
            line,
            program,
            settings,
            ids: None,
        }
    }

    /// Asks the service for ids, with these options on the line; none asks nobody.
    pub(crate) fn ask_for_ids(&mut self, options: Option<Vec<String>>) {
        self.ids = options;
    }

    /// The ids that an option of the command may have, each behind `lead`.
    fn ids(&self, context: &Context<'_>, entry: &Entry, lead: &str) -> Vec<Candidate> {
        let Some((options, (service, operation))) = self.ids.as_ref().zip(self.operation(context))
        else {
            return Vec::new();
        };
        let members = operation.input.members();
        let mut members = members.iter();
        let member =
            members.find(|member| crate::options::name(operation, member.name) == entry.spec.name);
        let found = member
            .map(|member| ids::of(self.program, service, operation.name, member.name, options));
        let found = found.unwrap_or_default().into_iter();
        found
            .map(|candidate| Candidate {
                text: format!("{lead}{}", candidate.text),
                ..candidate
            })
            .collect()
    }

    /// The operation that the words before the cursor name.
    fn operation(&self, context: &Context<'_>) -> Option<(&'a Service, &'static Operation)> {
        let name = &context.command?.name;
        let mut services = self.program.services.iter();
        match context.service {
            Some(word) => {
                let service = self.program.find(word)?;
                Some((service, service.operation(name)?))
            }
            None => services.find_map(|service| Some((service, service.operation(name)?))),
        }
    }

    /// What the value of an option may be.
    fn values(
        &self,
        context: &Context<'_>,
        entry: &Entry,
        lead: &str,
        typed: &str,
    ) -> Vec<Candidate> {
        let known = values::of(entry, lead, typed, self.program.regions, self.settings);
        match known.is_empty() {
            true => self.ids(context, entry, lead),
            false => known,
        }
    }

    /// The commands that may stand behind one, or first on the line.
    fn commands<'b>(&'b self, behind: Option<&'b Command>) -> &'b [Command] {
        behind.map_or(&self.line.commands, |command| &command.commands)
    }

    /// What the last word may be, likely ones first.
    pub(crate) fn of(&self, typed: &Typed) -> Vec<Candidate> {
        let context = self.context(&typed.before);
        let word = typed.word.as_str();
        let all = match (context.awaiting, word.split_once('=')) {
            (Some(entry), _) if !word.starts_with('-') => {
                let mut all = self.values(&context, entry, "", word);
                if may_be_left_out(entry) {
                    all.extend(self.words(&context, word));
                }
                all
            }
            (_, Some((flag, value))) => match self.entry(context.command, flag) {
                Some(entry) => self.values(&context, entry, &format!("{flag}="), value),
                None => Vec::new(),
            },
            _ => self.words(&context, word),
        };
        matching(all, word)
    }

    /// What may stand there that is not the value of an option.
    fn words(&self, context: &Context<'_>, word: &str) -> Vec<Candidate> {
        match context.command {
            _ if word.starts_with('-') => self.options(context),
            command if !self.commands(command).is_empty() => {
                let commands = self.commands(command).iter();
                commands.map(Candidate::command).collect()
            }
            Some(command) if !context.has_word && !command.words.is_empty() => {
                command.words.iter().cloned().map(Candidate::bare).collect()
            }
            Some(command) if command.takes_file && !context.has_word => {
                let mut all = values::files("", word, self.settings);
                if word.is_empty() {
                    all.extend(self.options(context));
                }
                all
            }
            Some(_) if word.is_empty() => self.options(context),
            _ => Vec::new(),
        }
    }

    fn context(&self, before: &[String]) -> Context<'_> {
        let mut context = Context {
            service: None,
            command: None,
            given: Vec::new(),
            awaiting: None,
            has_word: false,
        };
        for word in before {
            if word.starts_with('-') {
                let flag = word.split_once('=').map_or(word.as_str(), |(flag, _)| flag);
                let entry = self.entry(context.command, flag);
                context.given.extend(entry);
                let is_complete =
                    |entry: &&Entry| word.contains('=') || matches!(entry.takes, Takes::Nothing);
                context.awaiting = entry.filter(|entry| !is_complete(entry));
            } else if !context
                .awaiting
                .take()
                .is_some_and(|entry| is_value(entry, word))
            {
                let mut commands = self.commands(context.command).iter();
                match commands.find(|command| command.name == *word) {
                    Some(command) => {
                        context.service = context.command.map(|service| &*service.name);
                        context.command = Some(command);
                    }
                    None => context.has_word |= context.command.is_some(),
                }
            }
        }
        context
    }

    /// The option of that name, with its dashes.
    fn entry<'b>(&'b self, command: Option<&'b Command>, flag: &str) -> Option<&'b Entry> {
        let name = flag.strip_prefix("--")?;
        let own = command.map_or(&[][..], |command| &command.entries).iter();
        own.chain(&self.line.globals)
            .find(|entry| entry.spec.name == name)
    }

    /// The options that were not given yet: those of the command, required ones first, then those
    /// of every command.
    fn options(&self, context: &Context<'_>) -> Vec<Candidate> {
        let own = context
            .command
            .map_or(&[][..], |command| &command.entries)
            .iter();
        let all = own.chain(&self.line.globals);
        let is_given = |entry: &Entry| {
            context
                .given
                .iter()
                .any(|given| given.spec.name == entry.spec.name)
        };
        all.filter(|entry| !is_given(entry))
            .map(|entry| Candidate::option(&entry.spec))
            .collect()
    }
}

/// Puts the options that must be given before the others.
fn required_first(commands: &mut [Command]) {
    for command in commands {
        command.entries.sort_by_key(|entry| !entry.spec.required);
        required_first(&mut command.commands);
    }
}

/// Whether an option may stand without its value.
fn may_be_left_out(entry: &Entry) -> bool {
    matches!(entry.spec.kind, OptionKind::OptionalValue { .. })
}

/// Whether the word behind an option is its value. Of a value that may be left out the choices are.
fn is_value(entry: &Entry, word: &str) -> bool {
    !may_be_left_out(entry) || entry.spec.choices.contains(&word)
}

/// The candidates that begin with what was typed; if none does, those that have its characters in
/// order, the closest together first. Case does not count.
pub(crate) fn matching(candidates: Vec<Candidate>, word: &str) -> Vec<Candidate> {
    let begin = |candidate: &Candidate| {
        candidate
            .text
            .to_lowercase()
            .starts_with(&word.to_lowercase())
    };
    if candidates.iter().any(begin) {
        return candidates.into_iter().filter(begin).collect();
    }
    let ranked = candidates.into_iter().filter_map(|candidate| {
        let (span, start) = scattered(&candidate.text, word)?;
        Some(((span, start, candidate.text.clone()), candidate))
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by(|(one, _), (other, _)| one.cmp(other));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The shortest stretch of the text that has the characters of the word in order, whatever their
/// case: its length and its start.
fn scattered(text: &str, word: &str) -> Option<(usize, usize)> {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    let (text, word) = (lower(text), lower(word));
    let stretch_from = |start: usize| {
        let mut rest = word.iter().peekable();
        for (at, c) in text.iter().enumerate().skip(start) {
            rest.next_if_eq(&c);
            if rest.peek().is_none() {
                return Some((at + 1 - start, start));
            }
        }
        None
    };
    (0..text.len()).filter_map(stretch_from).min()
}

#[cfg(test)]
mod tests {
    use aws_settings::Environment;

    use super::*;
    use crate::tests::program;

    fn with<T>(check: impl FnOnce(&Completions<'_>) -> T) -> T {
        let settings = Settings::load(Environment::default(), None).expect("no files");
        check(&Completions::new(&program(), &settings))
    }

    fn texts(line: &str) -> Vec<String> {
        let candidates = with(|completions| completions.of(&Typed::new(line)));
        candidates
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    }

    fn hint(line: &str) -> Option<String> {
        with(|completions| completions.hint(&Typed::new(line)))
    }

    #[test]
    fn commands_come_first() {
        assert_eq!(texts("create"), ["create-run-cache"]);
        let all = texts("--output json ");
        assert!(
            all.contains(&"list-run-caches".to_owned()) && all.contains(&"local".to_owned()),
            "{all:?}"
        );
        assert_eq!(texts("local s"), ["serve"]);
        assert_eq!(
            texts("completion "),
            ["bash", "zsh", "fish", "powershell", "elvish"]
        );
        assert_eq!(texts("crc")[0], "create-run-cache");
    }

    #[test]
    fn options_are_those_not_given_the_required_ones_first() {
        let all = texts("create-run-cache --name x --");
        assert_eq!(all[0], "--cache-s3-location");
        let has = |name: &str| all.iter().any(|text| text == name);
        assert!(has("--tags") && has("--region") && has("--local"));
        assert!(!has("--name") && !has("--cli-auto-prompt") && !has("--no-cli-auto-prompt"));
        let marked = with(|completions| completions.of(&Typed::new("create-run-cache --cache-s3")));
        assert_eq!(marked[0].title, "--cache-s3-location TEXT");
        assert!(
            marked[0].note.starts_with("(required) "),
            "{}",
            marked[0].note
        );
    }

    #[test]
    fn values_are_those_of_the_option() {
        let behaviors = ["CACHE_ON_FAILURE", "CACHE_ALWAYS"];
        assert_eq!(texts("create-run-cache --cache-behavior "), behaviors);
        assert_eq!(
            texts("create-run-cache --cache-behavior cache_al"),
            ["CACHE_ALWAYS"]
        );
        assert_eq!(
            texts("--output=ya"),
            ["--output=yaml", "--output=yaml-stream"]
        );
        assert_eq!(texts("--color "), ["on", "off", "auto"]);
        assert!(texts("create-run-cache --name ").is_empty());
    }

    #[test]
    fn a_value_that_may_be_left_out_is_offered_beside_what_may_follow() {
        let all = texts("create-run-cache --generate-cli-skeleton ");
        assert_eq!(
            all[..4],
            ["input", "output", "yaml-input", "--cache-s3-location"]
        );
        let all = texts("create-run-cache --generate-cli-skeleton output ");
        assert_eq!(all[0], "--cache-s3-location");
    }

    #[test]
    fn hints_say_what_is_expected() {
        let shown = |line| hint(line).unwrap_or_default();
        assert!(shown("create-run-cache --name ").starts_with("TEXT: "));
        assert!(shown("create-run-cache --no-cli-pager").contains("pager"));
        assert_eq!(shown("create-run-cache "), "required: --cache-s3-location");
        assert_eq!(hint("create-run-cache --cli-input-json {} "), None);
        assert_eq!(hint("create-run-cache --name x"), None);
        assert!(!shown("").is_empty() && !shown("create-run-cache").is_empty());
    }

    #[test]
    fn close_matches_come_first() {
        assert_eq!(scattered("list-run-caches", "rc"), Some((5, 5)));
        assert_eq!(scattered("CACHE_ALWAYS", "cw"), Some((7, 2)));
        assert_eq!(scattered("name", "nx"), None);
    }

    #[test]
    fn the_prompt_knows_every_global_option_but_its_own() {
        let all = texts("--");
        assert_eq!(all.len(), program().parser().table().count() - PROMPT.len());
    }
}
