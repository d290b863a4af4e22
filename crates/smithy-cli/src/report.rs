//! Failures as text for standard error, in the format the user chose.
//!
//! The formats are AWS CLI's to the byte, but for the program's name.

use aws_settings::ErrorFormat;
use cli_formats::python::{self, MapType};
use cli_formats::{Format, Map, TableStyle, Value, pytext};

use crate::console::{escape, format_safely};
use crate::error::{CliError, Kind, ServiceFailure};

/// Renders a failure of the program `name`, with what could act on a terminal escaped. Of an
/// interruption nothing is said: the caller ends the line on standard output, where `^C` is.
pub(crate) fn render(
    name: &str,
    error: &CliError,
    format: ErrorFormat,
    table: &TableStyle,
) -> String {
    let report = match &error.kind {
        Kind::Interrupted => return String::new(),
        #[cfg(feature = "prompt")]
        Kind::Abandoned => return escape::text(&error.message).into_owned(),
        Kind::UnknownOptions(usage) => {
            return format!("\n{usage}\n{}", plain(name, &error.message));
        }
        Kind::General => return plain(name, &error.message),
        Kind::ParamValidation => Report::coded("ParamValidation", &error.message),
        Kind::Configuration(code) => Report::coded(code, &error.message),
        Kind::Service(failure) => Report::service(failure),
    };
    report.render(name, format, table)
}

/// What can be said of a failure that has a code.
struct Report {
    enhanced: String,
    legacy: String,
    fields: Value,
}

impl Report {
    fn coded(code: &str, message: &str) -> Self {
        Self {
            enhanced: format!("An error occurred ({code}): {message}"),
            legacy: message.to_owned(),
            fields: Value::map([("Code", code.into()), ("Message", message.into())]),
        }
    }

    fn service(failure: &ServiceFailure) -> Self {
        let error = &failure.error;
        let mut fields = Map::from([
            ("Message".to_owned(), error.message.as_str().into()),
            ("Code".to_owned(), error.code.as_str().into()),
        ]);
        fields.extend(error.members.clone());
        let sentence = sentence(failure);
        Self {
            enhanced: format!("{sentence}{}", details(&error.members)),
            legacy: sentence,
            fields: Value::Map(fields),
        }
    }

    fn render(&self, name: &str, format: ErrorFormat, table: &TableStyle) -> String {
        let format = match format {
            ErrorFormat::Enhanced => return plain(name, &self.enhanced),
            ErrorFormat::Legacy => return plain(name, &self.legacy),
            ErrorFormat::Json => Format::Json,
            ErrorFormat::Yaml => Format::Yaml,
            ErrorFormat::Text => Format::Text,
            ErrorFormat::Table => Format::Table,
        };
        // A service may send a message that is no text and that not every format can show.
        format_safely(format, "error", &self.fields, table)
            .unwrap_or_else(|_| plain(name, &self.legacy))
    }
}

fn sentence(failure: &ServiceFailure) -> String {
    let ServiceFailure {
        operation,
        error,
        retries_exhausted,
    } = failure;
    let (code, message) = (&error.code, &error.message);
    let retries = match retries_exhausted {
        Some(retries) => format!(" (reached max retries: {retries})"),
        None => String::new(),
    };
    format!("An error occurred ({code}) when calling the {operation} operation{retries}: {message}")
}

/// The members of an error besides its message, a line each.
fn details(members: &Map) -> String {
    let repeated = |name: &str| ["code", "message"].contains(&name.to_lowercase().as_str());
    let others: Vec<_> = members.iter().filter(|(name, _)| !repeated(name)).collect();
    if others.is_empty() {
        return String::new();
    }
    let mut lines = vec!["\n\nAdditional error details:".to_owned()];
    for (name, value) in &others {
        let shown = detail(value);
        lines.push(format!(
            "{name}: {}",
            shown.as_deref().unwrap_or("<complex value>")
        ));
    }
    if others.iter().any(|(_, value)| detail(value).is_none()) {
        lines.push(
            "Use \"--cli-error-format json\" or another error format to see the full details."
                .to_owned(),
        );
    }
    lines.join("\n")
}

