//! What the token endpoint answers, in whatever shape. Nothing of an answer that may hold tokens gets into a message.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use super::Tokens;
use crate::Json;
use crate::runtime::auth::failure::{Class, Failure};
use crate::runtime::auth::{AccessToken, Secret};
use crate::runtime::codec::shorten;
use crate::runtime::error::{self, Problem};
use crate::runtime::retry_after::retry_after;
use crate::runtime::secret::Secrets;

/// No header that is longer than this gets through.
const LONGEST_TOKEN: usize = 16 << 10;

/// Reads an answer: tokens, or why there are none. `name` is what messages call the endpoint.
pub(super) fn read(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    name: &str,
    secrets: &Secrets,
) -> Result<Tokens, Failure> {
    let json: Option<Json> = serde_json::from_slice(body).ok();
    let refuses = json.as_ref().is_some_and(|json| json.get("error").is_some_and(|error| !error.is_null()));
    match status.is_success() && !refuses {
        true => tokens(json.as_ref(), body).map_err(|what| {
            // What is no JSON comes from a gateway, or is not whole; JSON is what the service means.
            let class = if json.is_some() { Class::Lasting } else { Class::Passing };
            let message = format!("{name} answered {status} with what is no token: {what}");
            Failure::new(class, message).losing_tokens().after(retry_after(headers))
        }),
        false => Err(refusal(status, headers, json.as_ref(), body, name, secrets)),
    }
}

fn tokens(json: Option<&Json>, body: &[u8]) -> Result<Tokens, String> {
    let Some(json) = json else { return Err(shape(body).to_owned()) };
    let Some(access_token) = text(json, "access_token") else { return Err("it has no `access_token`".to_owned()) };
    match json.get("token_type") {
        None | Some(Json::Null) => {}
        Some(Json::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
        Some(_) => return Err("its `token_type` is not `bearer`".to_owned()),
    }
    if access_token.len() > LONGEST_TOKEN {
        return Err(format!("its `access_token` is longer than {LONGEST_TOKEN} bytes"));
    }
    let access_token = Secret::new(access_token);
    let header = AccessToken::bearer(access_token.clone()).header();
    header.map_err(|_| "its `access_token` has characters in it that cannot travel in a header".to_owned())?;
    Ok(Tokens {
        access_token,
        refresh_token: text(json, "refresh_token").map(Secret::new),
        expires_in: seconds(json.get("expires_in")),
        refresh_expires_in: seconds(json.get("refresh_expires_in")),
        scope: text(json, "scope").map(str::to_owned),
        issued_at: SystemTime::now(),
    })
}

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// A lifetime in seconds, which some write as a text. One that is not positive tells nothing: what has just been issued has
/// not expired.
fn seconds(json: Option<&Json>) -> Option<Duration> {
    let number = match json? {
        Json::Number(number) => number.as_f64()?,
        Json::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number > 0.0).then(|| Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX))
}

fn shape(body: &[u8]) -> &'static str {
    match body.trim_ascii() {
        [] => "it is empty",
        _ if error::looks_like_html(body) => "it is an HTML page",
        [b'{', ..] => "it is JSON that breaks off or is not well-formed",
        _ => "it is not JSON",
    }
}

fn refusal(
    status: StatusCode,
    headers: &HeaderMap,
    json: Option<&Json>,
    body: &[u8],
    name: &str,
    secrets: &Secrets,
) -> Failure {
    let problem = problem(json, body, secrets);
    let code = problem.as_ref().and_then(|problem| problem.code.as_deref());
    let is_passing = status.is_server_error()
        || matches!(status.as_u16(), 408 | 425 | 429)
        || matches!(code, Some("server_error" | "temporarily_unavailable" | "slow_down"));
    let advice = if is_passing { String::new() } else { advice(status, code) };
    let said = problem.as_ref().map(|problem| format!(": {problem}")).unwrap_or_default();
    let class = if is_passing { Class::Passing } else { Class::Lasting };
    Failure::new(class, format!("{name} answered {status}{said}{advice}")).saying(problem).after(retry_after(headers))
}

/// What a refusal says: OAuth's own shape, or any other that errors of the API have.
fn problem(json: Option<&Json>, body: &[u8], secrets: &Secrets) -> Option<Problem> {
    let Some(code) = json.and_then(|json| json.get("error")?.as_str()) else {
        return error::read_problems(body, secrets).problems.into_iter().next();
    };
    let description = json.and_then(|json| text(json, "error_description"));
    Some(Problem {
        code: Some(shorten(&secrets.redact(code))),
        detail: description.map(|description| shorten(&secrets.redact(description))),
        ..Problem::default()
    })
}

/// What to do about a refusal that does not pass by itself.
fn advice(status: StatusCode, code: Option<&str>) -> String {
    let advice = match (code, status.as_u16()) {
        (Some("invalid_client"), _) => {
            "the client id, or its secret or key, is not accepted: check them, and that they belong to this region"
        }
        (Some("invalid_grant"), _) => "what the tokens were asked for with is not accepted",
        (Some("unauthorized_client"), _) => {
            "this client may not ask for tokens in this way: check what kind of service account or app it is"
        }
        (Some("unsupported_grant_type" | "invalid_request" | "invalid_scope"), _) => {
            "it does not take what the client asks: check that its address is right"
        }
        (_, 404 | 405 | 410) => "there seems to be no token endpoint: check the region, or its address",
        (_, 401 | 403) => "the client id, or its secret or key, is not accepted: check them, and the region",
        _ => return String::new(),
    };
    format!("; {advice}")
}
