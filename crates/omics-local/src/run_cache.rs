//! What the service does with run caches: the part no model describes.

use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::service::Call;
use crate::source::{Source, uuid};
use crate::store::{Records, StoreError};
use crate::{ACCOUNT, page_token};

/// Items of a page when the request does not say.
const PAGE: u64 = 100;

/// Answers a valid call with a document of the operation's output.
pub(crate) fn answer(call: &Call<'_>) -> Result<Value, Failure> {
    match call.operation.name {
        "CreateRunCache" => create(call),
        "GetRunCache" => get(call),
        "ListRunCaches" => list(call),
        "UpdateRunCache" => update(call),
        "DeleteRunCache" => delete(call),
        other => {
            let message = format!("The local service does not know how to answer {other}.");
            Err(Failure::new("UnknownOperationException", message))
        }
    }
}

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let token = call.text("requestId");
    call.store.write(|records| {
        if let Some(before) = records.answer(call.region, token)? {
            return repeat(before, &call.input);
        }
        let id = unused_id(call.source, records, call.region)?;
        let cache = new_run_cache(call, &id)?;
        records.add(call.region, &id, &cache)?;
        let made = json!({"input": call.input, "output": cache});
        records.remember(call.region, token, &made)?;
        Ok(cache)
    })
}

/// The answer the same request got before.
fn repeat(mut before: Value, input: &Value) -> Result<Value, Failure> {
    if before["input"] == *input {
        return Ok(before["output"].take());
    }
    let message = "The requestId was used before with other parameters.";
    Err(Failure::new("ConflictException", message))
}

fn new_run_cache(call: &Call<'_>, id: &str) -> Result<Value, Failure> {
    let Call { region, input, .. } = call;
    let location = call.text("cacheS3Location").trim_end_matches('/');
    let created = DateTime::from(call.source.now())
        .fmt(Format::DateTime)
        .map_err(|error| Failure::internal(error.to_string()))?;
    let or = |name: &str, default: Value| input.get(name).cloned().unwrap_or(default);
    Ok(json!({
        "arn": format!("arn:{}:omics:{region}:{ACCOUNT}:runCache/{id}", partition(region)),
        "cacheBehavior": or("cacheBehavior", "CACHE_ON_FAILURE".into()),
        "cacheBucketOwnerId": or("cacheBucketOwnerId", ACCOUNT.into()),
        "cacheS3Uri": format!("{location}/{}/", uuid(call.source)),
        "creationTime": created,
        "description": or("description", Value::Null),
        "id": id,
        "name": or("name", Value::Null),
        "status": "ACTIVE",
        "tags": or("tags", json!({})),
    }))
}

/// Seven digits as in published examples; more where those are taken.
fn unused_id(source: &dyn Source, records: &Records<'_>, region: &str) -> Result<String, Failure> {
    for digits in 7..=18 {
        let least = 10_u64.pow(digits - 1);
        let id = (least + source.random() % (9 * least)).to_string();
        if records.get(region, &id)?.is_none() {
            return Ok(id);
        }
    }
    Err(Failure::internal("no unused id was found; try again"))
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    let cache: Option<Value> = call.store.read(|records| records.get(call.region, id))?;
    cache.ok_or_else(|| not_found(id))
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let after = match call.input.get("startingToken").and_then(Value::as_str) {
        Some(token) => page_token::read(call.region, token)?,
        None => 0,
    };
    let size = call.input.get("maxResults").and_then(Value::as_u64);
    let size = usize::try_from(size.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    // One more than the page holds tells whether there is another page.
    let mut found: Vec<_> = call
        .store
        .read(|records| records.after(call.region, after, size.saturating_add(1)))?;
    let has_more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| has_more);
    let next_token = next.map(|(position, _)| page_token::issue(call.region, *position));
    let items: Vec<_> = found.into_iter().map(|(_, cache)| cache).collect();
    Ok(json!({"items": items, "nextToken": next_token}))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    call.store.write(|records| {
        let mut cache = records.get(call.region, id)?.ok_or_else(|| not_found(id))?;
        for name in ["name", "description", "cacheBehavior"] {
            if let Some(value) = call.input.get(name).filter(|value| !value.is_null()) {
                cache[name] = value.clone();
            }
        }
        records.replace(call.region, id, &cache)?;
        Ok(json!({}))
    })
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    let removed = call.store.write(|records| records.remove(call.region, id));
    match removed.map_err(|error: StoreError| Failure::from(error))? {
        true => Ok(json!({})),
        false => Err(not_found(id)),
    }
}

fn not_found(id: &str) -> Failure {
    Failure::new(
        "ResourceNotFoundException",
        format!("There is no run cache with the id {id}."),
    )
}

/// The partition a region lies in, by the start of its name.
fn partition(region: &str) -> &'static str {
    const BY_PREFIX: [(&str, &str); 8] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    let known = BY_PREFIX
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    known.map_or("aws", |(_, partition)| partition)
}
