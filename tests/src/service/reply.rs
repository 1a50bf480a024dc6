//! Answers, good ones and those that break off, stall or never end.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The media type of REST.
const MEDIA: &str = "application/vnd.api+json";

/// An answer to give.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// What is sent in place of the above, as it is.
    raw: Option<Vec<u8>>,
    after: After,
    /// Nobody is let in any more, from before this answer on.
    pub(super) is_last: bool,
}

/// What follows upon an answer.
#[derive(Clone, Debug, Default)]
enum After {
    /// The connection is closed, or used again where the service keeps it.
    #[default]
    Close,
    Reset,
    Stall,
    /// The same bytes again and again.
    Repeat(Vec<u8>, Duration),
}

impl Reply {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// An answer with JSON in it.
    pub fn json(status: u16, body: impl ToString) -> Self {
        Self::status(status).header("content-type", MEDIA).body(body.to_string())
    }

    /// 200 with JSON in it.
    pub fn ok(body: impl ToString) -> Self {
        Self::json(200, body)
    }

    /// 200 with JSON in it that is packed.
    pub fn packed(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).header("content-type", MEDIA).header("content-encoding", "gzip").body(body)
    }

    /// As it travels on a connection that stays open.
    pub fn kept(&self) -> Bytes {
        self.bytes(true).into()
    }

    /// These bytes and no others, whatever they are. The connection is closed behind them.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: Some(bytes.into()), ..Self::default() }
    }

    /// The same with another header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with this body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The same, and then the connection is reset.
    pub fn then_reset(self) -> Self {
        Self { after: After::Reset, ..self }
    }

    /// The same, and then nothing, until the other side goes away.
    pub fn then_stall(self) -> Self {
        Self { after: After::Stall, ..self }
    }

    /// The same, and then these bytes without end, with a pause before each time.
    pub fn then_repeat(self, bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        Self { after: After::Repeat(bytes.into(), pause), ..self }
    }

    /// The same, and from before it comes the service refuses connections.
    pub fn and_leave(self) -> Self {
        Self { is_last: true, ..self }
    }

    /// The media type, if it is said.
    pub fn media(&self) -> Option<&str> {
        self.headers.iter().find_map(|(name, value)| (*name == "content-type").then_some(value.as_str()))
    }

    /// Status, media type and body, for another answer that is like this one.
    pub fn parts(&self) -> (u16, &str, &[u8]) {
        (self.status, self.media().unwrap_or_default(), &self.body)
    }

    /// Sends it. Whether the connection can be used again.
    pub(super) async fn send(&self, stream: &mut TcpStream, keeps: bool) -> io::Result<bool> {
        stream.write_all(&self.bytes(keeps)).await?;
        match &self.after {
            After::Close if keeps && self.raw.is_none() => return Ok(true),
            After::Close => stream.shutdown().await?,
            After::Reset => stream.set_zero_linger()?,
            After::Stall => _ = stream.read_to_end(&mut Vec::new()).await?,
            After::Repeat(bytes, pause) => loop {
                sleep(*pause).await;
                stream.write_all(bytes).await?;
            },
        }
        Ok(false)
    }

    /// Where the connection is for one request, the client is told: nobody waits for the other side then.
    fn bytes(&self, keeps: bool) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let mut head = format!("HTTP/1.1 {} Status\r\n", self.status);
        if !keeps {
            head.push_str("connection: close\r\n");
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }
}
