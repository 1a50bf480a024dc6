//! The time that a delivery tells.

use std::time::Duration;

use crate::runtime::retry_after::days;

/// The time since 1970 of `2020-09-25T15:27:53.123Z`, or with `+02:00` in place of the `Z`. Fractions are left out.
pub(super) fn timestamp(text: &str) -> Option<Duration> {
    let (date, time) = text.split_once(['T', 't'])?;
    let (year, month, day) = parts(date, '-', [4, 2, 2])?;
    let end = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let (hour, minute, second) = parts(clock, ':', [2, 2, 2])?;
    let is_time = hour < 24 && minute < 60 && second <= 60 && is_digits(fraction);
    let is_date = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !(is_time && is_date) {
        return None;
    }
    let local = days(year, month - 1, day) * 86_400 + hour * 3600 + minute * 60 + second;
    local.checked_add_signed(-offset(zone)?).map(Duration::from_secs)
}

/// How many seconds a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) as i64)
}

/// Three numbers of so many digits.
fn parts(text: &str, between: char, digits: [usize; 3]) -> Option<(u64, u64, u64)> {
    let mut parts = text.splitn(3, between).zip(digits).map(|(part, digits)| number(part, digits));
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn number(text: &str, digits: usize) -> Option<u64> {
    (text.len() == digits && is_digits(text)).then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_form() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2020-09-25T15:27:53Z", Some(1_601_047_673)),
            ("2020-09-25T15:27:53.123456Z", Some(1_601_047_673)),
            ("2020-09-25T17:27:53+02:00", Some(1_601_047_673)),
            ("2020-09-25t07:57:53.1-07:30", Some(1_601_047_673)),
            ("2020-02-29T12:00:00z", Some(1_582_977_600)),
            ("1970-01-01T00:00:00+01:00", None),
            ("2020-09-25", None),
            ("2020-09-25T15:27:53", None),
            ("2020-09-25T15:27Z", None),
            ("2020-09-25T15:27:53.Z", None),
            ("2020-13-25T15:27:53Z", None),
            ("2020-00-25T15:27:53Z", None),
            ("2020-09-25T24:27:53Z", None),
            ("2020-09-25T15:27:53+2", None),
            ("2020-09-25T15:27:53ZZ", None),
            ("+020-09-25T15:27:53Z", None),
            ("Ä", None),
            ("T", None),
            ("2020-09-25T15:27:53+ä:00", None),
            ("", None),
        ] {
            assert_eq!(timestamp(text).map(|time| time.as_secs()), seconds, "{text}");
        }
    }
}
