//! Paginators.

use smithy_client::error::ProvideErrorMetadata;

use crate::support::{client, replay, uris};

#[tokio::test]
async fn paginators_follow_tokens() {
    let pages = [
        (200, r#"{"items": ["a", "b"], "nextToken": "t1"}"#),
        (200, r#"{"items": [], "nextToken": "t2"}"#),
        (200, r#"{"items": ["c"], "nextToken": ""}"#),
    ];
    let http = replay(&pages);
    let items = client(&http)
        .list_things()
        .into_paginator()
        .page_size(2)
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .expect("three pages");
    assert_eq!(items, ["a", "b", "c"]);
    let queries: Vec<_> = uris(&http)
        .iter()
        .filter_map(|uri| Some(uri.split_once('?')?.1.to_owned()))
        .collect();
    assert_eq!(
        queries,
        [
            "maxResults=2",
            "startingToken=t1&maxResults=2",
            "startingToken=t2&maxResults=2"
        ]
    );
}

#[tokio::test]
async fn paginators_stop_where_they_are_told_to() {
    let same = (200, r#"{"items": ["a"], "nextToken": "t"}"#);
    let http = replay(&[same, same, same, (400, r#"{"code": "Gone"}"#)]);
    let pages = client(&http).list_things().into_paginator().send();
    assert_eq!(pages.try_collect().await.expect("pages").len(), 2);

    let mut pages = client(&http)
        .list_things()
        .into_paginator()
        .stop_on_duplicate_token(false)
        .send();
    pages.next().await.expect("a page").expect("success");
    let error = pages.next().await.expect("an error").expect_err("gone");
    assert_eq!(ProvideErrorMetadata::code(&error), Some("Gone"));
    assert!(pages.next().await.is_none());
}
