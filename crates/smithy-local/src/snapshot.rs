//! The whole state as a document, to keep, to move and to come back to.
//!
//! `{"format": 1, "records": […], "tokens": […]}`, where a record is `account`, `region`, `kind`,
//! `id` and the `record` itself, in the order in which they were added, and a token is what was
//! remembered for a request: `account`, `region`, `kind`, `id`, `token` and `answer`. `numbers`, where
//! there are any, tell the `next` number of an `account`, a `region` and a `kind`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::records::{Records, Table, number, parts};
use crate::store::{Changes, Range, Store, StoreError, View};

/// Version of the document.
const FORMAT: u64 = 1;

/// All entries, whatever table they are of: tables are named by letters.
fn everything() -> Range {
    Range {
        from: vec![],
        to: vec![u8::MAX],
    }
}

/// All entries of a table.
fn all(table: Table) -> Range {
    Range::of(vec![table as u8])
}

/// The state as a document.
pub(crate) fn take(store: &Store) -> Result<Value, StoreError> {
    store.read(|view| {
        let mut document = json!({"format": FORMAT});
        // Moved, as are the records themselves: `json!` copies what it is given.
        document["records"] = records(view)?.collect::<Result<_, _>>()?;
        document["tokens"] = tokens(view)?;
        document["numbers"] = numbers(view)?;
        Ok(document)
    })?
}

/// The newest records, those of one kind together.
pub(crate) fn list(store: &Store, limit: usize) -> Result<Value, StoreError> {
    store.read(|view| {
        let records = records(view)?;
        records.rev().take(limit).collect()
    })?
}

/// How many records there are of each kind in each account and region.
pub(crate) fn count(store: &Store) -> Result<Value, StoreError> {
    store.read(|view| {
        let mut counts = BTreeMap::<[String; 3], u64>::new();
        for (key, _) in view.entries(&all(Table::Position)) {
            let [account, region, kind, _] = parts::<4>(key)?;
            *counts.entry([account, region, kind]).or_default() += 1;
        }
        let counts = counts.into_iter().map(|([account, region, kind], count)| {
            json!({"account": account, "region": region, "kind": kind, "count": count})
        });
        Ok(counts.collect())
    })?
}

/// All records, those of one kind together, in the order in which they were added.
fn records(
    view: View<'_>,
) -> Result<impl DoubleEndedIterator<Item = Result<Value, StoreError>>, StoreError> {
    let mut found = Vec::new();
    for (key, position) in view.entries(&all(Table::Position)) {
        let [account, region, kind, id] = parts::<4>(key)?;
        found.push((account, region, kind, number(Some(position)), id));
    }
    found.sort();
    let found = found.into_iter();
    Ok(found.map(move |(account, region, kind, _, id)| {
        let record = Records::new(&account, &region, view).get(&kind, &id)?;
        let mut entry = json!({"account": account, "region": region, "kind": kind, "id": id});
        entry["record"] = record.into();
        Ok(entry)
    }))
}

fn tokens(view: View<'_>) -> Result<Value, StoreError> {
    let found = view.entries(&all(Table::Owned)).map(|(key, _)| {
        let [account, region, kind, id, token] = parts::<5>(key)?;
        let answer = Records::new(&account, &region, view).remembered(&token)?;
        let mut entry = json!({
            "account": account, "region": region, "kind": kind, "id": id, "token": token,
        });
        entry["answer"] = answer.into();
        Ok(entry)
    });
    found.collect()
}

fn numbers(view: View<'_>) -> Result<Value, StoreError> {
    let found = view.entries(&all(Table::Number)).map(|(key, next)| {
        let [account, region, kind] = parts::<3>(key)?;
        let next = number(Some(next));
        Ok(json!({"account": account, "region": region, "kind": kind, "next": next}))
    });
    found.collect()
}

/// Puts the state of a document in the place of what there is.
pub(crate) fn restore(store: &Store, document: &Value) -> Result<(), String> {
    let changes = read(document)?;
    replace(store, changes).map_err(|error| error.to_string())
}

/// Takes all there is away.
pub(crate) fn clear(store: &Store) -> Result<(), StoreError> {
    replace(store, Changes::new())
}

fn replace(store: &Store, new: Changes) -> Result<(), StoreError> {
    store.write(move |view| {
        let old = view.entries(&everything());
        let mut changes: Changes = old.map(|(key, _)| (key.to_vec(), None)).collect();
        changes.extend(new);
        (changes, ())
    })
}

/// The entries a document stands for.
fn read(document: &Value) -> Result<Changes, String> {
    if document["format"].as_u64() != Some(FORMAT) {
        let message = format!("a snapshot is an object whose `format` is {FORMAT}");
        return Err(format!("{message}, not {}", document["format"]));
    }
    let mut scopes = BTreeMap::<(&str, &str), Records<'_>>::new();
    for list in ["records", "tokens", "numbers"] {
        let entries = document[list].as_array().into_iter().flatten();
        for (number, entry) in entries.enumerate() {
            let text = |name: &str| {
                let text = entry[name].as_str();
                text.ok_or_else(|| format!("{list}[{number}].{name}: is not text"))
            };
            let (account, region) = (text("account")?, text("region")?);
            let kind = text("kind")?;
            let records = scopes
                .entry((account, region))
                .or_insert_with(|| Records::new(account, region, View::NOTHING));
            if list == "numbers" {
                let next = entry["next"].as_u64();
                let next = next.ok_or_else(|| format!("numbers[{number}].next: is no number"))?;
                records.set_number(kind, next);
                continue;
            }
            let id = text("id")?;
            if list == "tokens" {
                records.remember(text("token")?, kind, id, &entry["answer"]);
            } else if records.get(kind, id).is_ok_and(|known| known.is_some()) {
                return Err(format!("{list}[{number}].id: {id} stands there twice"));
            } else {
                records.add(kind, id, &entry["record"]);
            }
        }
    }
    let scopes = scopes.into_values();
    Ok(scopes.flat_map(Records::into_changes).collect())
}
