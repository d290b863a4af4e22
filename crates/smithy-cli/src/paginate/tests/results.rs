use std::time::Duration;

use super::*;

const PAGES: Pages = Pages {
    input_tokens: &["in"],
    output_tokens: &["next"],
    limit_key: None,
    result_keys: &["results", "names", "count"],
    non_aggregate_keys: &[],
    more_results: None,
};

fn pager_of(pages: Pages, config: &str) -> Pager {
    let config = Config::read(&map(config), false).expect("a good configuration");
    Pager::new(pages, config).expect("a listing")
}

fn json(value: &Value) -> String {
    json::write_line(value)
}

/// The merged answer of these pages.
fn merged(mut pager: Pager, pages: &[&str]) -> String {
    let mut whole = Map::new();
    for page in pages {
        let page = pager.accept(Value::Map(map(page)));
        pager.merge(&mut whole, page);
    }
    json(&pager.finish(whole))
}

#[test]
fn results_of_every_kind_are_joined() {
    for (first, second, joined) in [
        ("[1]", "[2]", "[1, 2]"),
        (r#"{"a": 1}"#, r#"{"a": 2, "b": 3}"#, r#"{"a": 2, "b": 3}"#),
        (r#""a""#, r#""b""#, r#""ab""#),
        ("1", "2", "3"),
        ("1", "0.5", "1.5"),
        ("0.5", "1", "1.5"),
        ("0.5", "0.25", "0.75"),
        ("9223372036854775807", "1", "9223372036854775808"),
        ("-9223372036854775808", "-1", "-9223372036854775809"),
        ("1", r#""x""#, "1"),
        ("true", "false", "true"),
    ] {
        let pages = [
            format!(r#"{{"results": {first}, "next": "t"}}"#),
            format!(r#"{{"results": {second}}}"#),
        ];
        let whole = merged(pager_of(PAGES, "{}"), &pages.each_ref().map(String::as_str));
        assert_eq!(whole, format!(r#"{{"results": {joined}}}"#));
    }
}

#[test]
fn texts_are_cut_like_lists_and_maps_are_not() {
    for (limit, results, shown) in [
        (3, r#""abécd""#, r#""ab\u00e9""#),
        (1, r#"{"a": 1, "b": 2}"#, r#"{"a": 1, "b": 2}"#),
        (2, "[1, 2, 3]", "[1, 2]"),
    ] {
        let mut pager = pager_of(PAGES, &format!(r#"{{"MaxItems": {limit}}}"#));
        let page = map(&format!(r#"{{"results": {results}, "next": "t"}}"#));
        let page = pager.accept(Value::Map(page));
        assert_eq!(
            json(&page),
            format!(r#"{{"results": {shown}, "next": "t"}}"#)
        );
        assert_eq!(pager.next_request(), Ok(None), "{results}");
        let bookmark = format!(r#"{{"in": null, "boto_truncate_amount": {limit}}}"#);
        let token = json(&pager.finish(Map::new()));
        assert_eq!(
            token,
            format!(r#"{{"NextToken": "{}"}}"#, base64::encode(bookmark))
        );
    }
}

#[test]
fn what_was_shown_of_the_first_page_is_not_shown_again() {
    let page = r#"{"results": [1, 2, 3], "names": ["x"], "count": 3, "next": "u"}"#;
    let (last, few) = (r#"{"results": "abc"}"#, r#"{"count": 1.5, "results": 1}"#);
    for (skip, page, shown) in [
        (
            2,
            page,
            r#"{"results": [3], "names": [], "count": 3, "next": "u"}"#,
        ),
        (
            9,
            page,
            r#"{"results": [], "names": [], "count": 3, "next": "u"}"#,
        ),
        (
            -1,
            page,
            r#"{"results": [3], "names": [], "count": 3, "next": "u"}"#,
        ),
        (
            -9,
            page,
            r#"{"results": [1, 2, 3], "names": [], "count": 3, "next": "u"}"#,
        ),
        (
            1,
            last,
            r#"{"results": "bc", "names": null, "count": null}"#,
        ),
        // The first results are what is counted, so a number there is not kept.
        (0, few, r#"{"count": 1.5, "results": null, "names": null}"#),
    ] {
        let bookmark = base64::encode(format!(r#"{{"in": "t", "boto_truncate_amount": {skip}}}"#));
        let mut pager = pager_of(PAGES, &format!(r#"{{"StartingToken": "{bookmark}"}}"#));
        assert_eq!(pager.next_request(), Ok(Some(map(r#"{"in": "t"}"#))));
        let page = pager.accept(Value::Map(map(page)));
        assert_eq!(json(&page), shown, "{skip}");
    }
}

#[test]
fn a_limit_counts_from_where_the_listing_resumes() {
    let bookmark = base64::encode(r#"{"in": "t", "boto_truncate_amount": 1}"#);
    let config = format!(r#"{{"StartingToken": "{bookmark}", "MaxItems": 1}}"#);
    let whole = merged(pager_of(PAGES, &config), &[r#"{"results": [1, 2, 3]}"#]);
    let next = base64::encode(r#"{"in": "t", "boto_truncate_amount": 2}"#);
    let expected = format!(r#"{{"results": [2], "NextToken": "{next}"}}"#);
    assert_eq!(whole, expected);
}

#[test]
fn a_service_may_say_that_there_is_no_more() {
    let pages = Pages {
        more_results: Some("meta.more"),
        ..PAGES
    };
    for (page, goes_on) in [
        (r#"{"next": "t", "meta": {"more": true}}"#, true),
        (r#"{"next": "t", "meta": {"more": false}}"#, false),
        (r#"{"next": "t"}"#, false),
        (r#"{"meta": {"more": true}}"#, false),
    ] {
        let mut pager = pager_of(pages, "{}");
        pager.accept(Value::Map(map(page)));
        assert_eq!(pager.goes_on(), goes_on, "{page}");
        assert_eq!(pager.next_request().map(|next| next.is_some()), Ok(goes_on));
    }
}

#[test]
fn what_is_no_object_ends_the_listing() {
    let mut pager = pager_of(PAGES, "{}");
    assert_eq!(json(&pager.accept(ids_of(1..=2))), "[1, 2]");
    assert_eq!(pager.next_request(), Ok(None));
}

#[test]
fn a_listing_that_is_interrupted_can_go_on_another_time() {
    let mut pager = pager(&[]);
    pager.interrupt();
    assert!(!pager.has_begun() && pager.next_token_line().is_none());
    assert!(matches!(pager.next_request(), Ok(Some(_))));

    pager.accept(listing(None));
    assert!(pager.has_begun() && pager.goes_on());
    let second = |pager: &Pager, seconds| pager.progress(Duration::from_secs_f64(seconds));
    let tail = "Ctrl-C keeps what has come";
    assert_eq!(
        second(&pager, 0.5),
        format!("1 pages, 2 items, 4 items/s, {tail}")
    );
    assert_eq!(
        second(&pager, 0.0),
        format!("1 pages, 2 items, 2000 items/s, {tail}")
    );

    let mut ended = pager.clone();
    pager.interrupt();
    assert!(!pager.goes_on());
    assert_eq!(pager.next_request(), Ok(None));
    let whole = json(&pager.finish(Map::new()));
    let token = base64::encode(r#"{"startingToken": "t2"}"#);
    assert_eq!(whole, format!(r#"{{"NextToken": "{token}"}}"#));

    ended.accept(page(3..=4, ""));
    ended.interrupt();
    assert_eq!(json(&ended.finish(Map::new())), "{}");
}
