//! What the service does with run caches: the part no model describes.

use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value, json};
use smithy_local::{Answer, Backend, Call, Failure, Records};

use crate::settings::Settings;

/// The kind of the records kept.
const KIND: &str = "runCache";

/// Items of a page when the request does not say.
const PAGE: u64 = 100;

/// Most tags a run cache may have.
const TAGS: usize = 50;

/// The run caches of AWS HealthOmics.
///
/// A seed file may give it settings, as `"backend": {"unreadable": ["s3://bucket/"], "quota": 3}`:
/// run caches whose location starts with one of these end up `FAILED`, and an account has no more
/// than so many of them in a region.
#[derive(Debug, Default)]
pub struct RunCaches(RwLock<Settings>);

impl RunCaches {
    fn settings(&self) -> Settings {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Backend for RunCaches {
    fn answer(&self, call: &Call<'_>, records: &mut Records<'_>) -> Result<Answer, Failure> {
        let document = match call.operation.name {
            "ListRunCaches" => return list(call, records),
            "CreateRunCache" => create(call, records, &self.settings()),
            "GetRunCache" => find(records, call.text("id")),
            "UpdateRunCache" => update(call, records),
            "DeleteRunCache" => delete(call, records),
            "TagResource" => tag(call, records),
            "UntagResource" => untag(call, records),
            "ListTagsForResource" => {
                let cache = find(records, id_of(call)?)?;
                Ok(json!({"tags": cache["tags"]}))
            }
            other => {
                let message = format!("The local service does not know how to answer {other}.");
                Err(Failure::new("UnknownOperationException", message))
            }
        };
        document.map(Answer::from)
    }

    fn configure(&self, settings: &Value) -> Result<(), String> {
        let settings = Settings::read(settings)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = settings;
        Ok(())
    }
}

fn create(
    call: &Call<'_>,
    records: &mut Records<'_>,
    settings: &Settings,
) -> Result<Value, Failure> {
    let token = call.text("requestId");
    if let Some(before) = records.remembered(token)? {
        return repeat(before, call.input);
    }
    if let Some(quota) = settings.quota
        && records.count(KIND) >= quota
    {
        let message = format!("The quota of {quota} run caches is reached.");
        return Err(Failure::new("ServiceQuotaExceededException", message));
    }
    let id = new_id(records)?;
    let mut cache = new_run_cache(call, &id)?;
    if settings.is_unreadable(call.text("cacheS3Location")) {
        cache["status"] = "FAILED".into();
    }
    records.add(KIND, &id, &cache);
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

/// An id that no run cache of the caller had before: seven digits as in published examples, more
/// once those are used up.
fn new_id(records: &mut Records<'_>) -> Result<String, Failure> {
    loop {
        let id = id_at(records.take_number(KIND))
            .ok_or_else(|| Failure::internal("all ids are used up"))?;
        // A snapshot may hold records whose numbers it does not tell.
        if records.get(KIND, &id)?.is_none() {
            return Ok(id);
        }
    }
}

/// The ids in an order that looks like none.
fn id_at(mut number: u64) -> Option<String> {
    for digits in 7..=18 {
        let least = 10_u64.pow(digits - 1);
        let count = 9 * least;
        if number < count {
            // Neither 2, 3 nor 5 divides the stride, so that no id comes twice.
            let step = u128::from(number) * 7_368_787 + 3_141_592;
            let offset = u64::try_from(step % u128::from(count)).ok()?;
            return Some((least + offset).to_string());
        }
        number -= count;
    }
    None
}

fn find(records: &Records<'_>, id: &str) -> Result<Value, Failure> {
    records.get(KIND, id)?.ok_or_else(|| not_found(id))
}

fn list(call: &Call<'_>, records: &Records<'_>) -> Result<Answer, Failure> {
    let token = call.input.get("startingToken").and_then(Value::as_str);
    let size = call.input.get("maxResults").and_then(Value::as_u64);
    let size = usize::try_from(size.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    let page = records.page(KIND, token, size)?;
    let answer = Answer::from(json!({"nextToken": page.next}));
    Ok(answer.with_list("items", page.items))
}

fn update(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    let mut cache = find(records, id)?;
    for name in ["name", "description", "cacheBehavior"] {
        if let Some(value) = call.input.get(name) {
            cache[name] = value.clone();
        }
    }
    records.replace(KIND, id, &cache);
    Ok(json!({}))
}

fn delete(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    let id = call.text("id");
    match records.remove(KIND, id) {
        true => Ok(json!({})),
        false => Err(not_found(id)),
    }
}

fn tag(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    change_tags(call, records, |tags| {
        let new = call.input["tags"].as_object().into_iter().flatten();
        tags.extend(new.map(|(key, value)| (key.clone(), value.clone())));
    })
}

fn untag(call: &Call<'_>, records: &mut Records<'_>) -> Result<Value, Failure> {
    change_tags(call, records, |tags| {
        let keys = call.input["tagKeys"].as_array().into_iter().flatten();
        for key in keys.filter_map(Value::as_str) {
            tags.shift_remove(key);
        }
    })
}

fn change_tags(
    call: &Call<'_>,
    records: &mut Records<'_>,
    change: impl FnOnce(&mut Map<String, Value>),
) -> Result<Value, Failure> {
    let id = id_of(call)?;
    let mut cache = find(records, id)?;
    let mut tags = cache["tags"].as_object().cloned().unwrap_or_default();
    change(&mut tags);
    if tags.len() > TAGS {
        let message = format!("A run cache has at most {TAGS} tags, not {}.", tags.len());
        return Err(Failure::new("ServiceQuotaExceededException", message));
    }
    cache["tags"] = tags.into();
    records.replace(KIND, id, &cache);
    Ok(json!({}))
}

/// The id of the run cache of the caller that an ARN names.
fn id_of<'c>(call: &Call<'c>) -> Result<&'c str, Failure> {
    let arn = call.input["resourceArn"].as_str().unwrap_or("");
    let prefix = call.arn("runCache/");
    arn.strip_prefix(prefix.as_str()).ok_or_else(|| {
        let message = format!("There is no resource with the ARN {arn}.");
        Failure::new("ResourceNotFoundException", message)
    })
}

fn not_found(id: &str) -> Failure {
    Failure::new(
        "ResourceNotFoundException",
        format!("There is no run cache with the id {id}."),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::id_at;

    #[test]
    fn no_id_comes_twice() {
        let ids: HashSet<_> = (0..20_000).filter_map(id_at).collect();
        assert_eq!(ids.len(), 20_000);
        assert!(ids.iter().all(|id| id.len() == 7));
        let ends = [8_999_999, 9_000_000, 98_999_999, u64::MAX];
        let lengths = ends.map(|number| id_at(number).map(|id| id.len()));
        assert_eq!(lengths, [Some(7), Some(8), Some(8), None]);
    }
}
