//! What a service does beyond its model.

use std::fmt::Debug;

use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Map, Value};
use smithy_catalog::Operation;
use smithy_client::endpoint::partition::partition;

use crate::failure::Failure;
use crate::records::{Record, Records};
use crate::source::{self, Source};
use crate::store::StoreError;

/// What a service does beyond its model.
///
/// A backend sees only calls that are signed by a known caller, that name an operation of the
/// catalog and whose input satisfies the model. It answers with a document of the operation's
/// output, and need not know how either travels.
pub trait Backend: Debug + Send + Sync + 'static {
    /// Answers a call.
    ///
    /// `records` is a transaction: what is written there is kept as a whole if the answer is `Ok`
    /// and forgotten as a whole if it is `Err`. Operations that the model marks `readonly` must
    /// write nothing, and answer the same as long as nothing is written: they are not asked again
    /// before.
    ///
    /// # Errors
    /// What the caller is to be told instead of an answer.
    fn answer(&self, call: &Call<'_>, records: &mut Records<'_>) -> Result<Answer, Failure>;

    /// Takes what a seed file says under `backend`, in place of what an earlier one said; `null`
    /// takes it back.
    ///
    /// # Errors
    /// All that is wrong with it, a line each. Nothing is taken then.
    fn configure(&self, settings: &Value) -> Result<(), String> {
        match settings {
            Value::Null => Ok(()),
            _ => Err("backend: this service has no settings".to_owned()),
        }
    }
}

/// What a backend answers: a document of the operation's output, by member names.
///
/// Any document is one. What the output has no member for is not sent.
#[derive(Debug, Default)]
pub struct Answer {
    document: Value,
    listed: Option<(&'static str, Vec<Record>)>,
}

impl From<Value> for Answer {
    fn from(document: Value) -> Self {
        Self {
            document,
            listed: None,
        }
    }
}

impl Answer {
    /// With these records, as they are stored, as the list that this member of the output is. They
    /// are sent without being read, which is quicker than to put them into the document.
    pub fn with_list(mut self, member: &'static str, records: Vec<Record>) -> Self {
        self.listed = Some((member, records));
        self
    }

    /// Its members, without the list of records.
    pub(crate) fn members(&self) -> Option<&Map<String, Value>> {
        self.document.as_object()
    }

    /// The list of records, if it is that of this member.
    pub(crate) fn list(&self, member: &str) -> Option<&[Record]> {
        let listed = self.listed.as_ref();
        listed
            .filter(|(name, _)| *name == member)
            .map(|(_, records)| records.as_slice())
    }

    /// All of it as one document.
    pub(crate) fn into_document(self) -> Result<Value, StoreError> {
        let mut document = self.document;
        if let Some((member, records)) = self.listed {
            let records = records.iter().map(Record::document);
            document[member] = records.collect::<Result<_, _>>()?;
        }
        Ok(document)
    }
}

/// A valid call: who means what, and what with.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The service's name in ARNs.
    pub namespace: &'static str,
    /// The caller's account, 12 digits.
    pub account: &'a str,
    /// The region the request was signed for.
    pub region: &'a str,
    /// A document of the operation's input, by member names. Absent members are not in it.
    pub input: &'a Value,
    /// Time and chance.
    pub source: &'a dyn Source,
}

impl Call<'_> {
    /// An input member that is text; empty where it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.input.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// An input member, or what stands in for it.
    pub fn or(&self, name: &str, default: impl Into<Value>) -> Value {
        self.input
            .get(name)
            .cloned()
            .unwrap_or_else(|| default.into())
    }

    /// The time now as documents hold it, `2022-11-28T00:00:00.25Z`.
    ///
    /// # Errors
    /// If the clock shows a year that no date-time can hold.
    pub fn now(&self) -> Result<String, Failure> {
        DateTime::from(self.source.now())
            .fmt(Format::DateTime)
            .map_err(|error| Failure::internal(error.to_string()))
    }

    /// A random UUID.
    pub fn uuid(&self) -> String {
        source::uuid(self.source).to_string()
    }

    /// The ARN of a resource of the caller, in the partition of the region.
    pub fn arn(&self, resource: &str) -> String {
        let partition = partition(self.region).name();
        format!(
            "arn:{partition}:{}:{}:{}:{resource}",
            self.namespace, self.region, self.account
        )
    }
}
