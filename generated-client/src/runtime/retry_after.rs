//! How long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// What the `Retry-After` header asks for: a number of seconds, or a date. A date is taken by the service's own clock if the
/// answer tells it, since ours may be wrong.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        // More than there is room for is a long time too, and not nothing.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    Some(text_date(headers, RETRY_AFTER)?.saturating_sub(now(headers)))
}

/// The time since 1970, by the service's own clock if the answer tells it.
pub(super) fn now(headers: &HeaderMap) -> Duration {
    text_date(headers, DATE).or_else(|| SystemTime::UNIX_EPOCH.elapsed().ok()).unwrap_or_default()
}

/// The service's own clock, as the time since 1970, if the answer tells it.
#[cfg(feature = "private-key-jwt")]
pub(super) fn service_time(headers: &HeaderMap) -> Option<Duration> {
    text_date(headers, DATE)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn text_date(headers: &HeaderMap, name: HeaderName) -> Option<Duration> {
    date(text(headers, name)?)
}

/// The time since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(text: &str) -> Option<Duration> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_once(", ")?.1.split(' ');
    let day: u64 = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as u64;
    let year: u64 = parts.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    let mut time = parts.next()?.split(':').map(|part| part.parse::<u64>().ok().filter(|part| *part <= 60));
    let seconds = time.next()?? * 3600 + time.next()?? * 60 + time.next()??;
    let is_whole = (time.next(), parts.next(), parts.next()) == (None, Some("GMT"), None);
    is_whole.then(|| Duration::from_secs(days(year, month, day) * 86_400 + seconds))
}

/// Days from 1970-01-01 to a day. Years are taken to begin in March, so that a leap day is the last one of its year.
pub(super) fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let before = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5;
    before + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waited(headers: &[(HeaderName, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates() {
        let now = (DATE, "Wed, 28 Feb 2024 23:59:50 GMT");
        for (value, expected) in [
            ("7", Some(7)),
            ("0", Some(0)),
            (" 12 ", Some(12)),
            ("Thu, 29 Feb 2024 00:00:00 GMT", Some(10)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(86_410)),
            ("Wed, 28 Feb 2024 00:00:00 GMT", Some(0)),
            ("18446744073709551616", Some(u64::MAX)),
            ("-1", None),
            ("+1", None),
            ("", None),
            ("1.5", None),
            ("soon", None),
            ("Thu, 29 Xxx 2024 00:00:00 GMT", None),
            ("Thu, 29 Feb 2024 00:00 GMT", None),
            ("Thu, 29 Feb 2024 00:00:00 CET", None),
            ("Thu, 99 Feb 2024 00:00:00 GMT", None),
        ] {
            assert_eq!(waited(&[(RETRY_AFTER, value), now.clone()]), expected, "{value}");
        }
        assert_eq!(waited(&[now]), None);
        assert_eq!(waited(&[(RETRY_AFTER, "Thu, 29 Feb 2024 00:00:00 GMT")]), Some(0));
        assert!(waited(&[(RETRY_AFTER, "Fri, 31 Dec 9999 23:59:59 GMT")]).is_some_and(|wait| wait > 1 << 31));
    }

    #[test]
    fn days_of_the_calendar() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Sat, 01 Mar 2200 00:00:00 GMT", 7_263_216_000),
        ] {
            assert_eq!(date(text), Some(Duration::from_secs(seconds)), "{text}");
        }
    }
}
