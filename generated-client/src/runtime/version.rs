//! Versions of REST operations.

/// Checks a version, `YYYY-MM-DD` with `~beta` or `~experimental` behind it or not.
pub(super) fn check(version: &str) -> Result<(), String> {
    let (date, stability) = version.split_once('~').map_or((version, None), |(date, behind)| (date, Some(behind)));
    match is_date(date) && matches!(stability, None | Some("beta" | "experimental")) {
        true => Ok(()),
        false => Err(format!("`{version}` is no version: write a date, `2024-10-15`, or `2024-10-15~beta`")),
    }
}

fn is_date(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let is_whole = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    is_whole
        && digits(0..4).is_some()
        && digits(5..7).is_some_and(|month| (1..=12).contains(&month))
        && digits(8..10).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn versions_are_dates() {
        for good in ["2024-10-15", "2024-10-15~beta", "2021-09-13~experimental"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "beta",
            "~beta",
            "2024-10-15~",
            "2024-10-15~wip",
            "2024-10-15~ga",
            "2024-13-01",
            "2024-00-01",
            "2024-01-32",
            "24-10-15",
            "2024-1-5",
            "2024-10-15 ",
            "+024-10-15",
            "2024-10-1ü",
            "2024/10/15",
            "2024-10-15&a=b",
            "2024-10-15~beta~beta",
        ] {
            assert!(check(bad).is_err_and(|message| message.contains("2024-10-15~beta")), "{bad}");
        }
    }
}
