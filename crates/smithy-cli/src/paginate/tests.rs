use aws_smithy_types::base64;
use cli_formats::json;
use omics_model::operations::{GET_RUN_CACHE, LIST_RUN_CACHES};

use super::*;
use crate::args::Operation as Parsed;
use crate::tests::PARSER;

fn read(line: &[&str], no_paginate: bool) -> Result<PageOptions, CliError> {
    let line: Vec<String> = line.iter().map(|&word| word.to_owned()).collect();
    match PARSER.operation(&line, &options::of(&LIST_RUN_CACHES), false) {
        Ok(Parsed::Options(options)) => PageOptions::read(&LIST_RUN_CACHES, &options, no_paginate),
        other => panic!("the options are good: {other:?}"),
    }
}

fn map(text: &str) -> Map {
    match json::read(text) {
        Ok(Value::Map(map)) => map,
        other => panic!("an object was expected: {other:?}"),
    }
}

/// The pager for these options and this document, and the document that is sent then.
fn start(line: &[&str], document: &str) -> (Option<Pager>, Map) {
    let mut document = map(document);
    let options = read(line, false).expect("good options");
    let pager = options.pager(&mut document).expect("a good document");
    (pager, document)
}

fn pager(line: &[&str]) -> Pager {
    start(line, "{}").0.expect("pagination is on")
}

/// Ids `first` to `last` and the token, unless it is empty.
fn page(ids: impl IntoIterator<Item = i64>, token: &str) -> Value {
    let mut page = Map::from([("items".to_owned(), ids_of(ids))]);
    if !token.is_empty() {
        page.insert("nextToken".to_owned(), token.into());
    }
    Value::Map(page)
}

fn ids_of(ids: impl IntoIterator<Item = i64>) -> Value {
    Value::list(ids.into_iter().map(Value::Int))
}

/// The pages of a listing of six, by the token that gets them.
fn listing(token: Option<&Value>) -> Value {
    match token {
        None => page(1..=2, "t2"),
        Some(Value::String(token)) if token == "t2" => page(3..=4, "t3"),
        Some(Value::String(token)) if token == "t3" => page(5..=6, ""),
        other => panic!("no such page: {other:?}"),
    }
}

/// Follows the listing. Returns the requests made and the merged answer.
fn follow(mut pager: Pager) -> (Vec<Map>, Value) {
    let (mut requests, mut whole) = (Vec::new(), Map::new());
    while let Some(request) = pager.next_request().expect("the tokens differ") {
        let page = pager.accept(listing(request.get("startingToken")));
        pager.merge(&mut whole, page);
        requests.push(request);
    }
    (requests, pager.finish(whole))
}

/// The merged answer of the whole listing: items and token.
fn followed(line: &[&str]) -> Value {
    follow(pager(line)).1
}

fn cut(ids: impl IntoIterator<Item = i64>, bookmark: &str) -> Value {
    Value::map([
        ("items", ids_of(ids)),
        ("NextToken", base64::encode(bookmark).as_str().into()),
    ])
}

#[test]
fn all_pages_are_fetched_and_merged() {
    let (requests, whole) = follow(pager(&[]));
    let expected = [
        "{}",
        r#"{"startingToken": "t2"}"#,
        r#"{"startingToken": "t3"}"#,
    ];
    assert_eq!(requests, expected.map(map));
    assert_eq!(whole, Value::map([("items", ids_of(1..=6))]));
}

