//! Numbers of which the docs don't say that they are whole.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

use super::Wire;

/// A number that may be whole or not, kept exactly as it came.
///
/// ```
/// use snyk_api::Number;
///
/// let pages = Number::from(100);
/// assert_eq!(pages.to_string(), "100");
/// assert!(pages == 100 && pages > 99.5);
/// assert_eq!(Number::from(2.5).as_i64(), None);
/// ```
#[derive(Clone, Copy)]
pub struct Number(Kind);

/// One number has one kind: whole numbers are `Unsigned` only above `i64::MAX`.
#[derive(Clone, Copy)]
enum Kind {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl Number {
    /// The number, if it is whole and in range.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Kind::Signed(value) => Some(value),
            Kind::Unsigned(_) => None,
            Kind::Float(value) => whole(value),
        }
    }

    /// The number, if it is whole and in range.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Kind::Signed(value) => value.try_into().ok(),
            Kind::Unsigned(value) => Some(value),
            Kind::Float(value) => whole(value).and_then(|value| value.try_into().ok()),
        }
    }

    /// The number; of large whole numbers the nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        match self.0 {
            Kind::Signed(value) => value as f64,
            Kind::Unsigned(value) => value as f64,
            Kind::Float(value) => value,
        }
    }
}

/// `3.0` is as whole as `3`. Above 2^53 an `f64` no longer knows its last digit.
pub(super) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).then_some(value as i64)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.0, other.0) {
            (Kind::Signed(left), Kind::Signed(right)) => Some(left.cmp(&right)),
            (Kind::Unsigned(left), Kind::Unsigned(right)) => Some(left.cmp(&right)),
            (Kind::Signed(_), Kind::Unsigned(_)) => Some(Ordering::Less),
            (Kind::Unsigned(_), Kind::Signed(_)) => Some(Ordering::Greater),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Signed(value) => value.fmt(f),
            Kind::Unsigned(value) => value.fmt(f),
            Kind::Float(value) => value.fmt(f),
        }
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self(Kind::Signed(value.into()))
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self(Kind::Signed(value.into()))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Kind::Signed(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(i64::try_from(value).map_or(Kind::Unsigned(value), Kind::Signed))
    }
}

/// Infinities and NaN can be held, and not be sent.
impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self(Kind::Float(value))
    }
}

macro_rules! compare_with {
    ($($type:ty),*) => {
        $(
            impl PartialEq<$type> for Number {
                fn eq(&self, other: &$type) -> bool {
                    *self == Self::from(*other)
                }
            }

            impl PartialOrd<$type> for Number {
                fn partial_cmp(&self, other: &$type) -> Option<Ordering> {
                    self.partial_cmp(&Self::from(*other))
                }
            }
        )*
    };
}

compare_with!(i32, u32, i64, u64, f64);

impl Wire for Number {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of serde_json's own type, which knows how numbers travel when a program switches on its feature
        // `arbitrary_precision`.
        let number = serde_json::Number::deserialize(deserializer)?;
        (number.as_i64().map(Self::from))
            .or_else(|| number.as_u64().map(Self::from))
            .or_else(|| number.as_f64().map(Self::from))
            .ok_or_else(|| D::Error::custom("the number is out of range"))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Kind::Signed(value) => serializer.serialize_i64(value),
            Kind::Unsigned(value) => serializer.serialize_u64(value),
            Kind::Float(value) if value.is_finite() => serializer.serialize_f64(value),
            Kind::Float(value) => Err(S::Error::custom(format_args!("{value} cannot be written in JSON"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Number {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn numbers_are_kept_exactly() {
        for text in ["0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "2.5", "-0.125"]
        {
            assert_eq!(read(text).to_string(), text);
            assert_eq!(serde_json::to_string(&read(text)).expect("a number"), text);
        }
        assert!(serde_json::from_str::<Number>("\"5\"").is_err());
        assert!(serde_json::to_string(&Number::from(f64::NAN)).is_err());
    }

    #[test]
    fn numbers_convert_and_compare() {
        assert_eq!((read("3.0").as_i64(), read("3.5").as_i64(), read("-3").as_u64()), (Some(3), None, None));
        assert_eq!(read("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(read("18446744073709551615").as_i64(), None);
        assert!(
            read("3") == 3_i32 && read("3.0") == 3_i64 && read("3") == 3.0 && read("18446744073709551615") == u64::MAX
        );
        assert!(read("3") < 3.5 && read("-1") < 0_u64 && read("18446744073709551615") > i64::MAX);
        assert!(read("9007199254740993") != read("9007199254740992"));
    }
}
