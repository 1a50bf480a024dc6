//! Texts that travel and must not be shown.

use serde::de::{Deserializer, Error as _};

use super::serde_impls;
use crate::runtime::secret::Secret;

/// What is said of an answer that has something else in a secret's place, whatever the member is called.
pub(super) const NO_TEXT: &str = "another type than expected; the value is not shown, since it may be a secret";

serde_impls!(Secret, read decode, write encode);

fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    super::decode_text(deserializer, "Secret", |text| Secret::new(text)).map_err(|_| D::Error::custom(NO_TEXT))
}

fn encode<S: serde::Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Wire, from_slice};
    use super::*;
    use crate::runtime::secret::Secrets;

    #[test]
    fn secrets_travel_as_they_are() {
        let secret: Secret = serde_json::from_value(json!("hunter2")).expect("a text");
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(serde_json::to_value(&secret).expect("a text"), json!("hunter2"));
        assert_eq!(Secret::decode(json!("hunter2")).expect("a text"), secret);
    }

    #[test]
    fn what_stands_in_the_place_of_a_secret_is_not_shown() {
        for body in [r#"{"value": "hunter2"}"#, r#"["hunter2"]"#, "1234567"] {
            let failure = from_slice::<Secret>(body.as_bytes(), &Secrets::of("t0ken")).expect_err("it is no text");
            assert_eq!((failure.message.as_str(), failure.excerpt), (NO_TEXT, None), "{body}");
        }
    }
}
