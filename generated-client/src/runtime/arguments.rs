//! Checks of arguments against what the docs say of them, before anything is sent.

use super::operation::Parameter;

/// Checks one value by its text. Numbers are checked by size, all else by length.
pub(crate) fn check_value(parameter: &Parameter, text: &str) -> Result<(), String> {
    let name = parameter.name;
    if parameter.min.is_some() || parameter.max.is_some() || parameter.step.is_some() {
        check_number(parameter, text).map_err(|rule| format!("`{name}` is {text}; it must be {rule}"))?;
    }
    let length = || text.chars().count() as u64;
    match (parameter.min_length, parameter.max_length) {
        (Some(min), _) if length() < min => {
            Err(format!("`{name}` has {} characters; it needs at least {min}", length()))
        }
        (_, Some(max)) if length() > max => Err(format!("`{name}` has {} characters; it may have {max}", length())),
        _ => Ok(()),
    }
}

/// The rule that a number breaks, if any.
fn check_number(parameter: &Parameter, text: &str) -> Result<(), String> {
    let Ok(value) = text.parse::<f64>() else { return Ok(()) };
    if let Some(min) = parameter.min.filter(|min| value < *min as f64) {
        return Err(format!("at least {min}"));
    }
    if let Some(max) = parameter.max.filter(|max| value > *max as f64) {
        return Err(format!("at most {max}"));
    }
    let step = parameter.step.filter(|step| *step != 0 && value % *step as f64 != 0.0);
    step.map_or(Ok(()), |step| Err(format!("a multiple of {step}")))
}

/// Checks the number of items of a list.
pub(crate) fn check_count(parameter: &Parameter, count: usize) -> Result<(), String> {
    let (name, count) = (parameter.name, count as u64);
    match (parameter.min_items, parameter.max_items) {
        (Some(min), _) if count < min => Err(format!("`{name}` has {count} items; it needs at least {min}")),
        (_, Some(max)) if count > max => Err(format!("`{name}` has {count} items; it may have {max}")),
        _ => Ok(()),
    }
}

/// Checks a value that becomes a part of the path. An empty one or dots would lead to another operation.
pub(crate) fn check_segment(name: &str, text: &str) -> Result<(), String> {
    match text {
        "" => Err(format!("`{name}` is empty, and a part of the path: the call would reach another operation")),
        "." | ".." => {
            Err(format!("`{name}` is `{text}`, and a part of the path: the call would reach another operation"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Parameter = Parameter {
        name: "limit",
        min: Some(10),
        max: Some(100),
        step: Some(10),
        min_items: Some(1),
        max_items: Some(2),
        ..Parameter::QUERY
    };

    #[test]
    fn numbers_keep_to_their_range() {
        for (text, rule) in [
            ("10", None),
            ("100", None),
            ("20.0", None),
            ("9", Some("`limit` is 9; it must be at least 10")),
            ("-20", Some("`limit` is -20; it must be at least 10")),
            ("110", Some("`limit` is 110; it must be at most 100")),
            ("15", Some("`limit` is 15; it must be a multiple of 10")),
        ] {
            assert_eq!(check_value(&LIMIT, text).err().as_deref(), rule, "{text}");
        }
    }

    #[test]
    fn texts_and_lists_keep_to_their_length() {
        let text = Parameter { min: None, max: None, step: None, min_length: Some(2), max_length: Some(3), ..LIMIT };
        let fits: Vec<_> = ["ü", "üü", "üüü", "üüüü"].iter().map(|value| check_value(&text, value).is_ok()).collect();
        assert_eq!(fits, [false, true, true, false]);
        let fits: Vec<_> = (0..4).map(|count| check_count(&LIMIT, count).is_ok()).collect();
        assert_eq!(fits, [false, true, true, false]);
    }

    #[test]
    fn segments_cannot_leave_their_place() {
        let fits: Vec<_> =
            ["", ".", "..", "...", "a", ".a", "%2e"].iter().map(|text| check_segment("x", text).is_ok()).collect();
        assert_eq!(fits, [false, false, false, true, true, true, true]);
    }
}
