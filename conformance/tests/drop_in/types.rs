// Types and their builders.

pub(super) fn every_type() -> Account {
    use sdk::error::UnknownVariantError;
    use sdk::types::{CacheBehavior, RunCacheStatus};

    let mut account = Account::new();
    account.push(sdk::meta::PKG_VERSION.is_empty().to_string());
    macro_rules! strings {
        ($type:ident) => {
            for text in $type::values().iter().copied().chain(["", "no such value"]) {
                let value = $type::from(text);
                let parsed: $type = text.parse().expect("never fails");
                let tried: Result<$type, UnknownVariantError> = $type::try_parse(text);
                let reference: &str = value.as_ref();
                assert_eq!(value, parsed);
                account.push(format!("{value:?} {value} {} {reference}", value.as_str()));
                account.push(format!("{tried:?}"));
                account.push(tried.map_or_else(|error| error.to_string(), |_| String::new()));
            }
        };
    }
    strings!(CacheBehavior);
    strings!(RunCacheStatus);
    let mut behaviors = vec![CacheBehavior::CacheOnFailure, CacheBehavior::CacheAlways];
    behaviors.sort();
    behaviors.dedup();
    let set: std::collections::HashSet<_> = behaviors.into_iter().collect();
    account.push(set.len().to_string());
    let statuses = [
        RunCacheStatus::Active,
        RunCacheStatus::Deleted,
        RunCacheStatus::Failed,
    ];
    account.push(format!("{statuses:?}"));
    account
}

