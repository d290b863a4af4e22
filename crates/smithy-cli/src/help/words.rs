//! Types and constraints of the catalog in plain words.

use std::fmt::Display;

use smithy_catalog::{Kind, Length, Member, Shape};

/// What values of a shape are.
pub(crate) fn kind(shape: &Shape) -> String {
    match shape.kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Blob => "bytes".to_owned(),
        Kind::Timestamp => "time".to_owned(),
        Kind::Document => "any JSON value".to_owned(),
        Kind::List { member, .. } => match kind(member.target).as_str() {
            "structure" => "list of structures".to_owned(),
            element => format!("list of {element}"),
        },
        Kind::Map { key, value, .. } => {
            format!("map of {} to {}", kind(key.target), kind(value.target))
        }
        Kind::Structure(_) => "structure".to_owned(),
        Kind::Union(_) => "structure with exactly one member".to_owned(),
        kind if kind.is_integer() => "integer".to_owned(),
        kind if kind.is_float() => "number".to_owned(),
        _ => "text".to_owned(),
    }
}

/// What values of a member must be like, one phrase for each constraint. The pattern comes last.
pub(crate) fn constraints(member: &Member) -> Vec<String> {
    let pattern = member.pattern();
    let pattern = pattern.map(|pattern| format!("matches the pattern {pattern}"));
    limits(member).into_iter().chain(pattern).collect()
}

/// The same without the pattern of the member itself.
pub(crate) fn limits(member: &Member) -> Vec<String> {
    let mut phrases = Vec::new();
    // The known values say it all.
    let is_enum = matches!(member.target.kind, Kind::Enum(_));
    if let Some(length) = member.length().filter(|_| !is_enum) {
        phrases.extend(self::length(length, member.target.kind));
    }
    if let Some(range) = member.range() {
        phrases.extend(span(range.min, range.max));
    }
    match member.target.kind {
        Kind::Enum(values) => phrases.push(one_of(values.iter().map(|known| known.value))),
        Kind::IntEnum(values) => phrases.push(one_of(values)),
        Kind::Map { key, value, .. } => {
            phrases.extend(of_part("keys", key));
            phrases.extend(of_part("values", value));
        }
        Kind::List { member, .. } => phrases.extend(of_part("elements", member)),
        _ => {}
    }
    if member.constraints.unique_items || member.target.constraints.unique_items {
        phrases.push("no element twice".to_owned());
    }
    phrases
}

fn of_part(part: &str, member: &Member) -> Option<String> {
    let phrases = constraints(member);
    (!phrases.is_empty()).then(|| format!("{part}: {}", phrases.join(", ")))
}

fn one_of(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    format!("one of {}", values.join(", "))
}

fn length(length: Length, kind: Kind) -> Option<String> {
    let unit = match kind {
        Kind::Blob => "byte",
        Kind::List { .. } => "element",
        Kind::Map { .. } => "pair",
        _ => "character",
    };
    let least = length.min.filter(|&least| least > 0);
    let plural = match length.max.or(least)? {
        1 => "",
        _ => "s",
    };
    Some(format!("{} {unit}{plural}", span(least, length.max)?))
}

/// From this to that, as far as there are limits.
fn span<T: Display + PartialEq>(min: Option<T>, max: Option<T>) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => return None,
    })
}

#[cfg(test)]
mod tests {
    use omics_model::SERVICE;

    use super::*;

    fn described(operation: &str, member: &str) -> (String, Vec<String>) {
        let operation = SERVICE.operation(operation).expect("an operation");
        let member = operation.input.member(member).expect("a member");
        (kind(member.target), constraints(member))
    }

    #[test]
    fn constraints_of_the_model_are_put_in_words() {
        let expected = |kind: &str, phrases: &[&str]| {
            let phrases = phrases.iter().map(|&phrase| phrase.to_owned());
            (kind.to_owned(), phrases.collect())
        };
        assert_eq!(
            described("CreateRunCache", "cacheBucketOwnerId"),
            expected(
                "text",
                &["exactly 12 characters", "matches the pattern ^[0-9]+$"]
            )
        );
        assert_eq!(
            described("CreateRunCache", "cacheBehavior"),
            expected("text", &["one of CACHE_ON_FAILURE, CACHE_ALWAYS"])
        );
        assert_eq!(
            described("CreateRunCache", "tags"),
            expected(
                "map of text to text",
                &[
                    "keys: 1 to 128 characters",
                    "values: at most 256 characters"
                ]
            )
        );
        assert_eq!(
            described("ListRunCaches", "maxResults"),
            expected("integer", &["1 to 100"])
        );
    }

    #[test]
    fn limits_may_be_open() {
        let words = |min, max| length(Length { min, max }, Kind::String);
        assert_eq!(
            words(Some(1), None).as_deref(),
            Some("at least 1 character")
        );
        assert_eq!(
            words(Some(1), Some(1)).as_deref(),
            Some("exactly 1 character")
        );
        assert_eq!(
            words(None, Some(2)).as_deref(),
            Some("at most 2 characters")
        );
        assert_eq!(words(Some(0), None), None);
    }
}
