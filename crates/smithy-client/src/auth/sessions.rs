//! Credentials that a service hands out for one of the places it keeps things in: asked for with an
//! operation of the service itself, and kept until they end.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_runtime::auth::sigv4;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeId, Sign};
use aws_smithy_runtime_api::client::identity::{
    Identity, IdentityCacheLocation, IdentityFuture, ResolveCachedIdentity as _, ResolveIdentity,
    SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::{
    GetIdentityResolver, RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{Order, StaticRuntimePlugin};
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use serde_json::{Map, Value as Json};
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Customization, Service};

use crate::config::Config;
use crate::dynamic::{self, Value};
use crate::error::{BoxError, DisplayErrorContext};
use crate::signing::Sigv4;
use crate::{Handle, ServiceSpec, member};

/// Credentials are asked for anew this long before they end.
const EARLY: Duration = Duration::from_secs(10);

/// Credentials of this many places are kept.
const KEPT: usize = 100;

/// The place that a call is about.
#[derive(Clone, Debug)]
pub(crate) struct Place(String);

impl Storable for Place {
    type Storer = StoreReplace<Self>;
}

/// How a service hands out credentials.
#[derive(Clone, Copy, Debug)]
struct Terms {
    scheme: &'static str,
    operation: &'static str,
    member: &'static str,
    token_header: &'static str,
}

impl Terms {
    fn of(service: &Service) -> Option<Self> {
        service.customizations.iter().find_map(|customization| {
            let Customization::Sessions {
                scheme,
                operation,
                member,
                token_header,
            } = *customization
            else {
                return None;
            };
            Some(Self {
                scheme,
                operation,
                member,
                token_header,
            })
        })
    }
}

/// The place that the input names, of services that hand out credentials for places.
pub(crate) fn place(
    service: &Service,
    input: &dyn SerializableStruct,
) -> Result<Option<Place>, SerdeError> {
    match Terms::of(service) {
        Some(terms) => Ok(member::string(input, terms.member)?.map(Place)),
        None => Ok(None),
    }
}

/// The plugin that has the scheme of the service's sessions, if it has any.
pub(crate) fn plugin<S: ServiceSpec>(config: &Config<S>) -> Option<StaticRuntimePlugin> {
    let terms = Terms::of(S::SERVICE)?;
    let id = AuthSchemeId::new(terms.scheme);
    let mut components = RuntimeComponentsBuilder::new("sessions");
    components.push_auth_scheme(SessionScheme {
        id: id.clone(),
        signer: Sigv4::with_token_header(terms.token_header),
    });
    let sessions = Sessions {
        terms,
        config: config.clone(),
        handle: OnceLock::new(),
        kept: Mutex::default(),
    };
    components.set_identity_resolver(id, sessions);
    let plugin = StaticRuntimePlugin::new().with_order(Order::Defaults);
    Some(plugin.with_runtime_components(components))
}

/// SigV4 with the credentials of a session.
#[derive(Debug)]
struct SessionScheme {
    id: AuthSchemeId,
    signer: Sigv4,
}

impl AuthScheme for SessionScheme {
    fn scheme_id(&self) -> AuthSchemeId {
        self.id.clone()
    }

    fn identity_resolver(
        &self,
        resolvers: &dyn GetIdentityResolver,
    ) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(self.id.clone())
    }

    fn signer(&self) -> &dyn Sign {
        self.signer.signer()
    }
}

/// Asks for credentials, with a client of its own.
struct Sessions<S: ServiceSpec> {
    terms: Terms,
    config: Config<S>,
    handle: OnceLock<Handle<S>>,
    /// By place and access key.
    kept: Mutex<HashMap<(String, String), Identity>>,
}

impl<S: ServiceSpec> fmt::Debug for Sessions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("terms", &self.terms)
            .finish_non_exhaustive()
    }
}

impl<S: ServiceSpec> ResolveIdentity for Sessions<S> {
    fn resolve_identity<'a>(
        &'a self,
        components: &'a RuntimeComponents,
        cfg: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        IdentityFuture::new(self.identity(components, cfg))
    }

    fn cache_location(&self) -> IdentityCacheLocation {
        IdentityCacheLocation::IdentityResolver
    }
}

impl<S: ServiceSpec> Sessions<S> {
    async fn identity(
        &self,
        components: &RuntimeComponents,
        cfg: &ConfigBag,
    ) -> Result<Identity, BoxError> {
        let place = cfg.load::<Place>().ok_or_else(|| {
            let member = self.terms.member;
            format!("a session is for a place, and the call has no `{member}`")
        })?;
        let resolver = components.identity_resolver(sigv4::SCHEME_ID);
        let resolver = resolver.ok_or("a session is begun with credentials, and there are none")?;
        let cache = components.identity_cache();
        let owner = cache
            .resolve_cached_identity(resolver, components, cfg)
            .await?;
        let owner = owner
            .data::<Credentials>()
            .ok_or("a session is begun with AWS credentials")?;
        let key = (place.0.clone(), owner.access_key_id().to_owned());
        let now = components.time_source().unwrap_or_default().now();
        if let Some(identity) = self.kept(&key, now) {
            return Ok(identity);
        }
        let credentials = self.begin(&place.0).await?;
        let identity = Identity::from(credentials);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, identity.clone());
        Ok(identity)
    }

    fn kept(&self, key: &(String, String), now: SystemTime) -> Option<Identity> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let identity = kept.get(key)?;
        identity
            .expiration()
            .is_none_or(|end| now + EARLY < end)
            .then(|| identity.clone())
    }

    /// Begins a session.
    async fn begin(&self, place: &str) -> Result<Credentials, BoxError> {
        let name = self.terms.operation;
        let operation = S::SERVICE.operations.get(name).ok_or_else(|| {
            format!(
                "the endpoint takes requests with the credentials of a session, and this client was \
                 generated without the operation `{name}`, which begins one"
            )
        })?;
        let handle = match self.handle.get() {
            Some(handle) => handle,
            None => {
                let handle = Handle::new(self.config.clone())?;
                self.handle.get_or_init(|| handle)
            }
        };
        let member = self.terms.member.to_owned();
        let document = Map::from_iter([(member, Json::String(place.to_owned()))]);
        let input = DocumentStruct::new(operation.input, document);
        let answer = dynamic::call(handle, operation, input, None).await;
        let answer = answer.map_err(|error| {
            format!(
                "a session could not be begun: {}",
                DisplayErrorContext(error)
            )
        })?;
        credentials(&answer.output::<S>(operation)?)
            .ok_or_else(|| format!("`{name}` answered without credentials").into())
    }
}

/// The credentials in the answer of the operation that begins a session.
fn credentials(output: &Value) -> Option<Credentials> {
    let given = output.get("Credentials")?;
    let text = |name: &str| match given.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let end = match given.get("Expiration") {
        Some(Value::Timestamp(end)) => SystemTime::try_from(*end).ok(),
        _ => None,
    };
    let (key, secret) = (text("AccessKeyId")?, text("SecretAccessKey")?);
    let token = text("SessionToken")?;
    Some(Credentials::new(key, secret, Some(token), end, "session"))
}
