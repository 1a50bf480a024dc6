//! Settings from the environment, by the names that the vendor's own tools use.

use std::ffi::OsString;

use super::Credentials;
use crate::Region;
use crate::runtime::base::BaseUrl;
use crate::runtime::builder::ClientBuilder;
use crate::runtime::error::{Error, ErrorKind};

const TOKEN: &str = "SNYK_TOKEN";
const OAUTH_TOKEN: &str = "SNYK_OAUTH_TOKEN";
const API: &str = "SNYK_API";
const REGION: &str = "SNYK_REGION";

/// A builder with what the variables say. Messages name variables, and never repeat what they hold.
pub(crate) fn builder_from(variables: impl Fn(&str) -> Option<OsString>) -> Result<ClientBuilder, Error> {
    read(&Variables(&variables)).map_err(|message| Error::new(ErrorKind::Configuration, message))
}

struct Variables<'a>(&'a dyn Fn(&str) -> Option<OsString>);

impl Variables<'_> {
    /// A variable without what surrounds it; none if it is empty, as it is where a CI system knows no secret of that name.
    fn get(&self, name: &str) -> Result<Option<String>, String> {
        let Some(value) = (self.0)(name) else { return Ok(None) };
        let value = value.into_string().map_err(|_| format!("`{name}` is not UTF-8: set it to plain text"))?;
        Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty()))
    }
}

fn read(variables: &Variables<'_>) -> Result<ClientBuilder, String> {
    let mut builder = ClientBuilder::new().credentials(credentials(variables)?);
    let region = region(variables)?;
    if let Some(region) = region {
        builder = builder.region(region);
    }
    match (origin(variables)?, region) {
        (Some(origin), Some(region)) if BaseUrl::new(region.api())?.as_str() != origin => {
            Err(format!("`{API}` and `{REGION}` name different places: leave one of them out"))
        }
        (Some(origin), _) => Ok(builder.api_url(origin)),
        (None, _) => Ok(builder),
    }
}

fn credentials(variables: &Variables<'_>) -> Result<Credentials, String> {
    let (name, credentials) = match (variables.get(TOKEN)?, variables.get(OAUTH_TOKEN)?) {
        (Some(token), None) => (TOKEN, Credentials::token(token)),
        (None, Some(token)) => (OAUTH_TOKEN, Credentials::bearer(token)),
        (Some(_), Some(_)) => return Err(format!("`{TOKEN}` and `{OAUTH_TOKEN}` are both set: leave one of them out")),
        (None, None) => {
            return Err(format!(
                "`{TOKEN}` is not set, or empty: set it to an API token, or `{OAUTH_TOKEN}` to an OAuth access token"
            ));
        }
    };
    credentials.check().map_err(|message| format!("`{name}`: {message}"))?;
    Ok(credentials)
}

fn region(variables: &Variables<'_>) -> Result<Option<Region>, String> {
    let Some(text) = variables.get(REGION)? else { return Ok(None) };
    let region = text.parse::<Region>();
    region.map(Some).map_err(|_| {
        let known: Vec<_> = Region::ALL.iter().map(|region| region.as_str()).collect();
        format!("`{REGION}` is no region: it is one of {}", known.join(", "))
    })
}

/// The API's origin. Some documents have it with the path of one of the families behind it.
fn origin(variables: &Variables<'_>) -> Result<Option<String>, String> {
    let Some(text) = variables.get(API)? else { return Ok(None) };
    let origin = text.trim_end_matches('/');
    let origin = origin.strip_suffix("/v1").or_else(|| origin.strip_suffix("/rest")).unwrap_or(origin);
    // What is wrong with an address is told by words of its own: this one may be a token that got into the wrong variable.
    let base = BaseUrl::under(origin, "").map_err(|_| {
        format!("`{API}` is not the address of an API: write scheme and host alone, like `https://api.eu.snyk.io`")
    })?;
    Ok(Some(base.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;
    use crate::runtime::operation::Family;

    fn from(variables: &[(&str, &str)]) -> Result<Client, Error> {
        let find = |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into());
        builder_from(find)?.build()
    }

    fn base(variables: &[(&str, &str)]) -> String {
        from(variables).expect("a client").base_url(Family::Rest).to_owned()
    }

    #[test]
    fn variables_that_are_set_hold() {
        let token = (TOKEN, " s3cr3t-t0ken\n");
        assert_eq!(base(&[token]), "https://api.snyk.io/rest");
        assert_eq!(base(&[token, (API, ""), (REGION, " ")]), "https://api.snyk.io/rest");
        assert_eq!(base(&[token, (REGION, "snyk-eu-01")]), "https://api.eu.snyk.io/rest");
        assert_eq!(base(&[token, (REGION, "au-01"), (API, "https://api.au.snyk.io/")]), "https://api.au.snyk.io/rest");
        assert_eq!(base(&[(OAUTH_TOKEN, "s3cr3t"), (TOKEN, "")]), "https://api.snyk.io/rest");
        for api in
            ["https://snyk.example", "https://snyk.example/", "https://SNYK.example/v1", "https://snyk.example/rest/"]
        {
            assert_eq!(base(&[token, (API, api)]), "https://snyk.example/rest", "{api}");
        }
        assert!(format!("{:?}", from(&[(OAUTH_TOKEN, "s3cr3t")])).contains("bearer (hidden)"));
        assert!(format!("{:?}", from(&[token])).contains("token (hidden)"));
    }

    #[test]
    fn what_is_wrong_names_the_variable_and_not_its_value() {
        let token = (TOKEN, "s3cr3t-t0ken");
        for (variables, parts) in [
            (&[][..], &[TOKEN, "not set", OAUTH_TOKEN][..]),
            (&[(TOKEN, "  ")], &[TOKEN, "empty"]),
            (&[(TOKEN, "token s3cr3t")], &[TOKEN, "white space"]),
            (&[token, (OAUTH_TOKEN, "s3cr3t")], &[TOKEN, OAUTH_TOKEN, "leave one"]),
            (&[token, (REGION, "s3cr3t")], &[REGION, "SNYK-EU-01"]),
            (&[token, (API, "s3cr3t")], &[API, "https://api.eu.snyk.io"]),
            (&[token, (API, "http://s3cr3t.example")], &[API]),
            (&[token, (API, "https://a:s3cr3t@snyk.example")], &[API]),
            (&[token, (API, "https://snyk.io/api/v1")], &[API, "scheme and host alone"]),
            (&[token, (API, "https://api.snyk.io"), (REGION, "eu-01")], &[API, REGION, "different places"]),
        ] {
            let error = from(variables).expect_err("it cannot work");
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("s3cr3t") && parts.iter().all(|part| shown.contains(part)), "{shown}");
        }
    }
}
