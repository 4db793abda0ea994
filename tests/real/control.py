"""control.py -- what a careless or hostile owner of the socket may send: each must end, none may hang

usage: tests/real/control.py SOCKET
Limits are those of sbc/admin/control.h.
"""
import socket
import sys

LINE_MAX, WORDS_MAX, CONNECTIONS_MAX = 1024, 16, 8


def connect():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect(sys.argv[1])
    return connection


def ask(data):
    """The whole answer; empty if the connection ends without one."""
    with connect() as connection:
        connection.sendall(data)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer


def ends(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


REFUSED = b"1\nno such command\n"
ROWS = [
    ("an empty line", b"\n", REFUSED),
    ("spaces", b"   \r\n", REFUSED),
    ("no command of ours", b"shutdown now\n", REFUSED),
    ("bytes that are no text", b"\x00\xff\x1b[2J\n", REFUSED),
    ("as many words as may be", b"confirm" + b" x" * (WORDS_MAX - 1) + b"\n", b"1\nnothing is on trial\n"),
    ("one word more", b"confirm" + b" x" * WORDS_MAX + b"\n", REFUSED),
    ("a line as long as may be", b"x" * (LINE_MAX - 1) + b"\n", REFUSED),
    ("a longer one", b"x" * LINE_MAX, b""),
    ("far too much", b"x" * 1000000, b""),
    ("a second line after the first", b"confirm\nconfirm\n", b"1\nnothing is on trial\n"),
]


def main():
    wrong = []
    for what, data, expected in ROWS:
        try:
            said = ask(data)
        except BrokenPipeError:
            said = b""
        if said != expected:
            wrong.append(f"{what}: {said!r}")

    silent = [connect() for _ in range(CONNECTIONS_MAX)]
    one_more = connect()
    if not ends(silent[0]):
        wrong.append("the oldest silent connection does not make room")
    one_more.sendall(b"confirm\n")
    if one_more.recv(1) != b"1":
        wrong.append("the newest connection is not answered")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
