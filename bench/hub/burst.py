"""Requests over bare sockets, with hardly any work of our own, so that the times are the hub's."""

import selectors
import socket
import time


def request(hub, method, path, body=""):
    return (f"{method} /hub/api{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token {hub.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()


def _connect(hub):
    connection = socket.create_connection(("127.0.0.1", hub.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def all_at_once(hub, requests):
    """Sends each request on a connection of its own, all in one go; (status, seconds) in the order of the answers."""
    answers = []
    with selectors.DefaultSelector() as waiting:
        connections = [_connect(hub) for _ in requests]
        sent = time.monotonic()
        for connection, content in zip(connections, requests):
            connection.sendall(content)
            waiting.register(connection, selectors.EVENT_READ)
        while len(answers) < len(requests):
            for key, _ in waiting.select(timeout=60):
                head = key.fileobj.recv(65536)
                answers.append((int(head.split(b" ", 2)[1]) if head else 0, time.monotonic() - sent))
                waiting.unregister(key.fileobj)
                key.fileobj.close()
    return answers


def at_a_pace(hub, requests, per_second):
    """Sends them one after the other on one connection, no faster than that; (status, seconds) of each, the time counted from when
    it should have been sent: so nothing is left out while an earlier one is waited for."""
    answers = []
    began = time.monotonic()
    with _connect(hub) as connection:
        for number, content in enumerate(requests):
            due = began + number / per_second
            time.sleep(max(0, due - time.monotonic()))
            connection.sendall(content)
            head = connection.recv(65536)
            answers.append((int(head.split(b" ", 2)[1]) if head else 0, time.monotonic() - due))
    return answers
