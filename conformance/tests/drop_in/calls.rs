// Calls of every operation, pages, and calls with changes of their own.

fn client(http: &StaticReplayClient) -> sdk::Client {
    sdk::Client::from_conf(config(http).build())
}

fn config(http: &StaticReplayClient) -> sdk::config::Builder {
    use sdk::config::{BehaviorVersion, Config, Credentials, Region};
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "test",
        ))
        .retry_config(sdk::config::retry::RetryConfig::disabled())
        .idempotency_token_provider("11111111-2222-4333-8444-555555555555")
        .http_client(http.clone())
}

pub(super) async fn every_operation() -> Account {
    use sdk::operation::RequestId as _;
    use sdk::types::CacheBehavior;

    let item = r#"{"id": "7", "status": "ACTIVE", "creationTime": "2026-01-02T03:04:05.678Z"}"#;
    let http = answers(&[
        (
            201,
            &[],
            r#"{"arn": "arn:x", "id": "7", "status": "ACTIVE", "tags": {"team": "a"}}"#,
        ),
        (
            200,
            &[],
            r#"{"id": "7", "creationTime": "2026-01-02T03:04:05Z", "status": "NEW ONE"}"#,
        ),
        (
            200,
            &[],
            &format!(r#"{{"items": [{item}], "nextToken": "n"}}"#),
        ),
        (202, &[], ""),
        (202, &[], ""),
        (201, &[], "{}"),
    ]);
    let client = client(&http);
    let mut account = Account::new();

    let create = client
        .create_run_cache()
        .cache_s3_location("s3://bucket/x")
        .set_cache_s3_location(Some("s3://bucket/y".to_owned()))
        .cache_behavior(CacheBehavior::CacheAlways)
        .set_cache_behavior(Some(CacheBehavior::CacheOnFailure))
        .cache_bucket_owner_id("123456789012")
        .set_cache_bucket_owner_id(Some("210987654321".to_owned()))
        .name("first")
        .set_name(Some("second".to_owned()))
        .description("text")
        .set_description(Some("other".to_owned()))
        .tags("team", "a")
        .tags("empty", "")
        .request_id("token")
        .set_request_id(None);
    account.push(format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        create.get_cache_s3_location(),
        create.get_cache_behavior(),
        create.get_cache_bucket_owner_id(),
        create.get_name(),
        create.get_description(),
        create
            .get_tags()
            .as_ref()
            .map(std::collections::HashMap::len),
        create.get_request_id(),
    ));
    account.push(format!("{:?}", create.as_input().get_name()));
    let created = create.clone().set_tags(None).send().await.expect("created");
    account.push(format!("{created:?} {:?}", created.request_id()));
    account.push(format!(
        "{:?} {:?} {:?}",
        created.arn(),
        created.id(),
        created.status()
    ));
    account.push(format!(
        "{:?}",
        created.tags().map(std::collections::HashMap::len)
    ));

    let get = client.get_run_cache().id("6").set_id(Some("7".to_owned()));
    account.push(format!("{:?} {:?}", get.get_id(), get.as_input()));
    let got = get.as_input().clone().send_with(&client).await;
    let got = got.expect("found");
    account.push(format!("{got:?} {:?}", got.request_id()));
    account.push(format!("{:?} {:?} {:?}", got.arn(), got.id(), got.name()));
    account.push(format!(
        "{:?} {:?}",
        got.cache_behavior(),
        got.cache_bucket_owner_id()
    ));
    account.push(format!(
        "{:?} {:?} {:?}",
        got.cache_s3_uri(),
        got.description(),
        got.status()
    ));
    account.push(format!("{:?} {:?}", got.creation_time(), got.tags()));

    let list = client
        .list_run_caches()
        .max_results(1)
        .set_max_results(Some(2))
        .starting_token("a")
        .set_starting_token(Some("b=&".to_owned()));
    account.push(format!(
        "{:?} {:?}",
        list.get_max_results(),
        list.get_starting_token()
    ));
    let listed = list.send().await.expect("listed");
    account.push(format!(
        "{listed:?} {:?} {:?}",
        listed.next_token(),
        listed.request_id()
    ));
    account.push(format!(
        "{:?}",
        listed
            .items()
            .iter()
            .map(|item| item.id())
            .collect::<Vec<_>>()
    ));

    let update = client
        .update_run_cache()
        .id("7")
        .name("third")
        .description("d")
        .cache_behavior(CacheBehavior::CacheAlways)
        .set_id(Some("8".to_owned()))
        .set_name(None)
        .set_description(None)
        .set_cache_behavior(None);
    account.push(format!(
        "{:?} {:?} {:?} {:?}",
        update.get_id(),
        update.get_name(),
        update.get_description(),
        update.get_cache_behavior()
    ));
    let updated = update.send().await.expect("updated");
    account.push(format!("{updated:?} {:?}", updated.request_id()));

    let delete = client
        .delete_run_cache()
        .id("7")
        .set_id(Some("a/b".to_owned()));
    account.push(format!("{:?}", delete.get_id()));
    let deleted = delete.send().await.expect("deleted");
    account.push(format!("{deleted:?} {:?}", deleted.request_id()));

    let empty = client
        .clone()
        .create_run_cache()
        .send()
        .await
        .expect("the service decides");
    account.push(format!("{empty:?}"));
    account.push(format!("{:?}", client.config().region()));
    account.extend(sent(&http));
    account
}

