//! The user agent, written once for as long as it says the same.

use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_runtime::user_agent::{ApiMetadata, AwsUserAgent, UserAgentInterceptor};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef, Input,
    InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Layer, Storable, StoreReplace};
use aws_types::app_name::AppName;
use aws_types::os_shim_internal::Env;
use aws_types::sdk_ua_metadata::FrameworkMetadata;

use crate::error::BoxError;

const HEADERS: [&str; 2] = ["user-agent", "x-amz-user-agent"];

/// In the configuration of calls whose user agent nothing outside this crate changes: its headers
/// as they were last written.
#[derive(Clone, Debug, Default)]
pub(crate) struct SettledAgent(Arc<Mutex<Option<Written>>>);

impl Storable for SettledAgent {
    type Storer = StoreReplace<Self>;
}

/// Headers, and the features that they tell of.
#[derive(Debug)]
struct Written {
    smithy: Vec<SmithySdkFeature>,
    aws: Vec<AwsSdkFeature>,
    credentials: Vec<AwsCredentialFeature>,
    headers: [String; 2],
}

impl Written {
    fn tells_of(&self, cfg: &ConfigBag) -> bool {
        cfg.load::<SmithySdkFeature>().eq(&self.smithy)
            && cfg.load::<AwsSdkFeature>().eq(&self.aws)
            && cfg.load::<AwsCredentialFeature>().eq(&self.credentials)
    }
}

impl SettledAgent {
    /// Settles the user agent that the configuration comes to.
    pub(crate) fn store(
        cfg: &mut ConfigBag,
        components: &RuntimeComponents,
        layer: &mut Layer,
    ) -> Result<(), BoxError> {
        let context = InterceptorContext::new(Input::erase(()));
        let context = BeforeTransmitInterceptorContextRef::from(&context);
        keep_sendable(cfg);
        UserAgentInterceptor::new().read_after_serialization(&context, components, cfg)?;
        if let Some(agent) = cfg.load::<AwsUserAgent>() {
            layer.store_put(agent.clone());
            layer.store_put(Self::default());
        }
        Ok(())
    }
}

/// The variable that tells of the environment a program runs in.
const EXECUTION_ENVIRONMENT: &str = "AWS_EXECUTION_ENV";

/// Where the environment has a name that no header takes, makes the user agent with hyphens in it,
/// as botocore does; the runtime would send none, and no request either.
fn keep_sendable(cfg: &mut ConfigBag) {
    let Ok(name) = std::env::var(EXECUTION_ENVIRONMENT) else {
        return;
    };
    let sendable = sendable(&name);
    let api = cfg.load::<ApiMetadata>().cloned();
    let Some(api) = api.filter(|_| sendable != name && cfg.load::<AwsUserAgent>().is_none()) else {
        return;
    };
    let env = Env::from_slice(&[(EXECUTION_ENVIRONMENT, &sendable)]);
    let mut agent = AwsUserAgent::new_from_environment(env, api);
    if let Some(name) = cfg.load::<AppName>() {
        agent.set_app_name(name.clone());
    }
    let mut frameworks: Vec<_> = cfg.load::<FrameworkMetadata>().cloned().collect();
    frameworks.reverse();
    for framework in frameworks {
        agent.add_framework_metadata(framework);
    }
    cfg.interceptor_state().store_put(agent);
}

/// The name with hyphens in place of what may not stand in a user agent.
fn sendable(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~,/".contains(c);
    name.chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .collect()
}

/// The interceptor of the runtime, asked only for what was not written before.
#[derive(Debug)]
pub(crate) struct UserAgent(SharedInterceptor);

impl Default for UserAgent {
    fn default() -> Self {
        Self(SharedInterceptor::new(UserAgentInterceptor::new()))
    }
}

#[dyn_dispatch_hint]
impl Intercept for UserAgent {
    fn name(&self) -> &'static str {
        "UserAgent"
    }

    fn read_after_serialization(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if cfg.load::<SettledAgent>().is_some() || !self.0.enabled(cfg) {
            return Ok(());
        }
        keep_sendable(cfg);
        self.0.read_after_serialization(context, components, cfg)
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(SettledAgent(written)) = cfg.load::<SettledAgent>().cloned() else {
            return match self.0.enabled(cfg) {
                true => self.0.modify_before_signing(context, components, cfg),
                false => Ok(()),
            };
        };
        let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(written) = &*written
            && written.tells_of(cfg)
        {
            let headers = context.request_mut().headers_mut();
            for (name, value) in HEADERS.into_iter().zip(&written.headers) {
                headers.append(name, value.clone());
            }
            return Ok(());
        }
        self.0.modify_before_signing(context, components, cfg)?;
        let headers = context.request().headers();
        let header = |name| headers.get_all(name).last().unwrap_or_default().to_owned();
        *written = Some(Written {
            smithy: cfg.load::<SmithySdkFeature>().cloned().collect(),
            aws: cfg.load::<AwsSdkFeature>().cloned().collect(),
            credentials: cfg.load::<AwsCredentialFeature>().cloned().collect(),
            headers: HEADERS.map(header),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::sendable;

    #[test]
    fn names_of_environments_keep_what_headers_take() {
        assert_eq!(sendable("AWS_Lambda_python3.12"), "AWS_Lambda_python3.12");
        assert_eq!(sendable("demo\nrun \0\u{e9}"), "demo-run---");
    }
}
