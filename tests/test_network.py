import socket

import pytest


def test_a_test_cannot_leave_this_machine():
    with pytest.raises(AssertionError, match="may not connect to 192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
