//! Sequences and mappings: in a block or in brackets, and what tags make of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::tokens::{Made, Token};
use super::{Loader, Place, scalar};
use crate::python::{self, MapType};
use crate::value::{Foreign, Map, Value};

/// A collection as it was written.
pub(super) enum Collection {
    Sequence(Vec<Value>),
    Mapping(Vec<(Key, Value)>),
}

/// What stands before a colon.
pub(super) enum Key {
    /// The values of another mapping belong here.
    Merge,
    Value(Value),
}

impl Loader {
    pub(super) fn block_sequence(&mut self) -> Made<Collection> {
        self.tokens.next()?;
        let mut list = Vec::new();
        while self.takes(&Token::BlockEntry)? {
            list.push(match self.tokens.peek()? {
                Token::BlockEntry | Token::BlockEnd => Value::Null,
                _ => self.node(Place::Block)?,
            });
        }
        self.end_block()?;
        Ok(Collection::Sequence(list))
    }

    /// A sequence beside a key, indented no further than that.
    pub(super) fn loose_sequence(&mut self) -> Made<Collection> {
        let mut list = Vec::new();
        while self.takes(&Token::BlockEntry)? {
            list.push(match self.tokens.peek()? {
                Token::BlockEntry | Token::Key | Token::Value | Token::BlockEnd => Value::Null,
                _ => self.node(Place::Block)?,
            });
        }
        Ok(Collection::Sequence(list))
    }

    pub(super) fn block_mapping(&mut self) -> Made<Collection> {
        self.tokens.next()?;
        let mut entries = Vec::new();
        loop {
            let has_key = self.takes(&Token::Key)?;
            let takes_none = self.tokens.version > (1, 1);
            if !(has_key || takes_none && *self.tokens.peek()? == Token::Value) {
                break;
            }
            let key = match self.tokens.peek()? {
                Token::Key | Token::Value | Token::BlockEnd => Key::Value(Value::Null),
                _ => self.key(Place::BesideKey)?,
            };
            let has_value = self.takes(&Token::Value)?;
            let value = match self.tokens.peek()? {
                Token::Key | Token::Value | Token::BlockEnd => Value::Null,
                _ if has_value => self.node(Place::BesideKey)?,
                _ => Value::Null,
            };
            entries.push((key, value));
        }
        self.end_block()?;
        Ok(Collection::Mapping(entries))
    }

    fn end_block(&mut self) -> Made<()> {
        match self.tokens.next()? {
            (Token::BlockEnd, _) => Ok(()),
            (_, mark) => self.error(mark, "this does not belong to the block it stands in"),
        }
    }

    pub(super) fn flow_sequence(&mut self) -> Made<Collection> {
        self.tokens.next()?;
        let mut list = Vec::new();
        while !self.ends_flow(&Token::FlowSequenceEnd, list.is_empty())? {
            let end = Token::FlowSequenceEnd;
            list.push(match self.takes(&Token::Key)? {
                // A mapping of one entry.
                true => Collection::Mapping(vec![self.flow_entry(&end)?])
                    .value(None)
                    .or_else(|reason| self.error(self.tokens.mark(), reason))?,
                false => self.node(Place::Flow)?,
            });
        }
        Ok(Collection::Sequence(list))
    }

    pub(super) fn flow_mapping(&mut self) -> Made<Collection> {
        self.tokens.next()?;
        let end = Token::FlowMappingEnd;
        let mut entries = Vec::new();
        while !self.ends_flow(&end, entries.is_empty())? {
            let takes_none = self.tokens.version > (1, 1);
            entries.push(if self.takes(&Token::Key)? {
                self.flow_entry(&end)?
            } else if takes_none && *self.tokens.peek()? == Token::Value {
                (Key::Value(Value::Null), self.flow_value(&end)?)
            } else {
                (self.key(Place::Flow)?, Value::Null)
            });
        }
        Ok(Collection::Mapping(entries))
    }

