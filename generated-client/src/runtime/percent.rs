//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986. A path segment might hold more than these unencoded (`:`, `@` and
/// others), but every server must read the encoded form as the same, and one rule for all places is easy to trust.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends a text, encoded.
pub(crate) fn push(url: &mut String, text: &str) {
    url.extend(utf8_percent_encode(text, RESERVED));
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_unreserved_characters_travel_as_they_are() {
        for (text, encoded) in [
            ("AZaz09-._~", "AZaz09-._~"),
            ("npm:ms:2017", "npm%3Ams%3A2017"),
            ("a/b", "a%2Fb"),
            ("a\\b", "a%5Cb"),
            ("%2e%2e", "%252e%252e"),
            ("a b+c", "a%20b%2Bc"),
            ("?&=#;,", "%3F%26%3D%23%3B%2C"),
            ("pkg:deb/debian/curl?distro=x", "pkg%3Adeb%2Fdebian%2Fcurl%3Fdistro%3Dx"),
            ("ü€", "%C3%BC%E2%82%AC"),
            ("a\tb\n\0", "a%09b%0A%00"),
            ("'\"<>`{}|^[]@!$()*", "%27%22%3C%3E%60%7B%7D%7C%5E%5B%5D%40%21%24%28%29%2A"),
        ] {
            let mut url = String::new();
            super::push(&mut url, text);
            assert_eq!(url, encoded, "{text}");
        }
    }
}