pub(super) async fn pages() -> Account {
    use sdk::operation::list_run_caches::paginator::{
        ListRunCachesPaginator, ListRunCachesPaginatorItems,
    };

    let mut account = Account::new();
    let pages = [
        (
            200,
            &[][..],
            r#"{"items": [{"id": "1"}, {"id": "2"}], "nextToken": "a"}"#,
        ),
        (200, &[][..], r#"{"nextToken": "b"}"#),
        (
            200,
            &[][..],
            r#"{"items": [{"id": "3"}], "nextToken": "b"}"#,
        ),
        (500, &[][..], "{}"),
    ];

    let http = answers(&pages);
    let paginator: ListRunCachesPaginator = client(&http)
        .list_run_caches()
        .max_results(5)
        .into_paginator()
        .page_size(2);
    let mut stream = paginator.send();
    while let Some(page) = stream.next().await {
        account.push(format!(
            "{:?}",
            page.map(|page| page.items().len()).map_err(drop)
        ));
    }
    account.extend(sent(&http));

    let http = answers(&pages);
    let items: ListRunCachesPaginatorItems =
        client(&http).list_run_caches().into_paginator().items();
    let items: Vec<_> = items.send().collect().await;
    for item in items {
        account.push(format!("{:?}", item.map(|item| item.id).map_err(drop)));
    }

    let http = answers(&pages);
    let paginator = client(&http).list_run_caches().into_paginator();
    let all = paginator
        .stop_on_duplicate_token(false)
        .send()
        .try_collect()
        .await;
    account.push(format!("{:?}", all.map(|pages| pages.len()).map_err(drop)));
    account.extend(sent(&http));
    account
}

/// Adds a header before signing and counts the attempts.
#[derive(Clone, Debug, Default)]
struct Stamp(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl sdk::config::Intercept for Stamp {
    fn name(&self) -> &'static str {
        "Stamp"
    }

    fn modify_before_signing(
        &self,
        context: &mut sdk::config::interceptors::BeforeTransmitInterceptorContextMut<'_>,
        _components: &sdk::config::RuntimeComponents,
        _bag: &mut sdk::config::ConfigBag,
    ) -> Result<(), sdk::error::BoxError> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        context.request_mut().headers_mut().insert("x-stamp", "1");
        Ok(())
    }
}

pub(super) async fn customized() -> Account {
    let mut account = Account::new();
    let http = answers(&[
        (500, &[], "{}"),
        (200, &[], "{}"),
        (200, &[], "{}"),
        (200, &[], "{}"),
    ]);
    let stamp = Stamp::default();
    let retry = sdk::config::retry::RetryConfig::standard()
        .with_initial_backoff(std::time::Duration::from_millis(1));
    let call = client(&http)
        .get_run_cache()
        .id("1")
        .customize()
        .interceptor(stamp.clone())
        .config_override(sdk::Config::builder().retry_config(retry));
    account.push(format!("{:?}", call.send().await.map_err(drop)));
    account.push(format!("{:?}", stamp.0));

    let call = client(&http)
        .get_run_cache()
        .id("2")
        .customize()
        .mutate_request(|request| {
            request.headers_mut().insert("x-mutated", "1");
        });
    account.push(format!("{:?}", call.send().await.map_err(drop)));

    let call = client(&http)
        .get_run_cache()
        .id("3")
        .customize()
        .map_request(|mut request| {
            request.headers_mut().insert("x-mapped", "1");
            Ok::<_, std::fmt::Error>(request)
        });
    account.push(format!("{:?}", call.send().await.map_err(drop)));
    let refused = client(&http)
        .get_run_cache()
        .id("4")
        .customize()
        .map_request(|_| Err::<sdk::config::http::HttpRequest, _>(std::fmt::Error))
        .send()
        .await;
    account.push(format!("{:?}", refused.map_err(drop)));
    account.extend(sent(&http));

    let http = answers(&[(200, &[], "{}")]);
    let permanent = config(&http)
        .interceptor(stamp.clone())
        .endpoint_url("https://example.com/x");
    let call = sdk::Client::from_conf(permanent.build())
        .list_run_caches()
        .send()
        .await;
    account.push(format!("{:?} {:?}", call.map_err(drop), stamp.0));
    account.extend(sent(&http));
    account
}