    /// Whether the brackets close; else another entry comes, behind a comma unless it is the first.
    fn ends_flow(&mut self, end: &Token, is_first: bool) -> Made<bool> {
        if self.takes(end)? {
            return Ok(true);
        }
        if !is_first && !self.takes(&Token::FlowEntry)? {
            self.tokens.peek()?;
            return self.error(
                self.tokens.mark(),
                "a comma or the closing bracket is missing",
            );
        }
        self.takes(end)
    }

    /// A key, which is there, and its value, in brackets that end so.
    fn flow_entry(&mut self, end: &Token) -> Made<(Key, Value)> {
        let next = self.tokens.peek()?;
        let key = match next {
            Token::Value | Token::FlowEntry => Key::Value(Value::Null),
            token if token == end => Key::Value(Value::Null),
            _ => self.key(Place::Flow)?,
        };
        Ok((key, self.flow_value(end)?))
    }

    fn flow_value(&mut self, end: &Token) -> Made<Value> {
        if !self.takes(&Token::Value)? {
            return Ok(Value::Null);
        }
        let next = self.tokens.peek()?;
        match next {
            Token::FlowEntry => Ok(Value::Null),
            token if token == end => Ok(Value::Null),
            _ => self.node(Place::Flow),
        }
    }

    fn key(&mut self, place: Place) -> Made<Key> {
        match self.tokens.peek()? {
            Token::Scalar {
                text,
                is_plain: true,
            } if text == "<<" || text == "=" => {
                // An equals sign is no value, but it may be a key.
                let key = match text.as_str() {
                    "<<" => Key::Merge,
                    _ => Key::Value("=".into()),
                };
                self.tokens.next()?;
                Ok(key)
            }
            Token::Tag(handle, suffix) => {
                let (handle, suffix) = (handle.clone(), suffix.clone());
                let name = self.full_name(handle, &suffix)?;
                if name.strip_prefix(scalar::CORE) != Some("merge") {
                    return self.node(place).map(Key::Value);
                }
                self.tokens.next()?;
                match self.tokens.next()? {
                    (Token::Scalar { .. }, _) => Ok(Key::Merge),
                    (_, mark) => self.error(mark, "a merge key is a scalar"),
                }
            }
            _ => self.node(place).map(Key::Value),
        }
    }
}

impl Collection {
    /// The value, by its tag if it has one. The error is a reason.
    pub(super) fn value(self, tag: Option<&str>) -> Result<Value, String> {
        let name = match tag {
            None | Some("!") => None,
            Some(tag) => match tag.strip_prefix(scalar::CORE) {
                Some(name) => Some(name),
                None => return Err(format!("the tag {tag} is not known")),
            },
        };
        match (self, name) {
            (Self::Sequence(list), None | Some("seq")) => Ok(Value::List(list)),
            (Self::Sequence(list), Some("omap")) => {
                let pairs = pairs(list)?;
                Ok(Foreign::ordered_dict(&pairs).into())
            }
            (Self::Sequence(list), Some("pairs")) => {
                let tuples = pairs(list)?
                    .into_iter()
                    .map(|(key, value)| Value::from(Foreign::tuple(&[key, value])));
                Ok(Value::List(tuples.collect()))
            }
            (Self::Mapping(entries), None | Some("map")) => mapping(entries),
            (Self::Mapping(entries), Some("set")) => {
                let mut set = Entries::default();
                for (key, _) in entries {
                    match key {
                        Key::Value(key) if is_hashable(&key) => {
                            if let Some(key) = set.insert(key, Value::Null) {
                                return Err(format!("the key {key} occurs twice"));
                            }
                        }
                        _ => return Err("this cannot be in a set".to_owned()),
                    }
                }
                let keys: Vec<Value> = set.list.into_iter().map(|(key, _)| key).collect();
                Ok(Foreign::set(&keys).into())
            }
            (_, Some(name)) => Err(format!("a value of this kind cannot have the tag !!{name}")),
        }
    }
}

