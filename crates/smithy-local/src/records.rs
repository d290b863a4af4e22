//! What a backend keeps: documents by kind and id, and the answers given to request tokens.

use bytes::Bytes;
use serde_json::Value;

use crate::failure::Failure;
use crate::page_token;
use crate::store::{Changes, Range, StoreError, View};

/// The records of one account in one region, in one transaction.
///
/// A *kind* tells resources apart, as tables do; within it records have ids and stand in the order
/// in which they were added.
pub struct Records<'t> {
    account: &'t str,
    region: &'t str,
    view: View<'t>,
    changes: Changes,
}

/// A part of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// The records, in the order in which they were added.
    pub items: Vec<Record>,
    /// What to ask for the next part with, if there is one.
    pub next: Option<String>,
}

/// A record as it is stored. To answer with it, nobody needs to read it.
#[derive(Debug, Clone)]
pub struct Record(Bytes);

impl Record {
    /// What is in it.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn document(&self) -> Result<Value, StoreError> {
        parse(&self.0)
    }

    /// Its text, which is JSON unless it is damaged.
    pub(crate) fn text(&self) -> &[u8] {
        &self.0
    }
}

impl<'t> Records<'t> {
    pub(crate) fn new(account: &'t str, region: &'t str, view: View<'t>) -> Self {
        Self {
            account,
            region,
            view,
            changes: Changes::new(),
        }
    }

    pub(crate) fn into_changes(self) -> Changes {
        self.changes
    }

    /// The record with this id.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn get(&self, kind: &str, id: &str) -> Result<Option<Value>, StoreError> {
        match self.position(kind, id) {
            Some(position) => self.record(&self.record_key(kind, position)),
            None => Ok(None),
        }
    }

    /// Adds a record under a new id, after all others of its kind.
    pub fn add(&mut self, kind: &str, id: &str, record: &Value) {
        let last = self.key(Table::Last, &[kind]);
        // Positions are never given twice, so that a list goes on where it was, whatever goes.
        let position = number(self.read(&last).as_deref()) + 1;
        let position_key = self.key(Table::Position, &[kind, id]);
        self.set(last, position.to_be_bytes().to_vec());
        self.set(position_key, position.to_be_bytes().to_vec());
        self.put(kind, position, record);
    }

    /// Puts a changed record in the place of the one with this id; says whether there was one.
    pub fn replace(&mut self, kind: &str, id: &str, record: &Value) -> bool {
        let position = self.position(kind, id);
        if let Some(position) = position {
            self.put(kind, position, record);
        }
        position.is_some()
    }

    /// Removes the record with this id and what was remembered for it; says whether there was one.
    pub fn remove(&mut self, kind: &str, id: &str) -> bool {
        let Some(position) = self.position(kind, id) else {
            return false;
        };
        self.unset(self.record_key(kind, position));
        self.unset(self.key(Table::Position, &[kind, id]));
        let owned = Range::of(self.key(Table::Owned, &[kind, id]));
        let mut gone = Vec::new();
        for (key, token) in self.scan(&owned) {
            gone.push(key.to_vec());
            gone.push(self.key(Table::Token, &[&String::from_utf8_lossy(token)]));
        }
        for key in gone {
            self.unset(key);
        }
        true
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: &str) -> usize {
        let all = Range::of(self.key(Table::Record, &[kind]));
        self.scan(&all).count()
    }

    /// A number that no record of this kind was given before, counted from 0. It stays taken if the
    /// call succeeds, also when its record is gone.
    pub fn take_number(&mut self, kind: &str) -> u64 {
        let key = self.key(Table::Number, &[kind]);
        let next = number(self.read(&key).as_deref());
        self.set_number(kind, next + 1);
        next
    }

    pub(crate) fn set_number(&mut self, kind: &str, next: u64) {
        self.set(
            self.key(Table::Number, &[kind]),
            next.to_be_bytes().to_vec(),
        );
    }

    /// Up to `size` records of a kind, from where a token of an earlier page says.
    ///
    /// # Errors
    /// If the token was not issued for this list.
    pub fn page(&self, kind: &str, token: Option<&str>, size: usize) -> Result<Page, Failure> {
        let scope = format!("{}/{}/{kind}", self.account, self.region);
        let after = token.map_or(Ok(0), |token| page_token::read(&scope, token))?;
        let mut range = Range::of(self.key(Table::Record, &[kind]));
        range.from = self.record_key(kind, after.saturating_add(1));
        // One more than the page holds tells whether there is another page.
        let found = self.scan(&range).take(size.saturating_add(1));
        let mut found: Vec<_> = found.collect();
        let has_more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| has_more);
        let next = last.map(|(key, _)| {
            let position = number(key.last_chunk::<8>().map(|bytes| &bytes[..]));
            page_token::issue(&scope, position)
        });
        let records = found.into_iter().map(|(_, record)| Record(record.clone()));
        Ok(Page {
            items: records.collect(),
            next,
        })
    }

    /// What was remembered for a request token.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn remembered(&self, token: &str) -> Result<Option<Value>, StoreError> {
        self.record(&self.key(Table::Token, &[token]))
    }

    /// Remembers something for a request token, as long as the record with this id exists.
    pub fn remember(&mut self, token: &str, kind: &str, id: &str, what: &Value) {
        self.set(
            self.key(Table::Owned, &[kind, id, token]),
            token.as_bytes().to_vec(),
        );
        self.set(
            self.key(Table::Token, &[token]),
            what.to_string().into_bytes(),
        );
    }
}

