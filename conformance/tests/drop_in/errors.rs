// Errors: modelled and not, of the service and of the client.

pub(super) async fn every_error() -> Account {
    use sdk::error::{DisplayErrorContext, ProvideErrorMetadata as _, SdkError};
    use sdk::operation::RequestId as _;

    let mut account = Account::new();
    for code in [
        "AccessDeniedException",
        "ConflictException",
        "InternalServerException",
        "RequestTimeoutException",
        "ResourceNotFoundException",
        "ServiceQuotaExceededException",
        "ThrottlingException",
        "ValidationException",
        "SomeOtherException",
    ] {
        let answer: Answer<'_> = (400, &[("x-amzn-errortype", code)], r#"{"message": "why"}"#);
        let http = answers(&[answer; 5]);
        let client = client(&http);

        let error = client
            .create_run_cache()
            .send()
            .await
            .expect_err("it fails");
        account.push(format!(
            "{:?} {:?} {:?}",
            error.code(),
            error.message(),
            error.request_id()
        ));
        account.push(format!(
            "{:?}",
            error.raw_response().map(|raw| raw.status().as_u16())
        ));
        let retryable = aws_smithy_types::retry::ProvideErrorKind::retryable_error_kind;
        account.push(format!(
            "{:?}",
            error.as_service_error().and_then(retryable)
        ));
        assert!(DisplayErrorContext(&error).to_string().contains(code));
        assert!(matches!(error, SdkError::ServiceError(_)));
        let error = error.into_service_error();
        account.push(format!(
            "{:?} {:?}",
            error.meta().code(),
            error.meta().message()
        ));
        account.push(format!(
            "{} {} {} {} {} {} {} {}",
            error.is_access_denied_exception(),
            error.is_conflict_exception(),
            error.is_internal_server_exception(),
            error.is_request_timeout_exception(),
            error.is_resource_not_found_exception(),
            error.is_service_quota_exceeded_exception(),
            error.is_throttling_exception(),
            error.is_validation_exception(),
        ));
        account.push(create_error_variant(&error));
        account.push(service_error_variant(&sdk::Error::from(error)));

        let error = client
            .get_run_cache()
            .id("1")
            .send()
            .await
            .expect_err("it fails");
        account.push(service_error_variant(&error.into()));
        let error = client.list_run_caches().send().await.expect_err("it fails");
        account.push(service_error_variant(&error.into()));
        let error = client
            .update_run_cache()
            .id("1")
            .send()
            .await
            .expect_err("it fails");
        account.push(service_error_variant(&error.into()));
        let error = client
            .delete_run_cache()
            .id("1")
            .send()
            .await
            .expect_err("it fails");
        account.push(service_error_variant(&error.into()));
    }

    let http = answers(&[(200, &[], "no JSON")]);
    let error = client(&http)
        .get_run_cache()
        .id("1")
        .send()
        .await
        .expect_err("unreadable");
    account.push(format!("{}", matches!(error, SdkError::ResponseError(_))));
    let error = client(&http)
        .get_run_cache()
        .send()
        .await
        .expect_err("no id");
    account.push(format!(
        "{}",
        matches!(error, SdkError::ConstructionFailure(_))
    ));
    let error = client(&http)
        .get_run_cache()
        .id("")
        .send()
        .await
        .expect_err("an empty id");
    account.push(format!(
        "{}",
        matches!(error, SdkError::ConstructionFailure(_))
    ));
    account
}

fn create_error_variant(error: &sdk::operation::create_run_cache::CreateRunCacheError) -> String {
    use sdk::operation::create_run_cache::CreateRunCacheError as Error;
    match error {
        Error::AccessDeniedException(inner) => format!("denied: {} {inner}", inner.message()),
        Error::ConflictException(inner) => format!("conflict: {} {inner}", inner.message()),
        Error::InternalServerException(inner) => format!("internal: {} {inner}", inner.message()),
        Error::RequestTimeoutException(inner) => format!("timeout: {} {inner}", inner.message()),
        Error::ResourceNotFoundException(inner) => format!("none: {} {inner}", inner.message()),
        Error::ServiceQuotaExceededException(inner) => format!("full: {} {inner}", inner.message()),
        Error::ThrottlingException(inner) => format!("throttled: {} {inner}", inner.message()),
        Error::ValidationException(inner) => format!("invalid: {} {inner}", inner.message()),
        _ => "unknown".to_owned(),
    }
}