/// The entries of mappings of one entry each.
fn pairs(list: Vec<Value>) -> Result<Vec<(Value, Value)>, String> {
    let single = |value| match value {
        Value::Map(map) if map.len() == 1 => map
            .into_iter()
            .next()
            .map(|(key, value)| (Value::String(key), value)),
        _ => None,
    };
    let pairs: Option<Vec<_>> = list.into_iter().map(single).collect();
    pairs.ok_or_else(|| "mappings of one entry each belong here".to_owned())
}

/// A mapping: of names, or what Python makes of one with other keys.
fn mapping(entries: Vec<(Key, Value)>) -> Result<Value, String> {
    let mut merged = None;
    let mut own = Entries::default();
    let has_merge = entries.iter().any(|(key, _)| matches!(key, Key::Merge));
    for (key, value) in entries {
        let key = match key {
            Key::Value(key) => key,
            Key::Merge if merged.is_some() => return Err("the merge key occurs twice".to_owned()),
            Key::Merge => {
                merged = Some(merge(value)?);
                continue;
            }
        };
        if !is_hashable(&key) {
            return Err("a mapping cannot be a key".to_owned());
        }
        // The parser of the AWS CLI looks no closer where something is merged.
        if let Some(key) = own.insert(key, value)
            && !has_merge
        {
            return Err(format!("the key {key} occurs twice"));
        }
    }
    let mut all = merged.unwrap_or_default();
    own.list.into_iter().for_each(|(key, value)| {
        all.insert(key, value);
    });
    Ok(all.value())
}

/// What Python calls hashable: lists are made so.
fn is_hashable(key: &Value) -> bool {
    match key {
        Value::Map(_) => false,
        Value::Foreign(key) => key.class() == "tuple",
        Value::List(items) => items.iter().all(is_hashable),
        _ => true,
    }
}

/// Entries in order, each found by its key.
#[derive(Default)]
struct Entries {
    list: Vec<(Value, Value)>,
    places: HashMap<String, usize>,
}

impl Entries {
    /// Adds an entry, or replaces the value of the one with this key, which is then returned in words.
    fn insert(&mut self, key: Value, value: Value) -> Option<String> {
        // Python knows no difference between `1`, `1.0` and `true` here.
        let name = match &key {
            Value::Bool(flag) => u8::from(*flag).to_string(),
            Value::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
            key => python::repr(key, MapType::Dict),
        };
        match self.places.entry(name) {
            Entry::Vacant(place) => {
                place.insert(self.list.len());
                self.list.push((key, value));
                None
            }
            Entry::Occupied(place) => {
                self.list[*place.get()].1 = value;
                Some(place.key().clone())
            }
        }
    }

    fn value(self) -> Value {
        let names = self.list.iter().map(|(key, value)| match key {
            Value::String(key) => Some((key.clone(), value.clone())),
            _ => None,
        });
        match names.collect::<Option<Map>>() {
            Some(map) => Value::Map(map),
            None => Foreign::dict(&self.list).into(),
        }
    }
}

/// The entries that a merge key stands for. Of several mappings the earlier count, but the later
/// come first.
fn merge(value: Value) -> Result<Entries, String> {
    let maps = match value {
        Value::List(items) => items,
        single => vec![single],
    };
    let mut merged = Entries::default();
    for map in maps.into_iter().rev() {
        let entries: Vec<(Value, Value)> = match map {
            Value::Map(map) => {
                let entries = map.into_iter();
                entries
                    .map(|(key, value)| (Value::String(key), value))
                    .collect()
            }
            Value::Foreign(dict) if dict.class() == "dict" => dict.entries().to_vec(),
            _ => return Err("only mappings can be merged".to_owned()),
        };
        for (key, value) in entries {
            merged.insert(key, value);
        }
    }
    Ok(merged)
}
