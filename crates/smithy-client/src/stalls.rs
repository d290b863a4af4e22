//! Streams that stall.
//!
//! Answers are watched by the runtime's own interceptor. What watches uploads there can be used by
//! its orchestrator alone, so the same is done here: a call fails where the connection takes
//! nothing more of a body that has more to give.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aws_smithy_async::rt::sleep::{AsyncSleep as _, SharedAsyncSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::http::HttpConnectorFuture;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::error::BoxError;

/// Protection against stalled streams, for streams: a body in memory is as fast as the connection,
/// which has time limits of its own.
#[derive(Debug, Default)]
pub(crate) struct StalledStreams(StalledStreamProtectionInterceptor);

#[dyn_dispatch_hint]
impl Intercept for StalledStreams {
    fn name(&self) -> &'static str {
        "StalledStreams"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.request().body();
        let watched = cfg
            .load::<StalledStreamProtectionConfig>()
            .filter(|config| config.upload_enabled());
        let Some(config) = watched.filter(|_| body.bytes().is_none()) else {
            return Ok(());
        };
        let sleep = components.sleep_impl().ok_or(
            "an async sleep implementation is required when stalled stream protection is enabled",
        )?;
        let clock = components.time_source().unwrap_or_default();
        let upload = Upload {
            progress: Arc::new(Mutex::new(Progress::Taken(clock.now()))),
            grace: config.grace_period(),
            sleep,
            clock,
        };
        let watch = upload.clone();
        let body = context.request_mut().body_mut();
        let inner = std::mem::replace(body, SdkBody::taken());
        *body = inner.map_preserve_contents(move |inner| {
            SdkBody::from_body_1_x(Watched {
                inner,
                upload: watch.clone(),
            })
        });
        cfg.interceptor_state().store_put(upload);
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.response().body().bytes() {
            Some(_) => Ok(()),
            None => self
                .0
                .modify_before_deserialization(context, components, cfg),
        }
    }
}

/// How an upload is getting on.
#[derive(Clone, Copy, Debug)]
enum Progress {
    /// The connection has what there was, since then.
    Taken(SystemTime),
    /// The connection waits for the application.
    Awaited,
    /// There is no more.
    Done,
}

/// A body that is being sent.
#[derive(Clone, Debug)]
struct Upload {
    progress: Arc<Mutex<Progress>>,
    grace: Duration,
    sleep: SharedAsyncSleep,
    clock: SharedTimeSource,
}

impl Storable for Upload {
    type Storer = StoreReplace<Self>;
}

impl Upload {
    fn set(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Whether the connection has taken nothing for as long as it may.
    fn is_stalled(&self) -> bool {
        // A second is the time in which one byte is expected.
        let longest = self.grace + Duration::from_secs(1);
        match *self.progress.lock().unwrap_or_else(PoisonError::into_inner) {
            Progress::Taken(since) => self
                .clock
                .now()
                .duration_since(since)
                .is_ok_and(|time| time >= longest),
            Progress::Awaited | Progress::Done => false,
        }
    }
}

/// A body that tells of its progress.
struct Watched {
    inner: SdkBody,
    upload: Upload,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        self.upload.set(match &polled {
            Poll::Pending => Progress::Awaited,
            Poll::Ready(Some(Ok(_))) if !self.inner.is_end_stream() => {
                Progress::Taken(self.upload.clock.now())
            }
            Poll::Ready(_) => Progress::Done,
        });
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        Body::size_hint(&self.inner)
    }
}

#[derive(Debug)]
struct Stalled;

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "minimum throughput was specified at 1 B/s, but throughput of 0 B/s was observed",
        )
    }
}

impl std::error::Error for Stalled {}

/// Waits for the answer, or until the upload stalls.
pub(crate) async fn watch(
    cfg: &ConfigBag,
    answer: HttpConnectorFuture,
) -> Result<HttpResponse, ConnectorError> {
    const INTERVAL: Duration = Duration::from_millis(500);
    let Some(upload) = cfg.load::<Upload>() else {
        return answer.await;
    };
    let mut answer = pin!(answer);
    loop {
        let mut interval = pin!(upload.sleep.sleep(INTERVAL));
        let answered = poll_fn(|cx| match answer.as_mut().poll(cx) {
            Poll::Ready(answered) => Poll::Ready(Some(answered)),
            Poll::Pending => interval.as_mut().poll(cx).map(|()| None),
        });
        if let Some(answered) = answered.await {
            return answered;
        }
        if upload.is_stalled() {
            return Err(ConnectorError::timeout(Stalled.into()));
        }
    }
}
