// Items of a table, and a table that takes its time.

use std::time::Duration;

pub(super) async fn items(url: &str) -> Account {
    use sdk::types::AttributeValue;

    let quick = sdk::config::retry::RetryConfig::standard();
    let quick = quick.with_initial_backoff(Duration::from_millis(1));
    let config = crate::config!(url).retry_config(quick).build();
    let client = sdk::Client::from_conf(config);
    let mut account = Account::new();

    let id = AttributeValue::S("1".to_owned());
    let put = client.put_item().table_name("things").item("id", id.clone());
    let put = put.item("size", AttributeValue::N("42".to_owned()));
    put.send().await.expect("it is taken at the second attempt");

    let get = client.get_item().table_name("things").key("id", id);
    let got = get.consistent_read(true).send().await.expect("it is there");
    let size = got.item().and_then(|item| item.get("size"));
    account.push(format!("{:?}", size.map(AttributeValue::as_n)));

    let missing = client.get_item().table_name("none");
    let missing = missing.set_key(Some(Default::default())).send().await;
    let error = missing.expect_err("no such table").into_service_error();
    account.push(format!("{}", error.is_resource_not_found_exception()));
    account
}

/// Waits for a table; `sleep` passes long waits at once.
pub(super) async fn waits(url: &str, sleep: impl sdk::config::AsyncSleep + 'static) -> Account {
    use sdk::client::Waiters as _;
    use sdk::waiters::table_exists::WaitUntilTableExistsError;

    let config = crate::config!(url).sleep_impl(sleep).build();
    let client = sdk::Client::from_conf(config);
    let wait = client.wait_until_table_exists().table_name("things");
    let mut account = Account::new();

    let found = wait.clone().wait(Duration::from_secs(300)).await;
    let found = found.expect("it is there at the third attempt");
    let found = found.into_result().expect("it ended with an output");
    let table = found.table().and_then(|table| table.table_status());
    account.push(format!("{table:?}"));

    let never = wait.clone().wait(Duration::ZERO).await;
    let error = never.expect_err("it is not there yet");
    assert!(matches!(error, WaitUntilTableExistsError::ExceededMaxWait(_)), "{error:?}");
    account.push(error.to_string());

    let broken = wait.wait(Duration::from_secs(300)).await;
    let error = broken.expect_err("an error that the waiter does not know");
    assert!(matches!(error, WaitUntilTableExistsError::OperationFailed(_)), "{error:?}");
    account.push(error.to_string());
    account
}
