//! A job, whatever its result is: compiled once.

use std::time::Duration;

use http::StatusCode;
use tokio::time::{Instant, sleep, timeout_at};

use super::pace::Pace;
use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::codec::{Json, find, shorten};
use crate::runtime::error::{Error, ErrorKind, problems};
use crate::runtime::operation::Poll;
use crate::runtime::retry_after::retry_after;
use crate::runtime::transport;

/// So many questions in a row may fail for a passing reason.
const MOST_FAILURES: u32 = 5;

/// How long a question may take that is put when the time is up.
const LAST_QUESTION: Duration = Duration::from_secs(10);

/// Starts a job and waits for its end. The answer is that which holds the result.
pub(super) async fn run(call: Call, pace: Pace) -> Result<Answer, Error> {
    let Some(poll) = &call.operation.poll else {
        return Err(Error::of_call(ErrorKind::InvalidArgument, call.operation, "it starts no job"));
    };
    let frame = call.without_body();
    let started = transport::transfer(call).await?;
    let until = Instant::now() + pace.limit();
    let id = match poll.id {
        [] => started.location().map_err(str::to_owned),
        path => id_at(&started, path),
    };
    let asked = retry_after(&started.headers);
    let id = id.map_err(|message| Error::of_answer(ErrorKind::Decode, started, message))?;
    let job = Job { poll, id, frame, pace, until, state: None, last: None, was_seen: false };
    job.follow(asked).await
}

/// The id at a path of an answer.
fn id_at(answer: &Answer, path: &[&str]) -> Result<String, String> {
    match find(&answer.body, path) {
        Some(Json::String(id)) if !id.is_empty() => Ok(id),
        Some(Json::Number(id)) => Ok(id.to_string()),
        _ => Err(format!("there is no id at `$.{}`", path.join("."))),
    }
}

/// A job under way.
struct Job {
    poll: &'static Poll,
    id: String,
    /// The call that started it.
    frame: Call,
    pace: Pace,
    until: Instant,
    /// The last state that was told.
    state: Option<String>,
    /// The last failure that has passed.
    last: Option<Error>,
    /// Whether a question was ever answered.
    was_seen: bool,
}

/// What a state means.
#[derive(PartialEq)]
enum Stage {
    Running,
    Done,
    Failed,
}

impl Job {
    async fn follow(mut self, asked: Option<Duration>) -> Result<Answer, Error> {
        let mut asked = asked;
        let last = loop {
            self.rest(asked).await?;
            let answer = self.ask(self.frame.lead_to(self.poll.via, &self.id), legible).await.map_err(vanished)?;
            match self.stage(&answer) {
                Stage::Running => asked = retry_after(&answer.headers),
                Stage::Done => break answer,
                Stage::Failed => return Err(self.failed(answer)),
            }
        };
        let Some(then) = self.poll.then else { return Ok(last) };
        let id = match self.poll.then_id {
            [] => self.id.clone(),
            path => match id_at(&last, path) {
                Ok(id) => id,
                Err(message) => return Err(Error::of_answer(ErrorKind::Decode, last, message)),
            },
        };
        self.ask(self.frame.lead_to(then, &id), Ok).await
    }

    /// Waits before a question.
    async fn rest(&mut self, asked: Option<Duration>) -> Result<(), Error> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(self.timed_out());
        }
        sleep(self.pace.wait(asked, left)).await;
        Ok(())
    }

    /// Puts a question, again if need be, or if its answer is not good enough. No attempt at it waits beyond the job's time: there
    /// would be no last question, and nobody would be told why.
    async fn ask(&mut self, mut call: Call, good: fn(Answer) -> Result<Answer, Error>) -> Result<Answer, Error> {
        call.until = Some(self.until);
        let mut failures = 0;
        loop {
            let limit = self.until.max(Instant::now() + LAST_QUESTION);
            let Ok(answered) = timeout_at(limit, transport::transfer(call.clone())).await else {
                return Err(self.timed_out());
            };
            let error = match answered.and_then(good) {
                Ok(answer) => {
                    (self.was_seen, self.last) = (true, None);
                    return Ok(Answer { job_id: Some(self.id.clone()), ..answer });
                }
                Err(error) => error.of_job(&self.id),
            };
            failures += 1;
            if failures > MOST_FAILURES || !self.may_pass(&error) {
                return Err(error);
            }
            let asked = error.headers().and_then(retry_after);
            self.last = Some(error);
            self.rest(asked).await?;
        }
    }

    /// Whether a failure may not come again, however often the call's policy has tried. A job that has only just been started may
    /// not be known everywhere yet: v1 says 422 to that. What is no JSON comes from a gateway rather than from the job.
    fn may_pass(&self, error: &Error) -> bool {
        error.is_retryable() || error.is_decode() || (error.is_status(422) && !self.was_seen)
    }

    /// What an answer says of the job. 303 means that it has ended, if only its body does not say that it has failed.
    fn stage(&mut self, answer: &Answer) -> Stage {
        let state = find(&answer.body, self.poll.state).filter(|state| !state.is_null());
        self.state = state.map(|state| state.as_str().map_or_else(|| state.to_string(), str::to_owned));
        let is_one_of = |states: &[&str]| self.state.as_deref().is_some_and(|state| states.contains(&state));
        match answer.status {
            _ if is_one_of(self.poll.failed) => Stage::Failed,
            StatusCode::SEE_OTHER => Stage::Done,
            _ if is_one_of(self.poll.done) => Stage::Done,
            _ => Stage::Running,
        }
    }

    fn failed(&self, answer: Answer) -> Error {
        let message = self.poll.message.and_then(|path| find(&answer.body, path));
        let said = message.map(|message| problems(message, answer.client.secret())).unwrap_or_default();
        let state = self.state.as_deref().map(shorten).unwrap_or_default();
        Error::of_answer(ErrorKind::JobFailed, answer, format!("`{state}`")).saying(said)
    }

    fn timed_out(&mut self) -> Error {
        let known = |state: &&str| [self.poll.running, self.poll.done].iter().any(|states| states.contains(state));
        let state = match self.state.as_deref() {
            None => "it has told no state".to_owned(),
            Some(state) if known(&state) => format!("its state is `{state}`"),
            Some(state) => format!("its state is `{}`, which the client does not know", shorten(state)),
        };
        let mut message = format!("the job {} has not ended within {:?}; {state}", self.id, self.pace.limit());
        if let Some(last) = &self.last {
            message.push_str(&format!("; the last question failed: {last}"));
        }
        Error::of_call(ErrorKind::JobTimeout, self.frame.operation, message)
            .of_job(&self.id)
            .hiding(self.frame.client.secret())
            .because_of(self.last.take())
    }
}

/// An answer that can tell a state, or whose status tells enough.
fn legible(answer: Answer) -> Result<Answer, Error> {
    match answer.status {
        StatusCode::SEE_OTHER => Ok(answer),
        _ => answer.legible(),
    }
}

/// What it means that there is no such job.
fn vanished(error: Error) -> Error {
    match error.is_not_found() || error.is_gone() {
        true => error.of_kind(ErrorKind::JobVanished),
        false => error,
    }
}
