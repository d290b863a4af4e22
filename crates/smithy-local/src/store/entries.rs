//! Entries in memory, and how a transaction sees them.

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;

/// Changes of a transaction: new values by key, `None` for entries that go.
pub(crate) type Changes = BTreeMap<Vec<u8>, Option<Bytes>>;

/// A key and its value.
pub(crate) type Entry = (Vec<u8>, Bytes);

/// All that is kept.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    by_key: BTreeMap<Vec<u8>, Bytes>,
    /// Bytes of all keys and values.
    size: u64,
}

impl Entries {
    pub(super) fn apply(&mut self, key: Vec<u8>, value: Option<Bytes>) {
        let key_size = key.len();
        let (new, old) = match value {
            Some(value) => (
                key_size + value.len(),
                self.by_key
                    .insert(key, value)
                    .map(|old| key_size + old.len()),
            ),
            None => (0, self.by_key.remove(&key).map(|old| key_size + old.len())),
        };
        self.size = (self.size + new as u64).saturating_sub(old.unwrap_or(0) as u64);
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Vec<u8>, &Bytes)> {
        self.by_key.iter()
    }
}

/// Keys from one on and up to, but without, another.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) from: Vec<u8>,
    pub(crate) to: Vec<u8>,
}

impl Range {
    /// All keys that start with this one and go on with anything but ten bytes of 255, which no
    /// key has.
    pub(crate) fn of(prefix: Vec<u8>) -> Self {
        let mut to = prefix.clone();
        to.extend([u8::MAX; 10]);
        Self { from: prefix, to }
    }
}

/// Entries as one transaction sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'v> {
    kept: Option<&'v Entries>,
    /// What transactions before this one change that are kept together with it.
    before: Option<&'v Changes>,
}

impl<'v> View<'v> {
    /// Nothing at all.
    pub(crate) const NOTHING: View<'static> = View {
        kept: None,
        before: None,
    };

    pub(super) fn of(kept: &'v Entries) -> Self {
        Self {
            kept: Some(kept),
            before: None,
        }
    }

    pub(super) fn after(self, before: &'v Changes) -> Self {
        Self {
            before: Some(before),
            ..self
        }
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<Bytes> {
        match self.before.and_then(|before| before.get(key)) {
            Some(changed) => changed.clone(),
            None => self.kept?.by_key.get(key).cloned(),
        }
    }

    /// The first `limit` entries of a range, by key, as they are after these changes.
    pub(crate) fn range(&self, range: &Range, limit: usize, changes: &Changes) -> Vec<Entry> {
        let keys = (
            Bound::Included(range.from.as_slice()),
            Bound::Excluded(range.to.as_slice()),
        );
        let mut changed = BTreeMap::new();
        for changes in self.before.into_iter().chain([changes]) {
            changed.extend(changes.range::<[u8], _>(keys));
        }
        let enough = limit.saturating_add(changed.len());
        let kept = self.kept.into_iter();
        let kept = kept.flat_map(|kept| kept.by_key.range::<[u8], _>(keys));
        let mut found: Vec<_> = kept
            .take(enough)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !changed.is_empty() {
            let mut merged: BTreeMap<_, _> = found.into_iter().collect();
            for (key, value) in changed {
                match value {
                    Some(value) => merged.insert(key.clone(), value.clone()),
                    None => merged.remove(key),
                };
            }
            found = merged.into_iter().collect();
        }
        found.truncate(limit);
        found
    }
}
