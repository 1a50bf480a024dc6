//! Where a service lets its callers in, until it does not.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Where a service lets its callers in, until it does not.
pub(super) struct Door {
    address: SocketAddr,
    state: Mutex<State>,
    count: AtomicUsize,
}

enum State {
    Open(TcpListener),
    /// The port is held, so that nobody else opens there, and nobody listens.
    Shut(#[expect(dead_code, reason = "it holds the port")] TcpSocket),
    /// On the way from one to the other.
    Ajar,
}

impl Door {
    pub(super) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        Ok(Self { address, state: Mutex::new(State::Open(listener)), count: AtomicUsize::new(0) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many have come in.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// The next one to come in, and how many came before.
    pub(super) async fn enter(&self) -> (TcpStream, usize) {
        loop {
            let accepted = poll_fn(|context| match &*self.state() {
                State::Open(listener) => listener.poll_accept(context),
                State::Shut(_) | State::Ajar => Poll::Pending,
            });
            // Whoever has gone before being let in is nobody.
            if let Ok((stream, _)) = accepted.await {
                return (stream, self.count.fetch_add(1, Ordering::SeqCst));
            }
        }
    }

    /// Lets nobody in any more: connections are refused.
    pub(super) fn shut(&self) -> io::Result<()> {
        let mut state = self.state();
        if matches!(*state, State::Shut(_)) {
            return Ok(());
        }
        *state = State::Ajar; // only when nobody listens can the port be taken again
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        *state = State::Shut(socket);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
