//! Tracks open connections, so that a fault can cut one and shutdown can cut all.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, Weak};

use actix_web::HttpRequest;
use actix_web::dev::Extensions;

use crate::lock;

/// Second handles of the server's sockets.
#[derive(Debug, Default)]
pub(crate) struct Connections(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    ended: bool,
    sockets: Vec<Weak<TcpStream>>,
}

/// The handle that the server stores with its connection.
struct Connection(Arc<TcpStream>);

impl Connections {
    /// Registers a new connection; cuts it at once after the end.
    pub(crate) fn add(&self, connection: &dyn Any, data: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
        let socket = match stream.as_fd().try_clone_to_owned() {
            Ok(handle) => Arc::new(TcpStream::from(handle)),
            Err(error) => return tracing::warn!(%error, "a connection cannot be cut on demand"),
        };
        let mut open = lock(&self.0);
        if open.ended {
            cut_socket(&socket);
        }
        open.sockets.retain(|other| other.strong_count() > 0);
        open.sockets.push(Arc::downgrade(&socket));
        data.insert(Connection(socket));
    }

    /// Cuts every connection, including later ones.
    pub(crate) fn cut_all(&self) {
        let mut open = lock(&self.0);
        open.ended = true;
        open.sockets.drain(..).filter_map(|socket| socket.upgrade()).for_each(|socket| cut_socket(&socket));
    }
}

/// Cuts the connection of a request, so that no response arrives.
pub(crate) fn cut(request: &HttpRequest) {
    if let Some(Connection(socket)) = request.conn_data::<Connection>() {
        cut_socket(socket);
    }
}

/// Cuts a socket; an error means that the other side closed it first.
fn cut_socket(socket: &TcpStream) {
    let _ = socket.shutdown(Shutdown::Both);
}
