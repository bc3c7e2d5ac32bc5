"""The network between browser and server, as a cable that a test cuts.

`set_offline` does not cut a service worker reliably on a cold start; a proxy in between does.
"""

import socket
from contextlib import suppress
from threading import Event, Lock, Thread


class Cable:
    """Forwards connections of `port` to the server's port, until it is cut."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._whole, self._answers = Event(), Event()
        self._whole.set()
        self._answers.set()
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends every connection and refuses new ones."""
        self._whole.clear()
        self._end_all()

    def mend(self) -> None:
        self._whole.set()
        self._answers.set()

    def hold_answers(self) -> None:
        """The server hears every request, the browser hears nothing back until `mend`."""
        self._answers.clear()

    def close(self) -> None:
        self.cut()
        self._answers.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._whole.is_set():
                Thread(target=self._connect, args=(near,), daemon=True).start()
            else:
                near.close()

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            # The server is away: the browser hears so at once.
            near.close()
            return
        with self._lock:
            self._open |= {near, far}
        Thread(target=self._pump, args=(near, far, None), daemon=True).start()
        self._pump(far, near, self._answers)

    def _pump(self, source: socket.socket, target: socket.socket, gate: Event | None) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if gate:
                    gate.wait()
                target.sendall(data)
        self._end(source, target)

    def _end_all(self) -> None:
        with self._lock:
            sockets = list(self._open)
        self._end(*sockets)

    def _end(self, *sockets: socket.socket) -> None:
        with self._lock:
            self._open -= set(sockets)
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
