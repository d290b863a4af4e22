// The scenario with a Rust SDK, called `sdk`. Written once for the official crate and for ours.

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

pub(super) fn client(endpoint: &str) -> sdk::Client {
    let credentials = sdk::config::Credentials::new("test", "test", None, None, "clients");
    let config = sdk::Config::builder()
        .behavior_version(sdk::config::BehaviorVersion::latest())
        .region(sdk::config::Region::new("us-east-1"))
        .credentials_provider(credentials)
        .retry_config(sdk::config::retry::RetryConfig::standard())
        .endpoint_url(endpoint)
        .http_client(http_client())
        .interceptor(NoPrefix)
        .build();
    sdk::Client::from_conf(config)
}

fn told<O, E, R>(outcome: Result<O, SdkError<E, R>>, answer: impl FnOnce(O) -> Value) -> Value
where
    SdkError<E, R>: ProvideErrorMetadata + std::fmt::Debug,
{
    match outcome {
        Ok(output) => json!({"answer": answer(output)}),
        Err(error) => match error.code() {
            Some(code) => json!({"error": code}),
            None => panic!("a call failed without an answer: {error:?}"),
        },
    }
}

pub(super) async fn pages(client: &sdk::Client, input: &Value) -> Value {
    let pages = client.list_run_caches().into_paginator();
    let size = number(input, "maxResults");
    let items = match size {
        Some(size) => pages.page_size(size),
        None => pages,
    };
    let found = items.items().send().collect::<Result<Vec<_>, _>>().await;
    told(found, |items| items.iter().map(|item| json!(item.name())).collect())
}

pub(super) async fn call(client: &sdk::Client, operation: &str, input: &Value) -> Value {
    let nothing = |()| json!({});
    match operation {
        "CreateRunCache" => {
            let call = client
                .create_run_cache()
                .set_cache_behavior(text(input, "cacheBehavior").map(|text| text.as_str().into()))
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
                    "cacheS3Uri": output.cache_s3_uri(),
                    "creationTime": output.creation_time().map(ToString::to_string),
                    "description": output.description(), "name": output.name(),
                })
            })
        }
        "ListRunCaches" => {
            let call = client
                .list_run_caches()
                .set_max_results(number(input, "maxResults"))
                .set_starting_token(text(input, "startingToken"));
            told(call.send().await, |output| json!({"items": output.items().len()}))
        }
        "UpdateRunCache" => {
            let call = client
                .update_run_cache()
                .set_id(text(input, "id"))
                .set_name(text(input, "name"))
                .set_description(text(input, "description"))
                .set_cache_behavior(text(input, "cacheBehavior").map(|text| text.as_str().into()));
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
            told(call.send().await, |output| json!({"tags": output.tags()}))
        }
        other => panic!("the scenario has {other}, which this client does not know"),
    }
}
