//! Names: from Smithy to Rust, cased as smithy-rs cases them, so that code written for the official
//! crates finds the same types, modules, fields and methods here.

mod taken;

use std::collections::BTreeSet;

pub(crate) use taken::{Place, distinct_type, error_type, members, operation, service};

/// Words, in lower case, that stay whole whatever their casing: `IPv4Address` is `ipv4_address`.
const WHOLE_WORDS: [&str; 7] = ["ipv4", "ipv6", "sigv4", "mib", "gib", "kib", "ttl"];

/// Rust's keywords in every edition, reserved ones included.
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// `CacheS3Location` and `cacheS3Location` become `cache_s3_location`, `DBProxy` `db_proxy`, `ACLs`
/// `acls`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let all_lower = !chars.iter().any(|c| c.is_uppercase());
    let mut out = String::with_capacity(name.len() + 8);
    // Where the word that is read begins, and how long a whole word it begins with.
    let (mut start, mut whole) = (0, None);
    for (index, &next) in chars.iter().enumerate() {
        if !next.is_alphanumeric() {
            start = index + 1;
            continue;
        }
        let inside = whole.is_some_and(|length| index - start != length);
        let starts_word = index > start && {
            let last = chars[index - 1];
            (!inside && next.is_uppercase() && (last.is_lowercase() || last.is_ascii_digit()))
                || (!inside && all_lower && last.is_ascii_digit() && next.is_lowercase())
                || ends_acronym(last, &chars[index..])
        };
        if starts_word {
            start = index;
        }
        if start == index {
            whole = whole_word(&chars[index..]);
            if !out.is_empty() {
                out.push('_');
            }
        }
        match next.is_ascii() {
            true => out.push(next.to_ascii_lowercase()),
            false => out.extend(next.to_lowercase()),
        }
    }
    out
}

/// Length of the one of [`WHOLE_WORDS`] that these begin with.
fn whole_word(chars: &[char]) -> Option<usize> {
    let is_begin = |whole: &&&str| {
        let begin = chars.iter().take(whole.len());
        whole.chars().eq(begin.map(char::to_ascii_lowercase))
    };
    WHOLE_WORDS.iter().find(is_begin).map(|whole| whole.len())
}

/// `DB|Proxy`, `IAM|User`; but not `AC|Ls`, `DynamoD|Bv2`.
fn ends_acronym(last: char, rest: &[char]) -> bool {
    let [next, tail @ ..] = rest else {
        return false;
    };
    if !last.is_uppercase() || !next.is_uppercase() {
        return false;
    }
    match tail {
        [peek, ..] if !peek.is_lowercase() => false,
        ['s', after, ..] => after.is_lowercase(),
        ['s'] | [] => false,
        ['v', after, ..] => !after.is_ascii_digit(),
        _ => true,
    }
}

