"""A small HTTP server on loopback that answers, hesitates, hangs up or streams, for the tests of the probe."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Behaviour:
    """What the server does; a test changes it while the server runs."""

    def __init__(self) -> None:
        self.delay_s = 0.0
        self.hang_up = False
        self.end_download = False


@contextmanager
def serve(behaviour: Behaviour, address: str = "127.0.0.1", port: int = 0, name: str = "101") -> Iterator[int]:
    """Serve until the block ends; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/download"):
                self._stream()
                return
            time.sleep(behaviour.delay_s)
            if behaviour.hang_up:
                self.close_connection = True
                return
            body = f"Welcome to MASTER-192.168.56.{name} nginx!".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while not behaviour.end_download:
                    self.wfile.write(b"x" * 1000)
                    time.sleep(0.02)
            except OSError:
                pass
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 512

        def handle_error(self, *_: object) -> None:
            """A client that gives up is no news."""

    server = Server((address, port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_port
    finally:
        behaviour.end_download = True
        server.shutdown()
        server.server_close()
        thread.join()
