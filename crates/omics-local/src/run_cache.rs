//! What the service does with run caches: the part no model describes.

use serde_json::{Value, json};
use smithy_local::{Backend, Call, Failure, Records};

/// The kind of the records kept.
const KIND: &str = "runCache";

/// Items of a page when the request does not say.
const PAGE: u64 = 100;

/// The run caches of AWS HealthOmics.
#[derive(Debug, Clone, Default)]
pub struct RunCaches;

impl Backend for RunCaches {
    fn answer(&self, call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
        match call.operation.name {
            "CreateRunCache" => create(call, records),
            "GetRunCache" => find(records, call.text("id")),
            "ListRunCaches" => list(call, records),
            "UpdateRunCache" => update(call, records),
            "DeleteRunCache" => delete(call, records),
            other => {
                let message = format!("The local service does not know how to answer {other}.");
                Err(Failure::new("UnknownOperationException", message))
            }
        }
    }
}

fn create(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    let token = call.text("requestId");
    if let Some(before) = records.remembered(token)? {
        return repeat(before, call.input);
    }
    let id = unused_id(call, records)?;
    let cache = new_run_cache(call, &id)?;
    records.add(KIND, &id, &cache)?;
    let made = json!({"input": call.input, "output": cache});
    records.remember(token, KIND, &id, &made);
    Ok(cache)
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
    let location = call.text("cacheS3Location").trim_end_matches('/');
    Ok(json!({
        "arn": call.arn(&format!("runCache/{id}")),
        "cacheBehavior": call.or("cacheBehavior", "CACHE_ON_FAILURE"),
        "cacheBucketOwnerId": call.or("cacheBucketOwnerId", call.account),
        "cacheS3Uri": format!("{location}/{}/", call.uuid()),
        "creationTime": call.now()?,
        "description": call.or("description", Value::Null),
        "id": id,
        "name": call.or("name", Value::Null),
        "status": "ACTIVE",
        "tags": call.or("tags", json!({})),
    }))
}

/// Seven digits as in published examples; more where those are taken.
fn unused_id(call: &Call<'_>, records: &Records<'_>) -> Result<String, Failure> {
    for digits in 7..=18 {
        let least = 10_u64.pow(digits - 1);
        let id = (least + call.source.random() % (9 * least)).to_string();
        if records.get(KIND, &id)?.is_none() {
            return Ok(id);
        }
    }
    Err(Failure::internal("no unused id was found; try again"))
}

fn find(records: &Records<'_>, id: &str) -> Result<Value, Failure> {
    records.get(KIND, id)?.ok_or_else(|| not_found(id))
}

fn list(call: &Call<'_>, records: &Records<'_>) -> Result<Value, Failure> {
    let token = call.input.get("startingToken").and_then(Value::as_str);
    let size = call.input.get("maxResults").and_then(Value::as_u64);
    let size = usize::try_from(size.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    let page = records.page(KIND, token, size)?;
    Ok(json!({"items": page.items, "nextToken": page.next}))
}

fn update(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    let mut cache = find(records, id)?;
    for name in ["name", "description", "cacheBehavior"] {
        if let Some(value) = call.input.get(name) {
            cache[name] = value.clone();
        }
    }
    records.replace(KIND, id, &cache)?;
    Ok(json!({}))
}

fn delete(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    match records.remove(KIND, id)? {
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