/// `createFunction` becomes `CreateFunction`, `SSEConfig` `SseConfig`, `RETRY_ON_FAILURE`
/// `RetryOnFailure`.
pub(crate) fn pascal(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    let mut upper_next = true;
    for (index, &c) in chars.iter().enumerate() {
        if c == '_' || c == '-' || c.is_whitespace() {
            upper_next = true;
            continue;
        }
        let previous = index.checked_sub(1).map(|before| chars[before]);
        if upper_next || starts_pascal_word(previous, c, chars.get(index + 1).copied()) {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        upper_next = false;
    }
    out
}

fn starts_pascal_word(previous: Option<char>, c: char, next: Option<char>) -> bool {
    let Some(previous) = previous else {
        return true;
    };
    c.is_ascii_uppercase()
        && (previous.is_ascii_lowercase()
            || previous.is_ascii_digit()
            || (previous.is_ascii_uppercase()
                && next.is_some_and(|next| next.is_ascii_lowercase())))
}

/// A field, method or module name: escaped where it is a keyword.
pub(crate) fn escape(word: String) -> String {
    match word.as_str() {
        "crate" | "super" | "self" | "_" => format!("{word}_"),
        "Self" => "SelfValue".to_owned(),
        "SelfValue" => "SelfValue_".to_owned(),
        _ if KEYWORDS.contains(&word.as_str()) => format!("r#{word}"),
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => format!("_{word}"),
        _ => word,
    }
}

/// `prefix` and a field name joined, without what made the field a name of its own.
pub(crate) fn prefixed(prefix: &str, field: &str) -> String {
    let bare = field.trim_start_matches("r#").trim_start_matches('_');
    format!("{prefix}_{bare}")
}

/// What the accessors of a union's member are named after, given its variant.
pub(crate) fn union_accessor(member: &str, chosen: &str) -> String {
    match snake(member).as_str() {
        // `is_unknown` asks for the variant that every union has.
        "unknown" => "unknown_value".to_owned(),
        name if chosen == variant(pascal(member)) => name.to_owned(),
        _ => snake(chosen),
    }
}

/// Variant names for the members of one union, in their order and none twice. `Unknown` is taken by
/// the variant for members of the future.
pub(crate) fn union_variants(members: &[&str]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let distinct = |member: &&str| {
        let mut name = variant(pascal(member));
        while !taken.insert(snake(&name)) {
            name.push_str("Value");
        }
        name
    };
    members.iter().map(distinct).collect()
}

/// An enum value's variant name, from its `name` where the model gives one, else from the value.
/// `None` where no identifier can be made of it.
pub(crate) fn enum_variant(name: &str) -> Option<String> {
    let cleaned: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let name = pascal(&cleaned);
    (!name.is_empty()).then(|| variant(name))
}

fn variant(name: String) -> String {
    match name.as_str() {
        "Unknown" => "UnknownValue".to_owned(),
        "UnknownValue" => "UnknownValue_".to_owned(),
        _ => escape(name),
    }
}

/// Whether the text is a Smithy identifier (and so, cased and escaped, a Rust one).
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.contains(|c: char| c != '_')
}

/// The name of a package's library: `example-client` is `example_client` in code.
pub(crate) fn library(package: &str) -> String {
    package.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_as_smithy_rs() {
        for (name, expected) in [
            ("CreateRunCache", "create_run_cache"),
            ("cacheS3Location", "cache_s3_location"),
            ("cacheS3Uri", "cache_s3_uri"),
            ("DBProxy", "db_proxy"),
            ("ACLs", "acls"),
            ("ARNs", "arns"),
            ("IAMUser", "iam_user"),
            ("ARNSupport", "arn_support"),
            ("DynamoDBv2", "dynamo_dbv2"),
            ("s3key", "s3_key"),
            ("IPv4Address", "ipv4_address"),
            ("fooTtlSeconds", "foo_ttl_seconds"),
            ("already_snake", "already_snake"),
            ("LISTRecords", "list_records"),
            ("Ec2InstanceId", "ec2_instance_id"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn pascal_case_as_smithy() {
        for (name, expected) in [
            ("SSEConfig", "SseConfig"),
            ("createRunCache", "CreateRunCache"),
            ("CACHE_ON_FAILURE", "CacheOnFailure"),
            ("IPv6Cidr", "IPv6Cidr"),
            ("S3UriForBucketOrObject", "S3UriForBucketOrObject"),
            ("us-east-1", "UsEast1"),
            ("ETag", "ETag"),
            ("VCF", "Vcf"),
        ] {
            assert_eq!(pascal(name), expected, "{name}");
        }
    }

    #[test]
    fn keywords_and_collisions_are_escaped() {
        assert_eq!(
            members(Place::Structure, &["type", "gen", "self", "build"]),
            ["r#type", "r#gen", "self_", "build_value"]
        );
        assert_eq!(
            union_variants(&["unknown", "fooBar", "foo_bar"]),
            ["UnknownValue", "FooBar", "FooBarValue"]
        );
        assert_eq!(enum_variant("self").as_deref(), Some("SelfValue"));
        assert_eq!(enum_variant("2xlarge").as_deref(), Some("_2xlarge"));
        assert_eq!(enum_variant("--"), None);
    }
}
