"""Connections that wait, connections that have a thread, and those that are closed if there are too many."""

import socket

import pytest
from gunicorn.config import Config

from app.edge.arriving import Arriving
from app.edge.connections import Connection, Connections


@pytest.fixture
def connect():
    """A function that makes a visitor's connection, waiting for a request."""
    made = []

    def make(visitor):
        ours, theirs = socket.socketpair()
        made.extend((ours, theirs))
        conn = Connection(visitor, Config(), ours, ("192.0.2.1", 1), ("192.0.2.2", 80))
        conn.wait(10, Arriving(Config(), conn.client, 1000))
        return conn

    yield make
    for each in made:
        each.close()


def test_a_visitor_has_so_many_threads_and_their_next_request_gets_the_one_that_ends(connect):
    connections = Connections(each_open=9, each_busy=2)
    a, b, c, d = (connect("one") for _ in range(4))
    assert [connections.begins(each) for each in (a, b, c, d)] == [True, True, False, False]
    assert connections.begins(connect("other"))
    assert (connections.threads, list(connections.queued)) == (3, [c, d])
    assert connections.ends(a) is c
    assert connections.begins(c)
    assert connections.ends(b) is d
    assert connections.begins(d)
    assert (connections.ends(c), connections.ends(d), connections.threads) == (None, None, 1)


def test_connections_of_a_proxy_are_not_counted(connect):
    connections = Connections(each_open=1, each_busy=1)
    for _ in range(5):
        conn = connect(None)
        connections.add(conn)
        assert connections.begins(conn)
        assert not connections.crowded(conn.visitor)


def test_who_has_waited_longest_is_first_of_all_and_of_a_visitor(connect):
    connections = Connections(each_open=2, each_busy=0)
    a, b, c = connect("one"), connect("other"), connect("other")
    for each in (a, b, c):
        connections.add(each)
        connections.waiting[each] = None
    assert (connections.oldest(), connections.oldest("other")) == (a, b)
    assert not connections.crowded("other")
    connections.add(connect("other"))
    assert connections.crowded("other")
    for each in (a, b):
        del connections.waiting[each]
        assert not connections.begins(each)
    # A connection whose request is complete comes after one whose request is not.
    assert (connections.oldest(), connections.oldest("one")) == (c, a)
    connections.remove(c)
    connections.remove(b)
    assert (connections.oldest("other"), connections.crowded("other")) == (None, False)


def test_bytes_are_counted_until_their_request_is_answered(connect):
    connections = Connections(each_open=9, each_busy=9)
    a, b = connect("one"), connect("one")
    for conn, size in ((a, 5), (b, 50)):
        connections.add(conn)
        connections.waiting[conn] = None
        connections.take(conn, b"G" * size)
    assert (connections.gathered, connections.largest) == (55, b)
    connections.remove(b)
    assert (connections.gathered, connections.largest) == (5, a)
    connections.ends(a)
    assert connections.gathered == 0
