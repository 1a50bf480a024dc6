//! What the service tells of its limits.

use std::time::Duration;

use http::HeaderMap;

use crate::runtime::retry_after::now;

/// As many windows as anybody has; what comes behind them is left out.
const MOST_WINDOWS: usize = 16;

/// A reset that is as large as this is no number of seconds to wait but a time, in seconds since 1970.
const IS_A_TIME: Duration = Duration::from_secs(1_000_000_000);

/// What an answer tells of the service's rate limits, by the headers `X-RateLimit-Limit`, `-Remaining` and `-Reset`, or those
/// of the same names without `X-`, and `RateLimit-Policy`. The docs promise none of them, so each part may be missing.
///
/// ```no_run
/// # async fn example(client: snyk_api::Client, org: &str, project: &str) -> Result<(), snyk_api::Error> {
/// let response = client.v1().projects().get(org, project).response().await?;
/// if let Some(limit) = response.rate_limit() {
///     println!("{:?} calls are left, out of {:?}", limit.remaining(), limit.windows());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimitInfo {
    limit: Option<u64>,
    windows: Vec<RateWindow>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

/// A limit of so many calls in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateWindow {
    /// So many calls.
    pub count: u64,
    /// In this time.
    pub period: Duration,
}

impl RateLimitInfo {
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let [limits, policy, remaining, reset] =
            ["limit", "policy", "remaining", "reset"].map(|name| values(headers, name));
        let number = |values: &[&str]| items(values).find_map(number);
        let told = Self {
            limit: number(&limits),
            windows: items(&limits).chain(items(&policy)).filter_map(window).collect(),
            remaining: number(&remaining),
            reset: number(&reset).map(|reset| wait(reset, headers)),
        };
        (told != Self::default()).then_some(told)
    }

    /// How many calls the window allows that is the nearest to its end. It is the first number of
    /// `X-RateLimit-Limit: 160, 160;w=1, 1620;w=60`.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// All windows, in their order: 160 in a second and 1,620 in a minute, of `X-RateLimit-Limit: 160, 160;w=1, 1620;w=60`.
    pub fn windows(&self) -> &[RateWindow] {
        &self.windows
    }

    /// How many calls are left.
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// How long it takes until there are more again.
    pub fn reset(&self) -> Option<Duration> {
        self.reset
    }
}

/// A time is taken by the service's own clock, as ours may be wrong.
fn wait(reset: u64, headers: &HeaderMap) -> Duration {
    let reset = Duration::from_secs(reset);
    if reset < IS_A_TIME { reset } else { reset.saturating_sub(now(headers)) }
}

/// The values of a header that has two names.
fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let named =
        |name: String| -> Vec<&str> { headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect() };
    Some(named(format!("x-ratelimit-{name}")))
        .filter(|found| !found.is_empty())
        .unwrap_or_else(|| named(format!("ratelimit-{name}")))
}

/// The items of lists, each with its parameters: `1620;w=60;name="a, b"`, or `"default";q=1620;w=60`.
fn items<'a>(values: &[&'a str]) -> impl Iterator<Item = &'a str> {
    values.iter().flat_map(|value| unquoted(value, ',')).take(MOST_WINDOWS)
}

fn number(item: &str) -> Option<u64> {
    unquoted(item, ';').next()?.parse().ok()
}

fn parameter(item: &str, name: &str) -> Option<u64> {
    let mut parameters = unquoted(item, ';').skip(1).filter_map(|parameter| parameter.split_once('='));
    parameters.find(|(other, _)| other.trim().eq_ignore_ascii_case(name))?.1.trim().parse().ok()
}

fn window(item: &str) -> Option<RateWindow> {
    let count = number(item).or_else(|| parameter(item, "q"))?;
    Some(RateWindow { count, period: Duration::from_secs(parameter(item, "w")?) })
}

/// The parts of a text between separators that do not stand in quotes.
fn unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |letter| {
        quoted ^= letter == '"';
        letter == separator && !quoted
    })
    .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&'static str, &str)]) -> Option<RateLimitInfo> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        RateLimitInfo::read(&headers.collect())
    }

    fn windows(told: &RateLimitInfo) -> Vec<(u64, u64)> {
        told.windows().iter().map(|window| (window.count, window.period.as_secs())).collect()
    }

    #[test]
    fn all_windows_are_read() {
        let told = read(&[
            ("x-ratelimit-limit", "160, 160;w=1, 1620;w=60;name=\"a, b;w=7\",97200 ; W = 3600;x"),
            ("x-ratelimit-remaining", "159"),
            ("x-ratelimit-reset", "1"),
        ]);
        let told = told.expect("limits");
        assert_eq!(
            (told.limit(), told.remaining(), told.reset()),
            (Some(160), Some(159), Some(Duration::from_secs(1)))
        );
        assert_eq!(windows(&told), [(160, 1), (1620, 60), (97_200, 3600)]);
    }

    #[test]
    fn other_names_and_forms() {
        let told =
            read(&[("ratelimit-limit", "100"), ("ratelimit-policy", "100;w=10, 9;w=1"), ("ratelimit-reset", "5")]);
        let told = told.expect("limits");
        assert_eq!((told.limit(), windows(&told)), (Some(100), vec![(100, 10), (9, 1)]));
        let told = read(&[("ratelimit-policy", r#""default";q=100;w=10,"day";q=5;w=86400"#)]).expect("limits");
        assert_eq!((told.limit(), windows(&told)), (None, vec![(100, 10), (5, 86_400)]));
        let told = read(&[("x-ratelimit-limit", "1620"), ("ratelimit-limit", "7")]).expect("limits");
        assert_eq!(told.limit(), Some(1620));
        let date = ("date", "Thu, 01 Jan 2026 00:00:00 GMT");
        let told = read(&[("x-ratelimit-reset", "1767225630"), date]).expect("limits");
        assert_eq!(told.reset(), Some(Duration::from_secs(30)));
        assert_eq!(read(&[("x-ratelimit-reset", "1000000001"), date]).expect("limits").reset(), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_is_left_out() {
        let many = "1;w=1,".repeat(1000);
        assert_eq!(windows(&read(&[("x-ratelimit-limit", &many)]).expect("limits")).len(), MOST_WINDOWS);
        for value in ["", "many", "-1", "1.5", ";w=60", ",,,", "\"", "w=1", "99999999999999999999", "\u{e9}"] {
            for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-policy"] {
                assert_eq!(read(&[(name, value)]), None, "{name}: {value}");
            }
        }
        assert_eq!(read(&[]), None);
        let told = read(&[("x-ratelimit-limit", "5;w=18446744073709551615, 0;w=0, 3;w=x")]).expect("limits");
        assert_eq!(windows(&told), [(5, u64::MAX), (0, 0)]);
    }
}
