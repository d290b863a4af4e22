//! `smithy.rules#clientContextParams`: parameters of the endpoint rules that a client is configured
//! with.

use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreAppend};

/// The value of a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// A boolean.
    Boolean(bool),
    /// A string.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
}

impl From<bool> for ParamValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<String> for ParamValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<String>> for ParamValue {
    fn from(value: Vec<String>) -> Self {
        Self::List(value)
    }
}

/// A parameter as it was set or cleared; the last one counts.
#[derive(Clone, Debug)]
pub(crate) struct ClientParam {
    pub(crate) name: &'static str,
    pub(crate) value: Option<ParamValue>,
}

impl Storable for ClientParam {
    type Storer = StoreAppend<Self>;
}

/// What the parameter was set to last, the call's own configuration before the client's.
pub(super) fn load<'a>(cfg: &'a ConfigBag, name: &str) -> Option<&'a ParamValue> {
    cfg.load::<ClientParam>()
        .find(|param| param.name == name)?
        .value
        .as_ref()
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::config_bag::Layer;

    use super::*;

    #[test]
    fn what_was_set_last_counts() {
        let set = |layer: &mut Layer, value: Option<&str>| {
            let value = value.map(|text| text.to_owned().into());
            layer.store_append(ClientParam {
                name: "Mode",
                value,
            });
        };
        let client = || {
            let mut client = Layer::new("client");
            set(&mut client, Some("first"));
            set(&mut client, Some("second"));
            client
        };
        let bag = ConfigBag::of_layers(vec![client()]);
        assert_eq!(load(&bag, "Mode"), Some(&ParamValue::Text("second".into())));
        assert_eq!(load(&bag, "Other"), None);
        let mut call = Layer::new("call");
        set(&mut call, None);
        let bag = ConfigBag::of_layers(vec![client(), call]);
        assert_eq!(load(&bag, "Mode"), None);
    }
}
