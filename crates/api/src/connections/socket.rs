//! The socket that actix-http reads and writes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::Connection;

/// A TCP connection that ends when it waits for a request too long, and that leaves actix-http with the head of an
/// endless response.
pub(super) struct Socket {
    /// `None` once it is released.
    tcp: Option<TcpStream>,
    connection: Rc<Connection>,
    /// Wakes the connection to check how long it waits. A request does not change it.
    check: Pin<Box<Sleep>>,
}

impl Socket {
    pub fn new(tcp: TcpStream, connection: Rc<Connection>) -> Self {
        let check = Box::pin(sleep(connection.patience));
        Self { tcp: Some(tcp), connection, check }
    }

    pub fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }

    /// Returns [`Poll::Ready`] when the connection waits for too long, else plans the next check.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while let Some(rest) = self.connection.rest() {
            ready!(self.check.as_mut().poll(context));
            self.check.as_mut().set(sleep(rest));
        }
        Poll::Ready(())
    }

    /// Calls an operation of the TCP connection. A released one has none: the task drops this socket.
    fn poll_tcp<T>(self: Pin<&mut Self>, operation: impl FnOnce(Pin<&mut TcpStream>) -> Poll<T>) -> Poll<T> {
        self.get_mut().tcp.as_mut().map_or(Poll::Pending, |tcp| operation(Pin::new(tcp)))
    }
}

impl AsyncRead for Socket {
    /// Only the reading half ends for an idle client, so that actix-http can send the rest of a response and close.
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.poll_idle(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        self.poll_tcp(|tcp| tcp.poll_read(context, buffer))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_tcp(|tcp| tcp.poll_write(context, data))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_tcp(|tcp| tcp.poll_write_vectored(context, data))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Releases the TCP connection of an endless response. actix-http flushes when it has written all, here the head.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.as_mut().poll_tcp(|tcp| tcp.poll_flush(context)))?;
        if self.connection.events.borrow().is_some() {
            let tcp = self.tcp.take();
            self.connection.released.replace(tcp);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_tcp(|tcp| tcp.poll_shutdown(context))
    }
}
