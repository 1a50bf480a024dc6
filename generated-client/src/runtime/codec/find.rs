//! Finding one value in a body, without building what lies around it.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Json;

/// The value at a path of members' names. A body that is no JSON has none.
pub(crate) fn find(body: &[u8], path: &[&str]) -> Option<Json> {
    read(body, Find { path, counts: false })
}

/// The number of items of the list at a path. What is no list counts as one item.
pub(crate) fn count(body: &[u8], path: &[&str]) -> Option<u64> {
    read(body, Find { path, counts: true })?.as_u64()
}

fn read(body: &[u8], find: Find<'_>) -> Option<Json> {
    find.deserialize(&mut serde_json::Deserializer::from_slice(body)).ok().flatten()
}

#[derive(Clone, Copy)]
struct Find<'p> {
    path: &'p [&'p str],
    counts: bool,
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = Option<Json>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Json>, D::Error> {
        match (self.path, self.counts) {
            ([], false) => Json::deserialize(deserializer).map(Some),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl Find<'_> {
    /// What a value is that has no inside.
    fn leaf(self) -> Option<Json> {
        self.path.is_empty().then(|| Json::from(1))
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Option<Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Json>, A::Error> {
        let mut found = self.leaf();
        while let Some(name) = map.next_key::<String>()? {
            match self.path {
                [first, path @ ..] if *first == name => found = map.next_value_seed(Find { path, ..self })?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<Json>, A::Error> {
        let mut count = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(self.path.is_empty().then(|| Json::from(count)))
    }

    fn visit_unit<E>(self) -> Result<Option<Json>, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<Json>, E> {
        Ok(self.leaf())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Option<Json>, E> {
        Ok(self.leaf())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Option<Json>, E> {
        Ok(self.leaf())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Option<Json>, E> {
        Ok(self.leaf())
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<Json>, E> {
        Ok(self.leaf())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BODY: &[u8] =
        br#"{"data": {"items": [1, [2], {}], "n": 5, "no": null}, "links": {"next": {"href": "x"}}, "a\"b": "c"}"#;

    #[test]
    fn values_are_found_by_their_path() {
        assert_eq!(find(BODY, &["links", "next"]), Some(json!({"href": "x"})));
        assert_eq!(find(BODY, &["data", "n"]), Some(json!(5)));
        assert_eq!(find(BODY, &["data", "no"]), Some(Json::Null));
        assert_eq!(find(BODY, &["a\"b"]), Some(json!("c")));
        assert_eq!(find(b"[1]", &[]), Some(json!([1])));
        for path in [&["missing"][..], &["data", "n", "deeper"], &["data", "items", "0"], &["data", "no", "deeper"]] {
            assert_eq!(find(BODY, path), None, "{path:?}");
        }
        assert_eq!(find(b"{\"a\": 1", &["a"]), None);
        assert_eq!(find(b"", &[]), None);
    }

    #[test]
    fn lists_are_counted_and_not_built() {
        assert_eq!(count(BODY, &["data", "items"]), Some(3));
        assert_eq!((count(b"[]", &[]), count(b"[{}, {}]", &[])), (Some(0), Some(2)));
        assert_eq!((count(BODY, &["data"]), count(BODY, &["data", "n"])), (Some(1), Some(1)));
        assert_eq!((count(BODY, &["data", "no"]), count(BODY, &["missing"]), count(b"<", &[])), (None, None, None));
    }
}
