//! An HTTP server that records what it is sent, byte by byte, and answers what it was told to.

use std::io;
use std::sync::{Arc, Mutex};

use snyk_api::{Client, ClientBuilder, RetryPolicy};
pub(crate) use snyk_api_recorder::TOKEN;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does after it has read a request.
#[derive(Clone)]
pub(crate) enum Reaction {
    /// Writes these bytes and closes the connection.
    Answer(Vec<u8>),
    /// Writes these bytes and then nothing more.
    Stall(Vec<u8>),
    /// Writes the answer of this index for each request; the last one holds for all that come after it.
    Script(Vec<Vec<u8>>),
}

pub(crate) struct Server {
    address: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn new(reaction: Reaction) -> Self {
        Self::at("127.0.0.1", reaction, |_| ()).await
    }

    /// On another host than all others, to which nothing leads but what they answer. What comes is recorded.
    pub(crate) async fn foreign(reaction: Reaction) -> Self {
        snyk_api_recorder::foreign(b"");
        Self::at("127.0.0.2", reaction, snyk_api_recorder::foreign).await
    }

    async fn at(host: &str, reaction: Reaction, record: fn(&[u8])) -> Self {
        let listener = TcpListener::bind((host, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, reaction.clone(), Arc::clone(&log), record));
            }
        });
        Self { address, received }
    }

    /// Answers with a status line's end, headers and a body of the right length.
    pub(crate) async fn answering(status: &str, headers: &[&str], body: &str) -> Self {
        Self::new(Reaction::Answer(answer(status, headers, body))).await
    }

    /// Answers with these bodies, one after the other.
    pub(crate) async fn pages(bodies: &[String]) -> Self {
        let headers = ["content-type: application/json", "connection: close"];
        Self::new(Reaction::Script(bodies.iter().map(|body| answer("200 OK", &headers, body)).collect())).await
    }

    /// Answers with status 200 and JSON.
    pub(crate) async fn json(body: &str) -> Self {
        Self::answering("200 OK", &["content-type: application/json"], body).await
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Of clients that try once: what is told of an error is the same the first time.
    pub(crate) fn builder(&self) -> ClientBuilder {
        snyk_api_recorder::start();
        let address = format!("http://{}", self.address);
        Client::builder().token(TOKEN).api_url(address).retry(RetryPolicy::none())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    /// All requests so far, as they came.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().expect("no test panicked").clone()
    }
}

fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn serve(
    mut stream: TcpStream,
    reaction: Reaction,
    log: Arc<Mutex<Vec<String>>>,
    record: fn(&[u8]),
) -> io::Result<()> {
    let request = read_request(&mut stream).await?;
    record(request.as_bytes());
    let index = {
        let mut log = log.lock().expect("no test panicked");
        log.push(request);
        log.len() - 1
    };
    match reaction {
        Reaction::Answer(bytes) => stream.write_all(&bytes).await,
        Reaction::Script(answers) => stream.write_all(&answers[index.min(answers.len() - 1)]).await,
        Reaction::Stall(bytes) => {
            stream.write_all(&bytes).await?;
            std::future::pending().await
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Ok(text.into_owned());
        }
    }
}