/// A value on one line; none where it is too much for that.
fn detail(value: &Value) -> Option<String> {
    /// How many entries are too many.
    const MANY: usize = 5;
    let plain = |value: &Value| python::text(value, MapType::Dict).into_owned();
    match value {
        Value::List(items) => {
            (items.len() < MANY && items.iter().all(Value::is_scalar)).then(|| {
                let items: Vec<_> = items.iter().map(plain).collect();
                format!("[{}]", items.join(", "))
            })
        }
        Value::Map(entries) => (entries.len() < MANY && entries.values().all(Value::is_scalar))
            .then(|| {
                let entries = entries.iter();
                let entries: Vec<_> = entries
                    .map(|(key, value)| format!("{key}: {}", plain(value)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }),
        scalar => Some(plain(scalar)),
    }
}

/// Advice below an error.
pub(crate) fn hints(lines: &[String]) -> String {
    let shown: Vec<_> = lines.iter().map(|line| escape::text(line)).collect();
    match shown.as_slice() {
        [] => String::new(),
        shown => format!("\n  {}\n", shown.join("\n  ")),
    }
}

fn plain(name: &str, message: &str) -> String {
    let line = format!(
        "{name}: [ERROR]: {}",
        message.trim_start_matches(pytext::is_space)
    );
    let line = line.trim_end_matches(pytext::is_space);
    format!("\n{}\n", escape::text(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServiceError;

    const USAGE: &str = "usage: omics …\n";

    const TABLE: TableStyle = TableStyle::PLAIN;

    fn shown(error: &CliError, format: &str) -> String {
        render(
            "omics",
            error,
            ErrorFormat::from_name(format).expect("a format"),
            &TABLE,
        )
    }

    fn failure(
        code: &str,
        message: &str,
        modelled: bool,
        retries_exhausted: Option<u32>,
    ) -> CliError {
        CliError::service(ServiceFailure {
            operation: "CreateRunCache",
            error: ServiceError {
                code: code.to_owned(),
                message: message.to_owned(),
                members: modelled
                    .then(|| ("message".to_owned(), message.into()))
                    .into_iter()
                    .collect(),
                status: 400,
                request_id: Some("r-1".to_owned()),
            },
            retries_exhausted,
        })
    }

    #[test]
    fn service_errors_in_every_format() {
        let error = failure("ValidationException", "bad", true, None);
        let sentence = "\nomics: [ERROR]: An error occurred (ValidationException) when calling the CreateRunCache operation: bad\n";
        let json = "{\n    \"Message\": \"bad\",\n    \"Code\": \"ValidationException\",\n    \"message\": \"bad\"\n}\n";
        for (format, expected) in [
            ("enhanced", sentence),
            ("legacy", sentence),
            ("json", json),
            (
                "yaml",
                "Code: ValidationException\nMessage: bad\nmessage: bad\n",
            ),
            ("text", "ValidationException\tbad\tbad\n"),
        ] {
            assert_eq!(shown(&error, format), expected, "{format}");
        }
        let error = failure("ValidationException", "bad location", true, None);
        let table = "\
---------------------------------------------------------
|                         error                         |
+---------------------+----------------+----------------+
|        Code         |    Message     |    message     |
+---------------------+----------------+----------------+
|  ValidationException|  bad location  |  bad location  |
+---------------------+----------------+----------------+
";
        assert_eq!(shown(&error, "table"), table);
    }

    #[test]
    fn an_error_that_is_not_modelled_has_two_fields() {
        let error = failure("Teapot", "m", false, None);
        assert_eq!(
            shown(&error, "json"),
            "{\n    \"Message\": \"m\",\n    \"Code\": \"Teapot\"\n}\n"
        );
    }

    #[test]
    fn validation_errors_in_every_format() {
        const MESSAGE: &str =
            "Parameter validation failed:\nInvalid length for parameter name, value: 0";
        let escaped = MESSAGE.replace('\n', "\\n");
        let json =
            format!("{{\n    \"Code\": \"ParamValidation\",\n    \"Message\": \"{escaped}\"\n}}\n");
        let quoted = MESSAGE.replace('\n', "\n\n  ");
        for (format, expected) in [
            (
                "enhanced",
                format!("\nomics: [ERROR]: An error occurred (ParamValidation): {MESSAGE}\n"),
            ),
            ("legacy", format!("\nomics: [ERROR]: {MESSAGE}\n")),
            ("json", json),
            (
                "yaml",
                format!("Code: ParamValidation\nMessage: '{quoted}'\n"),
            ),
            ("text", format!("ParamValidation\t{MESSAGE}\n")),
        ] {
            assert_eq!(
                shown(&CliError::param_validation(MESSAGE), format),
                expected,
                "{format}"
            );
        }
    }

    #[test]
    fn configuration_errors_say_their_code() {
        let error = CliError::configuration("NoRegion", "You must specify a region.");
        let expected =
            "\nomics: [ERROR]: An error occurred (NoRegion): You must specify a region.\n";
        assert_eq!(shown(&error, "enhanced"), expected);
        assert_eq!(
            shown(&error, "text"),
            "NoRegion\tYou must specify a region.\n"
        );
    }

    #[test]
    fn errors_without_a_code_are_plain_in_every_format() {
        let unknown = format!("\n{USAGE}\n\nomics: [ERROR]: Unknown options: --bogus, 1\n");
        let mut left_over = CliError::general("Unknown options: --bogus, 1");
        left_over.kind = Kind::UnknownOptions(USAGE.to_owned());
        for format in ["enhanced", "legacy", "json", "yaml", "text", "table"] {
            assert_eq!(
                shown(&CliError::general(" broken \n"), format),
                "\nomics: [ERROR]: broken\n"
            );
            assert_eq!(shown(&CliError::general(""), format), "\nomics: [ERROR]:\n");
            assert_eq!(shown(&left_over, format), unknown);
            assert_eq!(shown(&CliError::interrupted(), format), "");
        }
    }

    #[test]
    fn the_usage_of_a_parse_error_is_part_of_its_message() {
        let error = CliError::param_validation(format!("bad\n\n{USAGE}"));
        let json = shown(&error, "json");
        assert!(
            json.contains("\"Message\": \"bad\\n\\nusage: ") && json.ends_with("\\n\"\n}\n"),
            "{json}"
        );
        assert!(!shown(&error, "enhanced").ends_with("\n\n"));
    }

    #[test]
    fn exhausted_retries_are_told() {
        for (message, retries, end) in [
            ("m", Some(2), "operation (reached max retries: 2): m\n"),
            ("m", Some(0), "operation (reached max retries: 0): m\n"),
            ("", Some(2), "operation (reached max retries: 2):\n"),
            ("", None, "operation:\n"),
        ] {
            let line = shown(&failure("X", message, false, retries), "enhanced");
            assert!(line.ends_with(end), "{line}");
        }
    }

    #[test]
    fn a_message_that_a_format_cannot_show_is_still_told() {
        let mut error = failure("X", "[{}, 1]", false, None);
        if let Kind::Service(failure) = &mut error.kind {
            let value = Value::list([Value::map([("a", 1.into())]), 1.into()]);
            failure.error.members = Map::from([("message".to_owned(), value)]);
        }
        assert_eq!(shown(&error, "text"), shown(&error, "legacy"));
    }
}