#[test]
fn the_page_size_goes_with_every_request() {
    let (requests, _) = follow(pager(&["--page-size", "2"]));
    let last = map(r#"{"maxResults": 2, "startingToken": "t3"}"#);
    assert_eq!(
        (&requests[0], &requests[2]),
        (&map(r#"{"maxResults": 2}"#), &last)
    );
    let (requests, _) = follow(pager(&["--page-size", "0"]));
    assert_eq!(requests[0], map(r#"{"maxResults": 0}"#));
}

#[test]
fn paging_by_hand_is_one_request_with_the_document_as_it_is() {
    for line in [
        &["--starting-token", "T"][..],
        &["--max-results", "2"],
        &["--starting-token", "", "--max-results", "2"],
        &["--max-results", "2", "--page-size", "0"],
    ] {
        let (pager, _) = start(line, "{}");
        assert_eq!(pager, None, "{line:?}");
    }
    let mut document = map("{}");
    let options = read(&[], true).expect("good options");
    assert_eq!(options.pager(&mut document), Ok(None));
    assert_eq!(document, map("{}"));
}

#[test]
fn options_for_pages_are_refused_where_one_is_asked_for() {
    let refusal = "Cannot specify --no-paginate along with pagination arguments: ";
    for (line, no_paginate, given) in [
        (
            &["--max-items", "1", "--page-size", "2"][..],
            true,
            "--page-size, --max-items",
        ),
        (
            &["--starting-token", "T", "--max-items", "1"],
            false,
            "--max-items",
        ),
        (
            &["--max-results", "3", "--page-size", "2"],
            false,
            "--page-size",
        ),
    ] {
        let error = read(line, no_paginate).expect_err("a conflict");
        assert_eq!(
            error,
            CliError::param_validation(format!("{refusal}{given}"))
        );
    }
}

#[test]
fn a_document_can_page_by_hand() {
    for document in [r#"{"maxResults": 1}"#, r#"{"startingToken": "T"}"#] {
        let (pager, sent) = start(&[], document);
        assert_eq!((pager, sent), (None, map(document)));
        let (pager, sent) = start(&["--max-items", "1"], document);
        assert_eq!(
            (pager, sent.get("PaginationConfig")),
            (None, Some(&Value::Map(map(r#"{"MaxItems": 1}"#))))
        );
    }
}

#[test]
fn a_document_can_say_how_to_paginate() {
    let config = r#"{"PaginationConfig": {"MaxItems": "1", "PageSize": 2, "StartingToken": "t2"}}"#;
    let (pager, sent) = start(&[], config);
    assert_eq!(sent, map("{}"));
    let (requests, whole) = follow(pager.expect("pagination is on"));
    assert_eq!(
        requests,
        [map(r#"{"maxResults": 2, "startingToken": "t2"}"#)]
    );
    assert_eq!(
        whole,
        cut([3], r#"{"startingToken": "t2", "boto_truncate_amount": 1}"#)
    );

    let (pager, _) = start(&["--max-items", "4"], config);
    let (requests, whole) = follow(pager.expect("pagination is on"));
    assert_eq!(requests, [map("{}"), map(r#"{"startingToken": "t2"}"#)]);
    assert_eq!(whole, cut(1..=4, r#"{"startingToken": "t3"}"#));
}

#[test]
fn a_malformed_configuration_is_refused() {
    for (document, message) in [
        (
            r#"{"PaginationConfig": []}"#,
            "Invalid value for PaginationConfig: []. It must be an object.",
        ),
        (
            r#"{"PaginationConfig": {"MaxItems": "x"}}"#,
            "Invalid value for PaginationConfig.MaxItems: 'x'. It must be an integer.",
        ),
        (
            r#"{"PaginationConfig": {"PageSize": 1.5}}"#,
            "Invalid value for PaginationConfig.PageSize: 1.5. It must be an integer.",
        ),
        (
            r#"{"PaginationConfig": {"StartingToken": 1}}"#,
            "Invalid value for PaginationConfig.StartingToken: 1. It must be a string.",
        ),
    ] {
        let options = read(&[], false).expect("good options");
        assert_eq!(
            options.pager(&mut map(document)),
            Err(CliError::param_validation(message))
        );
    }
}

#[test]
fn the_listing_ends_at_the_greatest_number_of_items() {
    for (items, expected) in [
        (
            "1",
            cut([1], r#"{"startingToken": null, "boto_truncate_amount": 1}"#),
        ),
        ("2", cut(1..=2, r#"{"startingToken": "t2"}"#)),
        (
            "3",
            cut(
                1..=3,
                r#"{"startingToken": "t2", "boto_truncate_amount": 1}"#,
            ),
        ),
        (
            "5",
            cut(
                1..=5,
                r#"{"startingToken": "t3", "boto_truncate_amount": 1}"#,
            ),
        ),
        ("6", Value::map([("items", ids_of(1..=6))])),
        (
            "99999999999999999999",
            Value::map([("items", ids_of(1..=6))]),
        ),
        (
            "0",
            cut([], r#"{"startingToken": null, "boto_truncate_amount": 0}"#),
        ),
        (
            "-1",
            cut(
                [1],
                r#"{"startingToken": null, "boto_truncate_amount": -1}"#,
            ),
        ),
        (
            "-9",
            cut([], r#"{"startingToken": null, "boto_truncate_amount": -9}"#),
        ),
    ] {
        assert_eq!(followed(&["--max-items", items]), expected, "{items}");
    }
}

#[test]
fn a_page_without_items_has_an_empty_list_where_fewer_than_none_are_asked_for() {
    for answer in [
        r#"{"items": null, "nextToken": "t1"}"#,
        r#"{"nextToken": "t1"}"#,
    ] {
        let mut pager = pager(&["--max-items", "-1"]);
        let page = pager.accept(Value::Map(map(answer)));
        assert_eq!(
            page,
            Value::map([("items", ids_of([])), ("nextToken", "t1".into())])
        );
        assert_eq!(pager.next_request(), Ok(None));
    }
}

#[test]
fn numbers_of_items_that_make_no_sense_are_warned_of() {
    let warning = |items| {
        read(&["--max-items", items], false)
            .expect("good options")
            .warning()
    };
    let text = "warning: Non-positive values for --max-items may result in undefined behavior.\n";
    assert_eq!(warning("0"), Some(text));
    assert_eq!(warning("-99999999999999999999"), Some(text));
    assert_eq!(warning("1"), None);
    assert_eq!(read(&[], false).expect("good options").warning(), None);
}

#[test]
fn a_listing_resumes_where_it_was_cut_off() {
    for step in ["1", "2", "3", "4", "5", "6"] {
        let mut line = vec!["--max-items", step];
        let mut collected = Map::new();
        let mut token;
        loop {
            let Value::Map(mut part) = followed(&line) else {
                panic!("an answer is a map")
            };
            let next = part.shift_remove("NextToken");
            pager(&[]).merge(&mut collected, Value::Map(part));
            let Some(Value::String(next)) = next else {
                break;
            };
            token = next;
            line = vec!["--max-items", step, "--starting-token", &token];
        }
        assert_eq!(collected["items"], ids_of(1..=6), "{step} at a time");
    }
}

#[test]
fn a_token_to_resume_at_is_no_parameter_of_the_operation() {
    let token = base64::encode(r#"{"startingToken": "t2", "boto_truncate_amount": 1}"#);
    let line = ["--starting-token", &token, "--max-items", "100"];
    let shadows = |line: &[&str]| {
        let options = read(line, false).expect("good options");
        options.shadows("starting-token")
    };
    assert!(shadows(&line) && !shadows(&line[..2]));
    let (pager, sent) = start(&line, "{}");
    assert_eq!(sent, map("{}"));
    let (requests, whole) = follow(pager.expect("pagination is on"));
    assert_eq!(requests[0], map(r#"{"startingToken": "t2"}"#));
    assert_eq!(whole, Value::map([("items", ids_of(4..=6))]));

    let verbatim = read(&["--starting-token", &token], false).expect("good options");
    assert_eq!(verbatim.pager(&mut map("{}")), Ok(None));
    let one_page = read(&["--starting-token", &token], true).expect("good options");
    assert_eq!(one_page.pager(&mut map("{}")), Ok(None));
}

#[test]
fn a_token_that_comes_twice_ends_the_listing_in_an_error() {
    let mut pager = pager(&[]);
    for _ in 0..2 {
        assert!(matches!(pager.next_request(), Ok(Some(_))));
        pager.accept(page(1..=2, "SAME"));
    }
    assert_eq!(
        pager.next_request(),
        Err(CliError::general(
            "Error during pagination: The same next token was received twice: {'startingToken': 'SAME'}"
        ))
    );
}

#[test]
fn no_token_ends_the_listing() {
    for last in ["{}", r#"{"nextToken": null}"#, r#"{"nextToken": ""}"#] {
        let mut pager = pager(&[]);
        pager.accept(Value::Map(map(last)));
        assert_eq!(pager.next_request(), Ok(None), "{last}");
    }
}

#[test]
fn pages_without_items_add_nothing() {
    let mut pager = pager(&[]);
    let mut whole = Map::new();
    for answer in [
        r#"{"nextToken": "a"}"#,
        r#"{"items": [1], "nextToken": "b"}"#,
        r#"{"items": null}"#,
    ] {
        let page = pager.accept(Value::Map(map(answer)));
        pager.merge(&mut whole, page);
    }
    assert_eq!(pager.finish(whole), Value::map([("items", ids_of([1]))]));
    assert_eq!(self::pager(&[]).finish(Map::new()), Value::Map(Map::new()));
}

#[test]
fn text_shows_the_results_of_each_page_and_then_the_token() {
    let mut pager = pager(&["--max-items", "1"]);
    assert_eq!(pager.next_token_line(), None);
    let shown = pager.accept(listing(None));
    assert_eq!(shown, page([1], "t2"), "a page keeps its token");
    assert_eq!(pager.results(shown), Value::map([("items", ids_of([1]))]));
    assert_eq!(
        pager.results(Value::Map(Map::new())),
        Value::map([("items", Value::Null)])
    );
    let token = base64::encode(r#"{"startingToken": null, "boto_truncate_amount": 1}"#);
    let line = pager.next_token_line().expect("the listing was cut off");
    assert_eq!(
        cli_formats::text::write(&line),
        Ok(format!("NEXTTOKEN\t{token}\n"))
    );
}

#[test]
fn results_may_lie_deeper() {
    let pages = Pages {
        input_tokens: &["in"],
        output_tokens: &["meta.next"],
        limit_key: None,
        result_keys: &["result.items"],
        non_aggregate_keys: &[],
        more_results: None,
    };
    let pager = |config: &str| {
        let config = Config::read(&map(config), false).expect("a good configuration");
        Pager::new(pages, config)
    };
    let mut followed = pager(r#"{"MaxItems": 3}"#).expect("a listing");
    let mut whole = Map::new();
    while let Some(request) = followed.next_request().expect("the tokens differ") {
        let answer = map(r#"{"result": {"items": [1, 2], "more": true}, "meta": {"next": "t2"}}"#);
        assert_eq!(request.contains_key("in"), !whole.is_empty());
        let page = followed.accept(Value::Map(answer));
        followed.merge(&mut whole, page);
    }
    assert_eq!(whole, map(r#"{"result": {"items": [1, 2, 1]}}"#));
    assert!(pager(r#"{"PageSize": 3}"#).is_err());
}

#[test]
fn all_results_are_merged_and_what_else_the_first_page_says_is_kept() {
    let pages = Pages {
        input_tokens: &["a", "b"],
        output_tokens: &["nextA", "nextB"],
        limit_key: None,
        result_keys: &["items", "count", "text"],
        non_aggregate_keys: &["name", "missing"],
        more_results: None,
    };
    let config = Config::read(&Map::new(), false).expect("a good configuration");
    let mut pager = Pager::new(pages, config).expect("a listing");
    let mut whole = Map::new();
    let mut answers = [
        r#"{"items": [1], "count": 1, "text": "x", "name": "first", "nextA": "t"}"#,
        r#"{"items": [2, 3], "count": 2.5, "text": "y", "name": "second", "nextB": "u"}"#,
        r#"{"count": 1}"#,
    ]
    .into_iter();
    let mut requests = Vec::new();
    while let Some(request) = pager.next_request().expect("the tokens differ") {
        requests.push(request);
        let answer = answers.next().expect("three pages");
        let page = pager.accept(Value::Map(map(answer)));
        pager.merge(&mut whole, page);
    }
    let expected = ["{}", r#"{"a": "t"}"#, r#"{"b": "u"}"#];
    assert_eq!(requests, expected.map(map));
    let merged =
        r#"{"items": [1, 2, 3], "count": 4.5, "text": "xy", "name": "first", "missing": null}"#;
    assert_eq!(pager.finish(whole), Value::Map(map(merged)));
}

#[test]
fn an_operation_without_pages_has_no_pager() {
    let options =
        PageOptions::read(&GET_RUN_CACHE, &RawOptions::default(), true).expect("nothing to refuse");
    assert_eq!(options.pager(&mut Map::new()), Ok(None));
}

/// Results that are no list of ids, and listings that are stopped.
mod results;
