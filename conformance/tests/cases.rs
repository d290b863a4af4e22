//! Every recorded case, against the `omics` of this workspace.
//!
//! `OMICS_BIN="aws omics"` tests another command, for which `expected-failures.json` does not speak.

use std::path::Path;

use conformance::run::Runner;
use conformance::{binary, case, suite};

#[tokio::test(flavor = "multi_thread")]
async fn recorded_cases() {
    let command = binary::omics().expect("the command builds");
    let runner = Runner::new(&command).expect("the command can be run");
    let cases = case::load(&case::recorded()).expect("the cases are well-formed");
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected-failures.json");
    let expected = suite::expected_failures(&expected, &cases).expect("the list is well-formed");
    let report = suite::run(runner, cases, &expected, 8)
        .await
        .expect("every case can be run");
    println!("{report}");
    assert!(report.is_success(), "some cases differ, see above");
}
