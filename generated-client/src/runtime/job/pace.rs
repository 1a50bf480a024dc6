//! How often to ask, and for how long.

use std::time::Duration;

/// As long as anybody waits; more than that and clocks overflow.
const FOREVER: Duration = Duration::from_secs(10 * 365 * 86_400);

#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// The next wait.
    pub(super) interval: Duration,
    pub(super) max_interval: Duration,
    pub(super) timeout: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(2),
            max_interval: Duration::from_secs(30),
            timeout: Duration::from_secs(30 * 60),
        }
    }
}

impl Pace {
    /// How long the job may take.
    pub(super) fn limit(&self) -> Duration {
        self.timeout.min(FOREVER)
    }

    /// How long to wait now. What the service asks for is the least, and no more than what is left is waited.
    pub(super) fn wait(&mut self, asked: Option<Duration>, left: Duration) -> Duration {
        let own = self.interval.min(self.max_interval);
        self.interval = own.saturating_mul(3) / 2;
        own.max(asked.unwrap_or_default()).min(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_keep_to_their_limits() {
        let mut pace = Pace::default();
        let long = Duration::from_secs(1000);
        let waits: Vec<_> = (0..9).map(|_| pace.wait(None, long).as_millis()).collect();
        assert_eq!(waits, [2000, 3000, 4500, 6750, 10_125, 15_187, 22_781, 30_000, 30_000]);
        assert_eq!(pace.wait(Some(Duration::from_secs(90)), long).as_secs(), 90);
        assert_eq!(pace.wait(Some(Duration::from_secs(1)), long).as_secs(), 30);
        assert_eq!(pace.wait(Some(Duration::MAX), long), long);
        assert_eq!(pace.wait(None, Duration::from_millis(5)).as_millis(), 5);
    }

    #[test]
    fn any_duration_will_do() {
        let mut pace = Pace { interval: Duration::MAX, max_interval: Duration::MAX, timeout: Duration::MAX };
        assert_eq!(pace.wait(None, pace.limit()), FOREVER);
        assert_eq!(pace.wait(None, pace.limit()), FOREVER);
    }
}
