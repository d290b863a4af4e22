//! How long delays take.

use std::f64::consts::TAU;
use std::time::Duration;

use fastrand::Rng;

/// Longest delay, so that no distribution makes a call hang for good.
const LONGEST: f64 = 600_000.0;

/// z-value of the 99th percentile of a normal distribution.
const Z99: f64 = 2.326_347_874;

/// A distribution of delays, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Latency {
    Fixed(f64),
    Uniform { min: f64, max: f64 },
    Exponential { mean: f64 },
    LogNormal { p50: f64, p99: f64 },
}

impl Latency {
    pub(super) fn sample(self, chance: &mut Rng) -> Duration {
        let milliseconds = match self {
            Self::Fixed(ms) => ms,
            Self::Uniform { min, max } => min + (max - min) * chance.f64(),
            Self::Exponential { mean } => -mean * (1.0 - chance.f64()).ln(),
            Self::LogNormal { p50, p99 } => {
                let sigma = (p99 / p50).ln() / Z99;
                p50 * (sigma * normal(chance)).exp()
            }
        };
        Duration::from_secs_f64(milliseconds.clamp(0.0, LONGEST) / 1000.0)
    }
}

/// A number of the standard normal distribution, as Box and Muller draw it.
fn normal(chance: &mut Rng) -> f64 {
    let radius = (-2.0 * (1.0 - chance.f64()).ln()).sqrt();
    radius * (TAU * chance.f64()).cos()
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::Latency;

    fn percentile(latency: Latency, share: f64) -> f64 {
        let mut chance = Rng::with_seed(1);
        let mut all: Vec<_> = (0..20_000)
            .map(|_| latency.sample(&mut chance).as_secs_f64() * 1000.0)
            .collect();
        all.sort_by(f64::total_cmp);
        all[(share * 20_000.0) as usize]
    }

    fn about(found: f64, wanted: f64) {
        assert!((found / wanted - 1.0).abs() < 0.1, "{found} for {wanted}");
    }

    #[test]
    fn distributions_have_the_shape_they_name() {
        about(percentile(Latency::Fixed(5.0), 0.5), 5.0);
        about(
            percentile(
                Latency::Uniform {
                    min: 10.0,
                    max: 30.0,
                },
                0.5,
            ),
            20.0,
        );
        about(percentile(Latency::Exponential { mean: 10.0 }, 0.5), 6.93);
        let skewed = Latency::LogNormal {
            p50: 20.0,
            p99: 400.0,
        };
        about(percentile(skewed, 0.5), 20.0);
        about(percentile(skewed, 0.99), 400.0);
    }
}
