//! Base URLs: where the token may go.

use std::net::IpAddr;

use reqwest::Url;

/// The address under which a family's paths lie, checked, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(Box<str>);

impl BaseUrl {
    /// Checks a base URL. The message says what is wrong and what to do; it repeats the URL only once that is known to be
    /// free of credentials.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let url = parse(text)?;
        Ok(Self(url.as_str().trim_end_matches('/').into()))
    }

    /// The base URL of a family under an origin, `https://api.snyk.io`.
    pub(crate) fn under(origin: &str, base: &str) -> Result<Self, String> {
        let mut url = parse(origin)?;
        if url.path() != "/" {
            return Err(format!(
                "`{url}` has a path: give scheme and host alone, or whole base URLs by `v1_url` and `rest_url`"
            ));
        }
        url.set_path(base);
        Self::new(url.as_str())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Without TLS, which is only ever so on this machine.
    pub(crate) fn is_plain(&self) -> bool {
        self.0.starts_with("http:")
    }
}

fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("a base URL is not a URL ({error}): write it like `https://api.snyk.io/v1`"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "a base URL holds a user name or a password: leave them out, and set credentials on the builder".into()
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("a base URL has a query or a fragment: leave everything from `?` or `#` on out".into());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(format!("`{url}` is not encrypted, so the token would travel in the open: write `https://`")),
        _ => Err(format!("`{url}` is not an address of HTTP: write it like `https://api.snyk.io/v1`")),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost", |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_base_urls() {
        for (text, base) in [
            ("https://api.snyk.io/v1", "https://api.snyk.io/v1"),
            ("https://api.snyk.io/v1//", "https://api.snyk.io/v1"),
            ("HTTPS://API.snyk.io:443/a/../v1/", "https://api.snyk.io/v1"),
            ("https://snyk.example:8443/deep/rest", "https://snyk.example:8443/deep/rest"),
            ("https://snyk.example", "https://snyk.example"),
            ("http://127.0.0.1:80/v1", "http://127.0.0.1/v1"),
            ("http://127.9.9.9:9000/v1", "http://127.9.9.9:9000/v1"),
            ("http://[::1]:9000/v1", "http://[::1]:9000/v1"),
            ("http://localhost:9000", "http://localhost:9000"),
            ("http://127.1/v1", "http://127.0.0.1/v1"),
        ] {
            assert_eq!(BaseUrl::new(text).as_ref().map(BaseUrl::as_str), Ok(base), "{text}");
        }
    }

    #[test]
    fn bad_base_urls_say_what_to_do() {
        for (text, part) in [
            ("api.snyk.io/v1", "write it like"),
            ("", "write it like"),
            ("ftp://api.snyk.io/v1", "not an address of HTTP"),
            ("http://api.snyk.io/v1", "write `https://`"),
            ("http://128.0.0.1/v1", "write `https://`"),
            ("http://localhost.evil.example/v1", "write `https://`"),
            ("http://127.0.0.1.evil.example/v1", "write `https://`"),
            ("https://me:hunter2@api.snyk.io/v1", "set credentials on the builder"),
            ("http://127.0.0.1@evil.example/v1", "set credentials on the builder"),
            ("https://api.snyk.io/v1?version=hunter2", "leave everything"),
            ("https://api.snyk.io/v1#hunter2", "leave everything"),
        ] {
            let message = BaseUrl::new(text).expect_err(text);
            assert!(message.contains(part), "{text}: {message}");
            assert!(!message.contains("hunter2"), "{text}: {message}");
        }
    }

    #[test]
    fn families_lie_under_an_origin() {
        let base = |origin| BaseUrl::under(origin, "/rest").map(|base| base.as_str().to_owned());
        assert_eq!(base("https://snyk.example/").as_deref(), Ok("https://snyk.example/rest"));
        assert_eq!(base("http://127.0.0.1:81").as_deref(), Ok("http://127.0.0.1:81/rest"));
        assert!(base("https://snyk.example/rest").is_err_and(|message| message.contains("scheme and host alone")));
    }
}
