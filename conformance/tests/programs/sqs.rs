// A message to a queue, and a queue that is not there.

pub(super) async fn messages(url: &str) -> Account {
    use sdk::error::ProvideErrorMetadata as _;
    use sdk::operation::get_queue_url::GetQueueUrlError;
    use sdk::operation::get_queue_url::builders::GetQueueUrlInputBuilder;

    let client = sdk::Client::from_conf(crate::config!(url).build());
    let mut account = Account::new();

    let queue = GetQueueUrlInputBuilder::default()
        .queue_name("jobs")
        .send_with(&client)
        .await
        .expect("the queue is there");
    let queue_url = queue.queue_url().expect("an answer has the URL");
    account.push(queue_url.to_owned());

    let message = client.send_message().queue_url(queue_url);
    let message = message.message_body("hello").delay_seconds(3);
    let sent = message.send().await.expect("the queue takes it");
    account.push(format!(
        "{} {}",
        sent.message_id().unwrap_or_default(),
        sent.md5_of_message_body().unwrap_or_default()
    ));

    let missing = client.get_queue_url().queue_name("gone").send().await;
    let error = missing.expect_err("no such queue").into_service_error();
    let GetQueueUrlError::QueueDoesNotExist(gone) = &error else {
        panic!("another error: {error:?}");
    };
    account.push(format!(
        "QueueDoesNotExist: {:?} {:?}",
        error.code(),
        gone.message()
    ));
    account
}
