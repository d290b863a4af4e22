//! Dynamic values in the formats that AWS CLI v2 reads and prints, byte for byte.
//!
//! Programs that stand in for the AWS CLI, or for another tool written in Python, have to print
//! what scripts expect: JSON indented by four with floats as Python writes them, tab-separated
//! text, boxes drawn around values, YAML as libyaml's emitter folds it. And they read what users
//! write for Python's readers, with the same messages where it is wrong.
//!
//! ```
//! use cli_formats::{Format, TableStyle, Value, json, yaml};
//!
//! let answer = json::read(r#"{"Jobs": [{"Name": "align", "Size": 1e16}], "NextToken": null}"#)?;
//!
//! let format = Format::from_name("text").expect("one of `Format::ALL`");
//! assert_eq!(
//!     format.write("ListJobs", &answer, &TableStyle::PLAIN)?,
//!     "None\nJOBS\talign\t1e+16\n"
//! );
//! assert_eq!(yaml::write(&answer)?, "Jobs:\n- Name: align\n  Size: 1e+16\nNextToken: null\n");
//! assert_eq!(yaml::read("Jobs: [{Name: align, Size: 1e16}]\nNextToken: ~")?, answer);
//!
//! let misspelt = json::read("{\"Jobs\": [}").expect_err("an item is missing");
//! assert_eq!(misspelt.to_string(), "Expecting value: line 1 column 11 (char 10)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//!
//! - [`Value`] is what all formats share: JSON's types, and what JSON lacks but answers and
//!   parameters have, such as bytes, dates, NaN and integers of any size. Maps keep their order.
//! - [`json`] and [`yaml`] read and write; [`text`] and [`table`] write. [`Format`] chooses by
//!   name and is all that a command needs for its `--output`.
//! - [`python`] writes values as `str()` and `repr()` do, which is what cells of text and tables
//!   contain; [`pytext`] has Python's rules for white space, numbers and quotes.
//!
//! Reading never panics and is bounded in depth, and in what YAML's aliases can expand to.

mod east_asian_width;
mod format;
pub mod json;
pub mod pytext;
pub mod python;
pub mod table;
pub mod text;
pub mod time;
mod value;
pub mod yaml;

pub use format::{Format, WriteError};
pub use table::TableStyle;
pub use value::{Foreign, Map, Value};
