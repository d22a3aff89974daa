//! The listening socket and its connections, both of which a fault can close.

use crate::clock::Clock;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// How long the port stays closed at most, in real time.
const LONGEST: Duration = Duration::from_secs(2);
/// Whether two sockets can have the same port.
const SHARED: bool = cfg!(any(target_os = "linux", target_os = "macos"));
/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// The port of a server: open, or closed for a while. Clones are handles on the same one.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Mutex<Door>>);

#[derive(Debug)]
struct Door {
    address: SocketAddr,
    listening: Listening,
    /// How often it was closed: who comes late to open it must not open a later closing.
    closings: u64,
    /// Who waits for a connection.
    waiting: Option<Waker>,
}

enum Listening {
    Open(TcpListener),
    /// Bound, so that nobody else gets the port, but not listening, so that connections are refused.
    Closed(Option<TcpSocket>),
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Listening::Open(_) => "open",
            Listening::Closed(_) => "closed",
        })
    }
}

impl Gate {
    /// A port of this machine that nobody has.
    pub(crate) fn new() -> io::Result<Gate> {
        let listener = bound(SocketAddr::from(([127, 0, 0, 1], 0)))?.listen(BACKLOG)?;
        Ok(Gate(Arc::new(Mutex::new(Door {
            address: listener.local_addr()?,
            listening: Listening::Open(listener),
            closings: 0,
            waiting: None,
        }))))
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_open(&self) -> bool {
        matches!(self.door().listening, Listening::Open(_))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.door().address
    }

    /// Refuses connections until the clock shows `until`, but no longer than [`LONGEST`].
    pub(crate) fn close(&self, clock: &Clock, until: Timestamp) {
        let mut door = self.door();
        if !SHARED {
            door.listening = Listening::Closed(None);
        }
        // Never unbound, where two sockets can share a port: the next connection of anybody could begin at it.
        let socket = bound(door.address);
        door.listening = Listening::Closed(socket.ok());
        door.closings += 1;
        let closing = door.closings;
        drop(door);
        let (gate, runtime) = (Arc::downgrade(&self.0), Handle::current());
        let open = move || {
            if let Some(gate) = gate.upgrade() {
                let _entered = runtime.enter();
                Gate(gate).open(closing);
            }
        };
        let later = open.clone();
        // Whoever moves the clock finds the port open: a client that waited does not hit it a moment too soon.
        clock.at(until, open);
        tokio::spawn(async move {
            tokio::time::sleep(LONGEST).await;
            later();
        });
    }

    /// Closes the port for some virtual seconds.
    pub(crate) fn close_for(&self, clock: &Clock, seconds: i64) {
        let now = clock.now();
        let until = now.saturating_add(SignedDuration::from_secs(seconds));
        self.close(clock, until.unwrap_or(now));
    }

    fn open(&self, closing: u64) {
        let mut door = self.door();
        let address = door.address;
        if door.closings != closing {
            return;
        }
        let Listening::Closed(socket) = &mut door.listening else {
            return;
        };
        let socket = socket.take().map_or_else(|| bound(address), Ok);
        if let Ok(listener) = socket.and_then(|socket| socket.listen(BACKLOG)) {
            door.listening = Listening::Open(listener);
            if let Some(waiting) = door.waiting.take() {
                waiting.wake();
            }
        }
    }

    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        let mut door = self.door();
        door.waiting = Some(cx.waker().clone());
        match &door.listening {
            Listening::Open(listener) => listener.poll_accept(cx),
            Listening::Closed(_) => Poll::Pending,
        }
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere it would let another process have the port as well; but what was closed a moment ago could not be bound again.
    socket.set_reuseaddr(SHARED || address.port() != 0)?;
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Cuts the connection that a request came on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// From now on nothing is written to the connection, and it closes.
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            Ok(())
        }
    }
}

/// A listener whose connections can be cut.
#[derive(Debug)]
pub(crate) struct CuttableListener(pub(crate) Gate);

/// A connection that can be cut.
#[derive(Debug)]
pub(crate) struct Cuttable {
    stream: TcpStream,
    cut: Cut,
    gate: Gate,
}

impl Listener for CuttableListener {
    type Io = Cuttable;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Cuttable, SocketAddr) {
        loop {
            match std::future::poll_fn(|cx| self.0.poll_accept(cx)).await {
                Ok((stream, address)) => {
                    // Small answers to clients that wait for them: never hold one back.
                    let _ = stream.set_nodelay(true);
                    let (cut, gate) = (Cut::default(), self.0.clone());
                    return (Cuttable { stream, cut, gate }, address);
                }
                // One connection that failed is no reason to stop; with no file descriptors left, waiting helps.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.0.address())
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Cut {
        stream.io().cut.clone()
    }
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.cut.check()?;
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        // A server that is down reads nothing on the connections that it kept open either.
        if read.is_ready() && !self.gate.is_open() {
            self.cut.cut();
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        read
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
