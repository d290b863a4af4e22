//! What is wrong with the value of an option.

use super::{LIST, Mistake, create, line};
use crate::support::Omics;

/// A creation in this location.
fn location(location: &str) -> Omics {
    line(&["create-run-cache", "--cache-s3-location", location])
}

/// Tags taken off, with these arguments beside the resource.
fn untag(args: &[&str]) -> Omics {
    let arn = "arn:aws:omics:us-west-2:123456789012:runCache/7";
    line(&["untag-resource", "--resource-arn", arn]).args(args)
}

/// Values that a member does not take.
pub(super) fn values() -> Vec<Mistake> {
    vec![
        (
            "location_is_a_url",
            location("https://my-bucket.s3.us-west-2.amazonaws.com/cache/"),
        ),
        (
            "location_is_an_arn",
            location("arn:aws:s3:::my-bucket/cache"),
        ),
        ("location_with_capitals", location("s3://My-Bucket/cache")),
        ("location_without_bucket", location("s3:///cache")),
        ("location_with_blanks", location("s3://my bucket/cache")),
        ("location_of_dots", location("s3://../cache")),
        ("location_without_scheme", location("my-bucket/cache")),
        (
            "enum_mistyped",
            create(&["--cache-behavior", "CACHE_ALLWAYS"]),
        ),
        ("tags_apart", create(&["--tags", "a=b", "c=d"])),
        ("tags_without_value", create(&["--tags", "team"])),
        ("tags_in_single_quotes", create(&["--tags", "{'a': 'b'}"])),
        ("name_not_quoted", create(&["--name", "my", "cache"])),
        ("name_empty", create(&["--name", ""])),
        (
            "name_is_a_number",
            create(&["--cli-input-json", r#"{"name": 5}"#]),
        ),
        ("tag_is_a_number", create(&["--tags", r#"{"a": 1}"#])),
        ("tag_with_a_comma", create(&["--tags", "a=b,c"])),
        ("tag_twice", create(&["--tags", "a=b,a=c"])),
        (
            "id_is_an_arn",
            line(&[
                "get-run-cache",
                "--id",
                "arn:aws:omics:us-west-2:123456789012:runCache/7",
            ]),
        ),
        ("id_is_a_name", line(&["get-run-cache", "--id", "first"])),
        ("id_without_its_option", line(&["get-run-cache", "7"])),
        (
            "member_mistyped",
            create(&["--cli-input-json", r#"{"nmae": "x"}"#]),
        ),
        ("page_too_small", line(&LIST).args(&["--max-results", "0"])),
        ("page_below_zero", line(&LIST).args(&["--page-size", "-1"])),
        ("id_empty", line(&["get-run-cache", "--id", ""])),
        ("id_with_blanks", line(&["get-run-cache", "--id", " 7 "])),
        ("location_empty", location("")),
        ("location_of_an_object", location("{}")),
        (
            "owner_too_short",
            create(&["--cache-bucket-owner-id", "123"]),
        ),
        ("tag_without_key", create(&["--tags", "=b"])),
        ("tag_keys_missing", untag(&["--tag-keys"])),
        ("tag_key_empty", untag(&["--tag-keys", ""])),
        (
            "arn_is_an_id",
            line(&["list-tags-for-resource", "--resource-arn", "7"]),
        ),
        (
            "number_is_a_text",
            line(&LIST).args(&["--cli-input-json", r#"{"maxResults": "5"}"#]),
        ),
        (
            "name_is_null",
            create(&["--cli-input-json", r#"{"name": null}"#]),
        ),
        (
            "tags_are_a_list",
            create(&["--cli-input-json", r#"{"tags": ["a"]}"#]),
        ),
    ]
}

/// Documents that cannot be read or hold something else.
pub(super) fn documents() -> Vec<Mistake> {
    let document = |text: &str| line(&["create-run-cache", "--cli-input-json", text]);
    vec![
        (
            "json_without_quotes",
            document("{cacheS3Location: \"s3://my-bucket/\"}"),
        ),
        (
            "json_without_comma",
            document("file://in.json").file(
                "in.json",
                "{\n  \"cacheS3Location\": \"s3://my-bucket/\"\n  \"name\": \"x\"\n}\n",
            ),
        ),
        ("json_empty", document("file://in.json").file("in.json", "")),
        (
            "file_with_one_slash",
            document("file:in.json").file("in.json", "{}"),
        ),
        ("file_is_a_folder", document("file://.aws").config("")),
        (
            "json_broken",
            line(&["create-run-cache", "--cli-input-json", "file://in.json"])
                .file("in.json", "{\n  \"name\": \"x\",\n}\n"),
        ),
        (
            "yaml_broken",
            line(&["create-run-cache", "--cli-input-yaml", "file://in.yaml"])
                .file("in.yaml", "name: x\ntags: [a, b\n"),
        ),
        (
            "file_without_prefix",
            line(&["create-run-cache", "--cli-input-json", "in.json"]).file("in.json", "{}"),
        ),
        (
            "document_is_a_number",
            line(&["create-run-cache", "--cli-input-json", "5"]),
        ),
        ("document_without_location", document(r#"{"name": "x"}"#)),
        (
            "file_named_with_a_blank",
            document("my in.json").file("my in.json", "{}"),
        ),
        ("file_without_name", document("file://")),
        (
            "file_missing",
            line(&["create-run-cache", "--cli-input-json", "file://inn.json"])
                .file("in.json", "{}"),
        ),
    ]
}