/// What an entry of the store is; the first byte of its key.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(crate) enum Table {
    /// Kind and position: the record.
    Record = b'r',
    /// Kind and id: the position.
    Position = b'p',
    /// Kind: the last position given out.
    Last = b'l',
    /// Request token: what was remembered.
    Token = b't',
    /// Kind, id and request token: the token, so that it goes with its record.
    Owned = b'o',
    /// Kind: the next number.
    Number = b'n',
}

/// Access by key.
impl Records<'_> {
    fn key(&self, table: Table, parts: &[&str]) -> Vec<u8> {
        let mut key = vec![table as u8];
        for part in [&[self.account, self.region], parts].concat() {
            // The length first, so that no part runs into the next.
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            key.extend(length.to_be_bytes());
            key.extend(part.as_bytes());
        }
        key
    }

    fn record_key(&self, kind: &str, position: u64) -> Vec<u8> {
        let mut key = self.key(Table::Record, &[kind]);
        key.extend(position.to_be_bytes());
        key
    }

    fn position(&self, kind: &str, id: &str) -> Option<u64> {
        let position = self.read(&self.key(Table::Position, &[kind, id]))?;
        Some(number(Some(&position)))
    }

    fn record(&self, key: &[u8]) -> Result<Option<Value>, StoreError> {
        self.read(key).map(|bytes| parse(&bytes)).transpose()
    }

    fn read(&self, key: &[u8]) -> Option<Bytes> {
        match self.changes.get(key) {
            Some(changed) => changed.clone(),
            None => self.view.get(key),
        }
    }

    /// The entries of a range, as they are after the changes of this transaction.
    fn scan(&self, range: &Range) -> impl Iterator<Item = (&[u8], &Bytes)> {
        self.view.entries_after(range, &self.changes)
    }

    fn put(&mut self, kind: &str, position: u64, record: &Value) {
        let key = self.record_key(kind, position);
        self.set(key, record.to_string().into_bytes());
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.changes.insert(key, Some(value.into()));
    }

    fn unset(&mut self, key: Vec<u8>) {
        self.changes.insert(key, None);
    }
}

/// A stored number, 0 where there is none.
pub(crate) fn number(bytes: Option<&[u8]>) -> u64 {
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u64::from_be_bytes)
}

/// The texts a key is made of, behind its table.
pub(crate) fn parts<const N: usize>(key: &[u8]) -> Result<[String; N], StoreError> {
    let damaged = || StoreError::Damaged("its key is not one of ours".to_owned());
    let mut rest = key.get(1..).ok_or_else(damaged)?;
    let mut parts = Vec::new();
    while let Some((length, following)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| damaged())?;
        let (part, following) = following.split_at_checked(length).ok_or_else(damaged)?;
        parts.push(String::from_utf8(part.to_vec()).map_err(|_| damaged())?);
        rest = following;
    }
    parts.try_into().map_err(|_| damaged())
}

fn parse(bytes: &[u8]) -> Result<Value, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Damaged(error.to_string()))
}
