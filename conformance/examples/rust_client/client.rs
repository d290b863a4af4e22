// The driver with a Rust SDK, called `sdk`. Written once for the official crate and for ours.

use sdk::error::{ProvideErrorMetadata, SdkError};

/// Keeps the prefix away that the official crate puts before any host, as
/// `AWS_DISABLE_HOST_PREFIX_INJECTION` does with other SDKs.
#[derive(Debug)]
struct NoPrefix;

impl sdk::config::Intercept for NoPrefix {
    fn name(&self) -> &'static str {
        "no host prefix"
    }

    fn modify_before_signing(
        &self,
        context: &mut sdk::config::interceptors::BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let uri = context.request().uri().to_owned();
        let plain = uri.replacen("//workflows-", "//", 1).replacen("//tags-", "//", 1);
        context.request_mut().set_uri(plain)?;
        Ok(())
    }
}

pub(super) use sdk::meta::PKG_VERSION as VERSION;

pub(super) fn client() -> sdk::Client {
    let [key, secret] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(variable);
    let attempts = std::env::var("AWS_MAX_ATTEMPTS").ok().and_then(|number| number.parse().ok());
    let retries = sdk::config::retry::RetryConfig::standard();
    let config = sdk::Config::builder()
        .behavior_version(sdk::config::BehaviorVersion::latest())
        .region(sdk::config::Region::new(variable("AWS_REGION")))
        .credentials_provider(sdk::config::Credentials::new(key, secret, None, None, "driver"))
        .retry_config(retries.with_max_attempts(attempts.unwrap_or(3)))
        .endpoint_url(variable("AWS_ENDPOINT_URL_OMICS"))
        .http_client(http_client())
        .interceptor(NoPrefix)
        .build();
    sdk::Client::from_conf(config)
}

/// What to tell of a call.
fn told<O, E, R>(outcome: Result<O, SdkError<E, R>>, output: impl FnOnce(O) -> Value) -> Value
where
    SdkError<E, R>: ProvideErrorMetadata,
    E: std::error::Error + 'static,
    R: std::fmt::Debug,
{
    match outcome {
        Ok(found) => {
            let mut output = output(found);
            if let Some(members) = output.as_object_mut() {
                members.retain(|_, value| !value.is_null());
            }
            json!({ "output": output })
        }
        Err(error) if error.as_service_error().is_some() => {
            json!({ "error": { "code": error.code(), "message": error.message() } })
        }
        Err(error) => {
            let error = sdk::error::DisplayErrorContext(&error).to_string();
            json!({ "error": { "message": error } })
        }
    }
}

pub(super) async fn act(client: &sdk::Client, call: &Value) -> Value {
    let input = &call["input"];
    let behavior = text(input, "cacheBehavior").map(|text| text.as_str().into());
    let nothing = |()| json!({});
    match call["operation"].as_str().unwrap_or_default() {
        "CreateRunCache" => {
            let call = client
                .create_run_cache()
                .set_cache_behavior(behavior)
                .set_cache_bucket_owner_id(text(input, "cacheBucketOwnerId"))
                .set_cache_s3_location(text(input, "cacheS3Location"))
                .set_description(text(input, "description"))
                .set_name(text(input, "name"))
                .set_request_id(text(input, "requestId"))
                .set_tags(tags(input));
            told(call.send().await, |output| {
                json!({
                    "arn": output.arn(), "id": output.id(), "tags": output.tags(),
                    "status": output.status().map(|status| status.as_str()),
                })
            })
        }
        "GetRunCache" => {
            let call = client.get_run_cache().set_id(text(input, "id"));
            told(call.send().await, |output| {
                json!({
                    "arn": output.arn(), "id": output.id(), "tags": output.tags(),
                    "status": output.status().map(|status| status.as_str()),
                    "cacheBehavior": output.cache_behavior().map(|behavior| behavior.as_str()),
                    "cacheBucketOwnerId": output.cache_bucket_owner_id(),
                    "cacheS3Uri": output.cache_s3_uri(), "creationTime": time(output.creation_time()),
                    "description": output.description(), "name": output.name(),
                })
            })
        }
        "ListRunCaches" if call["pages"] == true => {
            let pages = client.list_run_caches().into_paginator();
            let pages = match number(input, "maxResults") {
                Some(size) => pages.page_size(size),
                None => pages,
            };
            let found = pages.items().send().collect::<Result<Vec<_>, _>>().await;
            told(found, |items| json!({ "items": items.iter().map(item).collect::<Vec<_>>() }))
        }
        "ListRunCaches" => {
            let call = client
                .list_run_caches()
                .set_max_results(number(input, "maxResults"))
                .set_starting_token(text(input, "startingToken"));
            told(call.send().await, |output| {
                let items: Vec<_> = output.items().iter().map(item).collect();
                json!({ "items": items, "nextToken": output.next_token() })
            })
        }
        "UpdateRunCache" => {
            let call = client
                .update_run_cache()
                .set_id(text(input, "id"))
                .set_name(text(input, "name"))
                .set_description(text(input, "description"))
                .set_cache_behavior(behavior);
            told(call.send().await.map(drop), nothing)
        }
        "DeleteRunCache" => {
            let call = client.delete_run_cache().set_id(text(input, "id"));
            told(call.send().await.map(drop), nothing)
        }
        "TagResource" => {
            let call = client
                .tag_resource()
                .set_resource_arn(text(input, "resourceArn"))
                .set_tags(tags(input));
            told(call.send().await.map(drop), nothing)
        }
        "UntagResource" => {
            let call = client
                .untag_resource()
                .set_resource_arn(text(input, "resourceArn"))
                .set_tag_keys(texts(input, "tagKeys"));
            told(call.send().await.map(drop), nothing)
        }
        "ListTagsForResource" => {
            let call = client
                .list_tags_for_resource()
                .set_resource_arn(text(input, "resourceArn"));
            told(call.send().await, |output| json!({ "tags": output.tags() }))
        }
        other => panic!("`{other}` is no operation that this client knows"),
    }
}

fn item(item: &sdk::types::RunCacheListItem) -> Value {
    let mut item = json!({
        "arn": item.arn(), "id": item.id(), "name": item.name(),
        "cacheBehavior": item.cache_behavior().map(|behavior| behavior.as_str()),
        "cacheS3Uri": item.cache_s3_uri(), "creationTime": time(item.creation_time()),
        "status": item.status().map(|status| status.as_str()),
    });
    if let Some(members) = item.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    item
}