fn service_error_variant(error: &sdk::Error) -> String {
    use sdk::operation::RequestId as _;
    let variant = match error {
        sdk::Error::AccessDeniedException(_) => "denied",
        sdk::Error::ConflictException(_) => "conflict",
        sdk::Error::InternalServerException(_) => "internal",
        sdk::Error::RequestTimeoutException(_) => "timeout",
        sdk::Error::ResourceNotFoundException(_) => "none",
        sdk::Error::ServiceQuotaExceededException(_) => "full",
        sdk::Error::ThrottlingException(_) => "throttled",
        sdk::Error::ValidationException(_) => "invalid",
        _ => "unknown",
    };
    format!("{variant} {:?}", error.request_id())
}

pub(super) fn errors_by_hand() -> Account {
    use sdk::error::{ErrorMetadata, ProvideErrorMetadata as _};
    use sdk::operation::create_run_cache::CreateRunCacheError;
    use sdk::operation::delete_run_cache::DeleteRunCacheError;
    use sdk::operation::get_run_cache::GetRunCacheError;
    use sdk::operation::list_run_caches::ListRunCachesError;
    use sdk::operation::update_run_cache::UpdateRunCacheError;
    use sdk::types::error::builders as error_builders;
    use sdk::types::error::{
        AccessDeniedException, ConflictException, InternalServerException, RequestTimeoutException,
        ResourceNotFoundException, ServiceQuotaExceededException, ThrottlingException,
        ValidationException,
    };

    let mut account = Account::new();
    let meta = || {
        ErrorMetadata::builder()
            .code("Code")
            .message("text")
            .build()
    };
    macro_rules! by_hand {
        ($($error:ident, $builder:ident);+ $(;)?) => {$({
            let mut builder: error_builders::$builder = $error::builder()
                .message("a")
                .set_message(Some("why".to_owned()));
            builder.set_meta(None).set_meta(Some(meta()));
            builder = builder.meta(meta());
            account.push(format!("{:?} {builder:?}", builder.get_message()));
            let error = builder.build().expect("complete");
            account.push(format!("{error} {error:?} {:?} {}", error.meta(), error.message()));
            assert_eq!(error.clone(), error);
            assert!($error::builder().build().is_err(), "the message is required");
            assert!(std::error::Error::source(&error).is_none());
            for code in [
                CreateRunCacheError::$error(error.clone()).meta().code().map(str::to_owned),
                DeleteRunCacheError::$error(error.clone()).meta().code().map(str::to_owned),
                GetRunCacheError::$error(error.clone()).meta().code().map(str::to_owned),
                ListRunCachesError::$error(error.clone()).meta().code().map(str::to_owned),
                UpdateRunCacheError::$error(error.clone()).meta().code().map(str::to_owned),
            ] {
                account.push(format!("{code:?}"));
            }
        })+};
    }
    by_hand! {
        AccessDeniedException, AccessDeniedExceptionBuilder;
        ConflictException, ConflictExceptionBuilder;
        InternalServerException, InternalServerExceptionBuilder;
        RequestTimeoutException, RequestTimeoutExceptionBuilder;
        ResourceNotFoundException, ResourceNotFoundExceptionBuilder;
        ServiceQuotaExceededException, ServiceQuotaExceededExceptionBuilder;
        ThrottlingException, ThrottlingExceptionBuilder;
        ValidationException, ValidationExceptionBuilder;
    }
    let generic = CreateRunCacheError::generic(meta());
    account.push(format!("{:?} {:?}", generic.code(), generic.message()));
    let unhandled = CreateRunCacheError::unhandled("some cause");
    account.push(format!("{:?} {:?}", unhandled.code(), unhandled.message()));
    account.push(format!(
        "{:?}",
        std::error::Error::source(&unhandled).map(ToString::to_string)
    ));
    account.push(format!("{:?}", sdk::Error::from(unhandled).code()));
    account
}
