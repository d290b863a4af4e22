//! Entries in memory, and how a transaction sees them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;

/// Changes of a transaction: new values by key, `None` for entries that go.
pub(crate) type Changes = BTreeMap<Vec<u8>, Option<Bytes>>;

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

    /// The entries of a range, by key.
    pub(crate) fn entries(
        self,
        range: &Range,
    ) -> impl Iterator<Item = (&'v [u8], &'v Bytes)> + use<'v> {
        static NONE: Changes = Changes::new();
        self.entries_after(range, &NONE)
    }

    /// The entries of a range, by key, as they are after these changes.
    pub(crate) fn entries_after<'c>(
        self,
        range: &Range,
        changes: &'c Changes,
    ) -> impl Iterator<Item = (&'c [u8], &'c Bytes)> + use<'c>
    where
        'v: 'c,
    {
        let keys = (
            Bound::Included(range.from.as_slice()),
            Bound::Excluded(range.to.as_slice()),
        );
        let mut changed = BTreeMap::<&'c Vec<u8>, &'c Option<Bytes>>::new();
        for changes in self.before.into_iter().chain([changes]) {
            changed.extend(changes.range::<[u8], _>(keys));
        }
        let mut changed = changed.into_iter().peekable();
        let kept: Option<&'c Entries> = self.kept;
        let kept = kept.map(|kept| kept.by_key.range::<[u8], _>(keys));
        let mut kept = kept.into_iter().flatten().peekable();
        std::iter::from_fn(move || {
            loop {
                let order = match (kept.peek(), changed.peek()) {
                    (None, None) => return None,
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (Some((kept, _)), Some((changed, _))) => kept.cmp(changed),
                };
                let next = match order {
                    Ordering::Less => kept.next(),
                    Ordering::Greater => None,
                    // What changed stands in for what was kept.
                    Ordering::Equal => kept.next().and(None),
                };
                let next = next.or_else(|| {
                    let (key, value) = changed.next()?;
                    Some((key, value.as_ref()?))
                });
                if let Some((key, value)) = next {
                    return Some((key.as_slice(), value));
                }
            }
        })
    }
}
