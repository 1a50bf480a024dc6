//! Any bytes as the answers of a list's pages, and of a job and the questions after it. The first line is the operation's name.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snyk_api::{Client, Error};
use snyk_api_fuzz::{answers, client, first_line, no_token, operation, run};

static CLIENT: LazyLock<Client> = LazyLock::new(client);

/// A list may go on for as long as the service says so; whoever walks it decides when it is enough.
const MOST_PAGES: usize = 200;

fuzz_target!(|data: &[u8]| {
    let (name, rest) = first_line(data);
    let operation = operation(name);
    if operation.paging.is_some() {
        snyk_api::fuzzing::serve(answers(rest));
        let mut pages = snyk_api::fuzzing::pages(&CLIENT, operation);
        run(async {
            for _ in 0..MOST_PAGES {
                match pages.try_next().await {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(error) => {
                        look(&error);
                        break;
                    }
                }
            }
        });
    }
    if operation.poll.is_some() {
        snyk_api::fuzzing::serve(answers(rest));
        if let Err(error) = run(async { snyk_api::fuzzing::wait(&CLIENT, operation).await }) {
            look(&error);
        }
    }
});

fn look(error: &Error) {
    no_token(&format!("{error} {error:?} {:?}", error.problems()));
}
