//! Calls every operation once, with the example of the description, and reports a JSON line for each.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use snyk_api::Client;
use snyk_api_recorder::TOKEN;
use snyk_api_tests::conformance::{Call, choose};
use snyk_api_tests::generated::conformance::CALLS;

/// Calls every operation once against a server, and reports a JSON line for each.
#[derive(Debug, Parser)]
struct Arguments {
    /// Base URL of v1 operations, path included.
    #[arg(long, value_name = "URL")]
    v1_url: String,
    /// Base URL of REST operations, path included.
    #[arg(long, value_name = "URL")]
    rest_url: String,
    /// Only this operation, by its full name; can be repeated.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    snyk_api_recorder::start();
    let arguments = Arguments::parse();
    let calls = match choose(CALLS, &arguments.operations) {
        Ok(calls) => calls,
        Err(messages) => return refuse(&messages),
    };
    let client = Client::builder().token(TOKEN).v1_url(arguments.v1_url).rest_url(arguments.rest_url).build();
    match client {
        Ok(client) => call_all(&client, &calls).await.unwrap_or_else(|error| refuse(&[error.to_string()])),
        Err(error) => refuse(&[error.to_string()]),
    }
}

/// One after the other, so that the report is in the order of the calls.
async fn call_all(client: &Client, calls: &[&Call]) -> io::Result<ExitCode> {
    let mut all_well = true;
    for call in calls {
        let outcome = (call.run)(client).await;
        all_well &= outcome.is_ok();
        writeln!(io::stdout(), "{}", outcome.report(client, call))?;
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn refuse(messages: &[String]) -> ExitCode {
    for message in messages {
        // Nobody is left to tell if this fails.
        let _ = writeln!(io::stderr(), "error: {message}");
    }
    ExitCode::from(2)
}
