// The keys of a role, and a region that lends none.

pub(super) async fn assume(url: &str) -> Account {
    use sdk::error::ProvideErrorMetadata as _;
    use sdk::primitives::DateTimeFormat;

    let client = sdk::Client::from_conf(crate::config!(url).build());
    let mut account = Account::new();

    let call = client.assume_role().role_arn("arn:aws:iam::1:role/r");
    let call = call.role_session_name("a session & more").duration_seconds(900);
    let output = call.clone().send().await.expect("the role is lent");
    let keys = output.credentials().expect("an answer has keys");
    let expires = keys.expiration().fmt(DateTimeFormat::DateTime);
    account.push(format!(
        "{} {} {:?}",
        keys.access_key_id(),
        expires.expect("a time that can be written"),
        output.assumed_role_user().map(|user| user.arn())
    ));

    let error = call.send().await.expect_err("no role here");
    let error = error.into_service_error();
    assert!(error.is_region_disabled_exception(), "{error:?}");
    account.push(format!(
        "region disabled: {:?} {:?}",
        error.code(),
        error.message()
    ));
    account
}