pub(super) fn every_builder() -> Account {
    use sdk::operation::create_run_cache::{self, CreateRunCacheInput, CreateRunCacheOutput};
    use sdk::operation::delete_run_cache::{self, DeleteRunCacheInput, DeleteRunCacheOutput};
    use sdk::operation::get_run_cache::{self, GetRunCacheInput, GetRunCacheOutput};
    use sdk::operation::list_run_caches::{self, ListRunCachesInput, ListRunCachesOutput};
    use sdk::operation::update_run_cache::{self, UpdateRunCacheInput, UpdateRunCacheOutput};
    use sdk::primitives::{DateTime, DateTimeFormat};
    use sdk::types::builders::RunCacheListItemBuilder;
    use sdk::types::{CacheBehavior, RunCacheListItem, RunCacheStatus};

    let mut account = Account::new();
    let time = DateTime::from_secs(1_700_000_000);
    account.push(format!("{:?}", time.fmt(DateTimeFormat::DateTime)));

    let create: create_run_cache::builders::CreateRunCacheInputBuilder =
        CreateRunCacheInput::builder()
            .cache_s3_location("s3://bucket")
            .cache_behavior(CacheBehavior::CacheAlways)
            .cache_bucket_owner_id("123456789012")
            .name("n")
            .description("d")
            .request_id("t")
            .tags("k", "v");
    account.push(format!(
        "{create:?} {:?} {:?}",
        create.get_tags(),
        create.get_request_id()
    ));
    let create = create
        .clone()
        .set_tags(create.get_tags().clone())
        .build()
        .expect("complete");
    account.push(format!(
        "{:?} {:?}",
        create.cache_s3_location(),
        create.cache_behavior()
    ));
    account.push(format!(
        "{:?} {:?}",
        create.cache_bucket_owner_id(),
        create.name()
    ));
    account.push(format!(
        "{:?} {:?}",
        create.description(),
        create.request_id()
    ));
    account.push(format!(
        "{:?} {create:?} {}",
        create.tags(),
        create.clone() == create
    ));

    let created: create_run_cache::builders::CreateRunCacheOutputBuilder =
        CreateRunCacheOutput::builder()
            .arn("arn:x")
            .id("1")
            .status(RunCacheStatus::Active)
            .tags("k", "v")
            .set_arn(Some("arn:y".to_owned()))
            .set_id(None)
            .set_status(Some(RunCacheStatus::Failed));
    account.push(format!("{:?} {:?}", created.get_arn(), created.get_id()));
    account.push(format!(
        "{:?} {:?}",
        created.get_status(),
        created.get_tags()
    ));
    account.push(format!("{:?}", created.set_tags(None).build()));

    let get: get_run_cache::builders::GetRunCacheInputBuilder = GetRunCacheInput::builder()
        .id("1")
        .set_id(Some("2".to_owned()));
    account.push(format!(
        "{:?} {:?}",
        get.get_id(),
        get.clone().build().expect("complete").id()
    ));
    let got: get_run_cache::builders::GetRunCacheOutputBuilder = GetRunCacheOutput::builder()
        .arn("arn:x")
        .cache_behavior(CacheBehavior::CacheOnFailure)
        .cache_bucket_owner_id("123456789012")
        .cache_s3_uri("s3://bucket/1")
        .creation_time(time)
        .description("d")
        .id("1")
        .name("n")
        .status(RunCacheStatus::Active)
        .tags("k", "v");
    let got = got
        .set_arn(Some("a".to_owned()))
        .set_cache_behavior(None)
        .set_cache_bucket_owner_id(None)
        .set_cache_s3_uri(None)
        .set_creation_time(Some(time))
        .set_description(None)
        .set_id(None)
        .set_name(None)
        .set_status(None)
        .set_tags(None);
    account.push(format!(
        "{:?} {:?}",
        got.get_arn(),
        got.get_cache_behavior()
    ));
    account.push(format!(
        "{:?} {:?}",
        got.get_cache_bucket_owner_id(),
        got.get_cache_s3_uri()
    ));
    account.push(format!(
        "{:?} {:?}",
        got.get_creation_time(),
        got.get_description()
    ));
    account.push(format!("{:?} {:?}", got.get_id(), got.get_name()));
    account.push(format!("{:?} {:?}", got.get_status(), got.get_tags()));
    account.push(format!("{:?}", got.build()));

    let item: RunCacheListItemBuilder = RunCacheListItem::builder()
        .arn("arn:x")
        .cache_behavior(CacheBehavior::CacheAlways)
        .cache_s3_uri("s3://bucket/1")
        .creation_time(time)
        .id("1")
        .name("n")
        .status(RunCacheStatus::Deleted)
        .set_arn(None)
        .set_cache_behavior(None)
        .set_cache_s3_uri(None)
        .set_creation_time(Some(time))
        .set_id(Some("2".to_owned()))
        .set_name(None)
        .set_status(None);
    account.push(format!(
        "{:?} {:?}",
        item.get_arn(),
        item.get_cache_behavior()
    ));
    account.push(format!(
        "{:?} {:?}",
        item.get_cache_s3_uri(),
        item.get_creation_time()
    ));
    account.push(format!(
        "{:?} {:?} {:?}",
        item.get_id(),
        item.get_name(),
        item.get_status()
    ));
    let item = item.build();
    account.push(format!(
        "{:?} {:?} {:?}",
        item.arn(),
        item.id(),
        item.name()
    ));
    account.push(format!(
        "{:?} {:?}",
        item.cache_behavior(),
        item.cache_s3_uri()
    ));
    account.push(format!("{:?} {:?}", item.creation_time(), item.status()));

    let list: list_run_caches::builders::ListRunCachesInputBuilder = ListRunCachesInput::builder()
        .max_results(1)
        .starting_token("a")
        .set_max_results(Some(2))
        .set_starting_token(Some("b".to_owned()));
    account.push(format!(
        "{:?} {:?}",
        list.get_max_results(),
        list.get_starting_token()
    ));
    let list = list.build().expect("complete");
    account.push(format!(
        "{:?} {:?}",
        list.max_results(),
        list.starting_token()
    ));
    let listed: list_run_caches::builders::ListRunCachesOutputBuilder =
        ListRunCachesOutput::builder()
            .items(item.clone())
            .items(item)
            .next_token("n");
    account.push(format!(
        "{:?} {:?}",
        listed.get_items(),
        listed.get_next_token()
    ));
    let listed = listed
        .clone()
        .set_items(listed.get_items().clone())
        .set_next_token(None)
        .build();
    account.push(format!(
        "{} {:?} {listed:?}",
        listed.items().len(),
        listed.next_token()
    ));
    account.push(
        ListRunCachesOutput::builder()
            .build()
            .items()
            .len()
            .to_string(),
    );

    let update: update_run_cache::builders::UpdateRunCacheInputBuilder =
        UpdateRunCacheInput::builder()
            .id("1")
            .name("n")
            .description("d")
            .cache_behavior(CacheBehavior::CacheAlways)
            .set_id(Some("2".to_owned()))
            .set_name(None)
            .set_description(None)
            .set_cache_behavior(None);
    account.push(format!("{:?} {:?}", update.get_id(), update.get_name()));
    account.push(format!(
        "{:?} {:?}",
        update.get_description(),
        update.get_cache_behavior()
    ));
    let update = update.build().expect("complete");
    account.push(format!("{:?} {:?}", update.id(), update.name()));
    account.push(format!(
        "{:?} {:?}",
        update.description(),
        update.cache_behavior()
    ));
    let updated: update_run_cache::builders::UpdateRunCacheOutputBuilder =
        UpdateRunCacheOutput::builder();
    account.push(format!("{:?}", updated.build()));

    let delete: delete_run_cache::builders::DeleteRunCacheInputBuilder =
        DeleteRunCacheInput::builder()
            .id("1")
            .set_id(Some("2".to_owned()));
    account.push(format!("{:?}", delete.get_id()));
    account.push(format!("{:?}", delete.build().expect("complete").id()));
    let deleted: delete_run_cache::builders::DeleteRunCacheOutputBuilder =
        DeleteRunCacheOutput::builder();
    account.push(format!("{:?}", deleted.build()));
    account
}
