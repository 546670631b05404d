"""The door, over real connections: when something counts as received, what is refused, what pages cannot delay."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from nemcon.web.door import wire
from nemcon.web.door.asgi import Door, makes_acts, under_deadline
from nemcon.web.door.clock import MOST, MS, SECOND, SILENCE, SLOW, Clock, Sample, Why, best, judge, sentence
from nemcon.web.door.receipt import instant, written
from nemcon.web.door.slots import Slots
from nemcon.web.wsgi import limited, only_from_proxies

# ── a small site, and a client that sends what one tells it


@dataclass
class Site:
    """Answers by path; keeps every environ that it was called with."""

    environs: list[dict[str, Any]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        content = environ["wsgi.input"].read()
        self.environs.append({**environ, "content": content})
        match environ["PATH_INFO"]:
            case "/waits" | "/acts/waits":
                self.release.wait(20)
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"at last"]
            case "/cookies":
                start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "2")])
                return [b"ok"]
            case "/streams":
                start_response("200 OK", [])
                return self.stream(40, 64 * 1024)
            case "/trickles":
                start_response("200 OK", [])
                return self.stream(400, 1000, pause=0.05)
            case "/unchanged":
                start_response("304 Not Modified", [("ETag", '"x"')])
                return []
            case "/breaks" | "/acts/breaks" | "/acts/answer/breaks":
                raise ValueError("broken")
            case "/acts/answer/fails":
                start_response("500 Internal Server Error", [("Content-Type", "text/html")])
                return [b"The page could not be made"]
            case "/breaks-later":
                start_response("200 OK", [])
                return self.stream(5, 10, pause=0.1, fails=True)
            case _:
                received = environ.get("nemcon.received")
                start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
                return [received.isoformat().encode() if received else b"a page"]

    def stream(self, count: int, size: int, pause: float = 0.0, fails: bool = False) -> Stream:
        def pieces() -> Iterator[bytes]:
            for number in range(count):
                time.sleep(pause)
                yield bytes([65 + number % 26]) * size
            if fails:
                raise ValueError("broken later")

        return Stream(pieces(), self.closed)


@dataclass
class Stream:
    """What Django does when an answer is over, it does in `close`."""

    pieces: Iterator[bytes]
    closed: list[str]

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        self.closed.append(threading.current_thread().name)


@dataclass
class Shifted:
    """The database's clock, `by` nanoseconds away from ours; or a database that does not answer."""

    by: int = 0
    answers: bool = True

    def __call__(self) -> int:
        if not self.answers:
            raise OSError("no database")
        return time.time_ns() + self.by


@dataclass
class Served:
    port: int
    site: Site
    door: Door
    theirs: Shifted
    loop: asyncio.AbstractEventLoop
    tls: ssl.SSLContext | None = None

    def connect(self) -> Client:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=15)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Client(self.tls.wrap_socket(line, server_hostname="localhost") if self.tls else line)

    def ask(self, request: str, content: bytes = b"", *headers: str) -> Answer:
        """One request on a connection of its own; `request` as "GET /path"."""
        with self.connect() as client:
            client.head(request, f"Content-Length: {len(content)}", *headers)
            client.send(content)
            return client.answer()


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def received(self) -> int:
        """Nanoseconds since 1970 that the site was told."""
        return int((datetime.fromisoformat(self.content.decode()) - datetime(1970, 1, 1, tzinfo=UTC)) / US) * 1000


US = timedelta(microseconds=1)


class Client:
    def __init__(self, line: socket.socket) -> None:
        self.line, self.stream = line, line.makefile("rb")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        self.line.close()

    def head(self, request: str, *headers: str) -> None:
        self.send("\r\n".join([f"{request} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode())

    def send(self, data: bytes) -> None:
        self.line.sendall(data)

    def answer(self, body: bool = True) -> Answer:
        line = self.stream.readline()
        assert line.startswith(b"HTTP/1.1 "), line
        headers = []
        while (each := self.stream.readline()) not in (b"\r\n", b""):
            name, _, value = each.decode("latin-1").partition(":")
            headers.append((name.lower(), value.strip()))
        given = dict(headers)
        content = b""
        if not body:
            pass
        elif "content-length" in given:
            content = self.stream.read(int(given["content-length"]))
        elif given.get("transfer-encoding") == "chunked":
            while size := int(self.stream.readline() or b"0", 16):
                content += self.stream.read(size)
                self.stream.readline()
            self.stream.readline()
        return Answer(int(line.split()[1]), headers, content)

    def ended(self) -> bool:
        """Whether the server hung up."""
        try:
            return self.stream.read(1) == b""
        except ConnectionResetError:
            return True


Serve = Callable[..., Served]


@contextmanager
def running(tls: tuple[Path, Path] | None = None, **changes: Any) -> Iterator[Served]:
    site, theirs = Site(), Shifted()
    trusted = changes.get("trusted", frozenset())
    most = changes.get("most_of_a_page", 4 * 2**20)
    door = Door(
        only_from_proxies(limited(site, most), trusted),
        pages=Slots("page", 2, 100),
        acts=Slots("act", 2, 2),
        clock=Clock(theirs, every=0.05),
        most_of_a_page=most,
    )
    door = replace(door, **changes)
    listener = wire.listen("127.0.0.1", 0, 100)
    config = uvicorn.Config(
        door,
        http=wire.Http,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
    )
    server = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve([listener])

    port = listener.getsockname()[1]
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Served(port, site, door, theirs, loops[0], ssl.create_default_context(cafile=tls[0]) if tls else None)
    finally:
        site.release.set()
        server.should_exit = True
        thread.join()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a door, changed as the test says."""
    with ExitStack() as stack:
        yield lambda **changes: stack.enter_context(running(**changes))


def eventually(true: Callable[[], object], seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


# ── the instant of receipt


def test_what_counts_is_the_instant_of_the_last_byte(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("POST /acts/say", "Content-Length: 30")
        for _ in range(2):
            client.send(b"0123456789")
            time.sleep(0.15)
        client.send(b"012345678")
        time.sleep(0.15)
        before = time.time_ns() // 1000 * 1000
        client.send(b"9")
        answer = client.answer()

    assert before <= answer.received <= before + 50 * MS
    assert served.site.environs[0]["content"] == b"0123456789" * 3


def test_the_instant_is_the_kernel_s_even_if_the_server_reads_late(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("POST /acts/say", "Content-Length: 2")
        client.send(b"a")
        time.sleep(0.1)
        served.loop.call_soon_threadsafe(time.sleep, 0.6)
        time.sleep(0.1)
        before = time.time_ns() // 1000 * 1000
        client.send(b"b")
        answer = client.answer()

    assert time.time_ns() - before > 400 * MS
    assert before <= answer.received <= before + 20 * MS


def test_over_tls_as_well(serve: Serve, tmp_path: Path) -> None:
    served = serve(tls=certificate(tmp_path))
    with served.connect() as client:
        client.head("POST /acts/say", "Content-Length: 2")
        client.send(b"a")
        time.sleep(0.1)
        served.loop.call_soon_threadsafe(time.sleep, 0.4)
        time.sleep(0.1)
        before = time.time_ns() // 1000 * 1000
        client.send(b"b")
        answer = client.answer()

    assert before <= answer.received <= before + 20 * MS
    assert served.site.environs[0]["wsgi.url_scheme"] == "https"


def test_a_chunked_body_counts_from_its_last_chunk(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("POST /acts/say", "Transfer-Encoding: chunked")
        client.send(b"3\r\nabc\r\n")
        time.sleep(0.2)
        before = time.time_ns() // 1000 * 1000
        client.send(b"2\r\nde\r\n0\r\n\r\n")
        answer = client.answer()

    assert before <= answer.received <= before + 50 * MS
    (environ,) = served.site.environs
    assert (environ["content"], environ["CONTENT_LENGTH"]) == (b"abcde", "5")
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_a_client_cannot_set_the_instant(serve: Serve) -> None:
    served = serve()
    lies = ["nemcon.received: 2001-01-01", "Nemcon-Received: 2001-01-01", "nemcon.last_byte: 1", "nemcon.arrival: x"]

    act = served.ask("POST /acts/say?nemcon.received=2001", b"nemcon.received=2001", *lies, "X-Request-Start: t=1.5")
    page = served.ask("POST /other", b"x", *lies)

    assert abs(act.received - time.time_ns()) < SECOND
    assert page.content == b"a page"
    of_act, of_page = served.site.environs
    assert isinstance(of_act["nemcon.received"], datetime)
    assert of_act["nemcon.received"].tzinfo is UTC
    assert "nemcon.received" not in of_page
    assert "nemcon.arrival" not in of_act
    assert "HTTP_X_REQUEST_START" not in of_act


@pytest.mark.parametrize(
    ("ago", "form", "counts"),
    [
        (3.0, "t={:.3f}", True),
        (3.0, "t={ms:.0f}", True),
        (599.0, "t={:.6f}", True),
        (-0.03, "t={:.3f}", True),
        (-1.0, "t={:.3f}", False),
        (601.0, "t={:.3f}", False),
        (3.0, "{:.3f}", False),
        (3.0, "t=1e9", False),
        (3.0, "t={:.3f}, t={:.3f}", False),
    ],
)
def test_a_proxy_s_instant_counts_if_it_is_plausible(serve: Serve, ago: float, form: str, counts: bool) -> None:
    served = serve(trusted=frozenset({"127.0.0.1"}))
    said = time.time() - ago

    answer = served.ask("POST /acts/say", b"x", f"X-Request-Start: {form.format(said, said, ms=said * 1000)}")

    assert (abs(answer.received - said * 1e9) < 2 * MS) is counts
    assert counts or abs(answer.received - time.time_ns()) < SECOND


def test_a_proxy_s_instant_counts_only_from_a_configured_address_and_only_once(serve: Serve) -> None:
    start = f"X-Request-Start: t={time.time() - 5:.3f}"
    from_elsewhere = serve(trusted=frozenset({"10.1.2.3"})).ask("POST /acts/say", b"x", start)
    twice = serve(trusted=frozenset({"127.0.0.1"})).ask("POST /acts/say", b"x", start, start)

    assert abs(from_elsewhere.received - time.time_ns()) < SECOND
    assert abs(twice.received - time.time_ns()) < SECOND


@given(st.integers(10**18, 9 * 10**18))
def test_an_instant_is_read_as_it_was_written(nanoseconds: int) -> None:
    seconds, rest = divmod(nanoseconds, SECOND)

    assert written(f"t={seconds}.{rest:09d}".encode()) == nanoseconds
    assert written(f"t={nanoseconds // MS}".encode()) == nanoseconds // MS * MS
    assert (instant(nanoseconds) - datetime(1970, 1, 1, tzinfo=UTC)) // US == nanoseconds // 1000


@given(st.binary(max_size=40))
def test_whatever_the_header_holds_it_is_an_instant_or_nothing(header: bytes) -> None:
    found = written(header)
    assert found is None or 10**18 <= found < 10**19


# ── what is refused


@pytest.mark.parametrize("size", [64 * 1024 + 1, 300_000])
def test_more_than_64_kb_is_refused_with_a_sentence_that_arrives(serve: Serve, size: int) -> None:
    served = serve()

    by_length = served.ask("POST /acts/say", b"x" * size)
    with served.connect() as client:
        client.head("POST /acts/say", "Transfer-Encoding: chunked")
        client.send(b"%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n")
        by_chunks = client.answer()

    for answer in (by_length, by_chunks):
        assert answer.status == 413
        assert b"64 KB" in answer.content
        assert b"Nothing was recorded" in answer.content
    assert served.site.environs == []
    assert served.ask("POST /acts/say", b"x" * 64 * 1024).status == 200


def test_it_is_refused_at_once_without_waiting_for_the_rest(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("POST /acts/say", "Content-Length: 100000")
        began = time.monotonic()
        assert client.answer().status == 413
    assert time.monotonic() - began < 1


def test_a_slow_body_is_refused_and_meanwhile_holds_no_thread(serve: Serve) -> None:
    served = serve(seconds=1.0, acts=Slots("act", 1, 1))
    with ExitStack() as stack:
        slow = [stack.enter_context(served.connect()) for _ in range(20)]
        for client in slow:
            client.head("POST /acts/say", "Content-Length: 2")
            client.send(b"a")
        began = time.monotonic()
        assert served.ask("POST /acts/say", b"ab").status == 200
        assert time.monotonic() - began < 0.9
        answers = [client.answer() for client in slow]

    assert {answer.status for answer in answers} == {408}
    assert b"Nothing was recorded" in answers[0].content
    assert len(served.site.environs) == 1


def test_who_leaves_before_the_last_byte_has_said_nothing(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("POST /acts/say", "Content-Length: 2")
        client.send(b"a")
        time.sleep(0.1)
    assert served.ask("POST /acts/say", b"ab").status == 200
    assert len(served.site.environs) == 1


def test_sixty_slow_pages_delay_no_act(serve: Serve) -> None:
    served = serve()
    with ExitStack() as stack:
        for client in [stack.enter_context(served.connect()) for _ in range(60)]:
            client.head("GET /waits")
        assert eventually(lambda: served.door.pages.held == 60)

        began = time.monotonic()
        answers = [served.ask("POST /acts/say", b"x") for _ in range(10)]
        took = time.monotonic() - began

        assert {answer.status for answer in answers} == {200}
        assert took < 2
        assert served.door.pages.held == 60


def test_if_the_door_s_queue_is_full_it_says_that_nothing_was_recorded(serve: Serve) -> None:
    served = serve()
    with ExitStack() as stack:
        waiting = [stack.enter_context(served.connect()) for _ in range(4)]
        for client in waiting:
            client.head("POST /acts/waits", "Content-Length: 1")
            client.send(b"x")
        assert eventually(lambda: served.door.acts.held == 4)

        refused = served.ask("POST /acts/say", b"x")
        page = served.ask("GET /")
        served.site.release.set()
        answered = [client.answer().status for client in waiting]

    assert refused.status == 503
    assert b"Nothing was recorded" in refused.content
    assert int(dict(refused.headers)["retry-after"]) > 0
    assert page.status == 200
    assert answered == [200] * 4
    assert len(served.site.environs) == 5


def test_pages_are_shed_when_too_many_wait_and_acts_are_not(serve: Serve) -> None:
    served = serve(pages=Slots("page", 1, 1))
    with ExitStack() as stack:
        for client in [stack.enter_context(served.connect()) for _ in range(2)]:
            client.head("GET /waits")
        assert eventually(lambda: served.door.pages.held == 2)

        assert served.ask("GET /").status == 503
        assert served.ask("POST /acts/say", b"x").status == 200


def test_which_addresses_make_acts() -> None:
    assert makes_acts("/acts/answer/1")
    assert under_deadline("/acts/answer/1")
    assert makes_acts("/acts/say")
    assert not under_deadline("/acts/say")
    assert not makes_acts("/en/acts/")
    assert not makes_acts("/actsx")


def test_reading_an_address_of_acts_is_a_page_and_so_is_a_post_elsewhere(serve: Serve) -> None:
    served = serve()
    assert served.ask("GET /acts/say").content == b"a page"
    assert served.ask("POST /other", b"x").content == b"a page"
    assert served.ask("POST /%61cts/say", b"x").content != b"a page"


# ── the clock


def test_while_the_clock_is_off_acts_are_refused_and_pages_are_served(serve: Serve) -> None:
    served = serve()
    served.theirs.by = -3200 * MS
    assert eventually(lambda: served.ask("POST /acts/say", b"x").status == 503)
    before = len(served.site.environs)

    refused = served.ask("POST /acts/say", b"x")
    page = served.ask("GET /")
    served.theirs.by = 0
    recovered = eventually(lambda: served.ask("POST /acts/say", b"x").status == 200)

    assert refused.content.decode().strip() == (
        "The clock of this server differs from the database's by 3.2 s, so the instant of receipt could not be trusted."
        " Nothing was recorded; what you wrote is still in your browser. Please try again, or write to the secretariat."
    )
    assert page.status == 200
    assert recovered
    assert len([each for each in served.site.environs[before:] if "nemcon.received" in each]) == 1


def test_what_is_said_to_the_refused_can_be_worded_otherwise(serve: Serve) -> None:
    served = serve(explain=lambda refusal, scope: (b"text/html", f"<p>{refusal.code} {scope['path']}".encode()))
    served.theirs.by = SECOND
    assert eventually(lambda: served.ask("POST /acts/say", b"x").status == 503)

    assert served.ask("POST /acts/say", b"x").content == b"<p>clock /acts/say"


def test_before_the_first_comparison_nothing_is_trusted_and_the_state_says_so() -> None:
    theirs = Shifted(answers=False)
    clock = Clock(theirs, every=0.02)
    clock.start(patience=0.1)
    try:
        assert clock.state()["why"] == Why.NOT_YET.value
        theirs.answers = True
        assert eventually(lambda: clock.state()["trusted"])
        assert abs(clock.state()["offset_ms"]) < 50
    finally:
        clock.stop()


def test_the_database_s_clock_is_asked_over_a_connection_of_its_own(db: None) -> None:
    from nemcon.web.door.clock import of_database

    ask = of_database()

    assert abs(ask() - time.time_ns()) < SECOND
    assert ask() < ask()


nanoseconds = st.integers(-(10**12), 10**12)
NOW, MONOTONIC = 1_800_000_000 * SECOND, 5000 * SECOND


@given(offset=nanoseconds, jump=nanoseconds, since=st.integers(0, 100 * SECOND), took=st.integers(0, SLOW))
def test_an_instant_is_trusted_only_if_the_last_comparison_is_fresh_and_near_and_nothing_jumped_since(
    offset: int, jump: int, since: int, took: int
) -> None:
    last = Sample(NOW, MONOTONIC, NOW + took // 2 - offset, took)

    found = judge(last, NOW + since + jump, MONOTONIC + since)

    off_now = last.offset + jump
    fine = since <= SILENCE and abs(jump) <= MOST and abs(last.offset) <= MOST and abs(off_now) <= MOST
    assert (found is None) is fine
    if since <= SILENCE and abs(jump) > MOST:
        assert found is not None
        assert found.why is Why.JUMPED
    assert found is None or sentence(found).endswith("write to the secretariat.")


@given(st.lists(st.tuples(nanoseconds, st.integers(0, 10 * SECOND)), max_size=8), nanoseconds)
def test_a_comparison_is_never_further_from_the_truth_than_half_a_quick_answer(
    asked: list[tuple[int, int]], truth: int
) -> None:
    # The database looks at its clock anywhere between question and answer.
    samples = [Sample(NOW, MONOTONIC, NOW + abs(where) % (took + 1) - truth, took) for where, took in asked]

    chosen = best(samples)

    assert (chosen is None) is all(sample.took > SLOW for sample in samples)
    assert chosen is None or abs(chosen.offset - truth) <= min(sample.took for sample in samples) / 2 + 1


# ── arrivals


def test_an_arrival_is_kept_before_django_is_called_and_its_id_is_handed_over(serve: Serve) -> None:
    kept: list[dict[str, Any]] = []
    name = uuid4()

    def keep(**facts: Any) -> UUID:
        kept.append({**facts, "called before": len(served.site.environs), "thread": threading.current_thread().name})
        return name

    served = serve(keep_arrival=keep)
    served.ask("POST /acts/say", b"a=1")
    answer = served.ask("POST /acts/answer/7", b"form=1&text=x", "Content-Type: application/x-www-form-urlencoded")

    (arrival,) = kept
    assert arrival["called before"] == 1
    assert arrival["thread"].startswith("act-")
    assert arrival["path"] == "/acts/answer/7"
    assert arrival["content_type"] == "application/x-www-form-urlencoded"
    assert arrival["body"] == b"form=1&text=x" == served.site.environs[1]["content"]
    assert arrival["headers"]["host"] == "localhost"
    assert arrival["received"].isoformat().encode() == answer.content
    assert served.site.environs[1]["nemcon.arrival"] == name
    assert "nemcon.arrival" not in served.site.environs[0]


def test_if_an_arrival_cannot_be_kept_django_is_not_called(serve: Serve) -> None:
    def keep(**_facts: Any) -> UUID:
        raise OSError("the database is gone")

    served = serve(keep_arrival=keep)
    answer = served.ask("POST /acts/answer/7", b"x")

    assert answer.status == 503
    assert b"send it again: sent twice, it counts once" in answer.content
    assert served.site.environs == []
    assert served.ask("POST /acts/say", b"x").status == 200


@pytest.mark.parametrize("path", ["/acts/answer/fails", "/acts/answer/breaks"])
def test_whose_arrival_is_kept_hears_so_when_what_came_after_it_failed(serve: Serve, path: str) -> None:
    served = serve(keep_arrival=lambda **_facts: uuid4())
    answer = served.ask(f"POST {path}", b"x")

    assert answer.status == 503
    assert b"has arrived and is kept with the instant of its arrival" in answer.content
    assert b"Nothing was recorded" not in answer.content
    assert served.ask("POST /acts/answer/7", b"x").status == 200

    named_nothing = serve(keep_arrival=lambda **_facts: None)
    assert named_nothing.ask(f"POST {path}", b"x").status == 500


# ── what Django is told, and what is made of its answers


def test_the_request_arrives_as_wsgi_describes_it(serve: Serve) -> None:
    served = serve()
    served.ask(
        "GET /ru/%D0%94%D0%BE%D0%BA%2F1?q=%D1%8F&q=a+b",
        b"",
        "Cookie: a=1",
        "Cookie: b=2",
        "Accept: text/html",
        "Accept: */*",
        "X-Forwarded-For: 1.2.3.4",
        "X_Forwarded_Proto: https",
        "X_Name: somebody",
        "X-Name: Zo\xeb",
    )
    (environ,) = served.site.environs

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ru/Док/1"
    assert environ["QUERY_STRING"] == "q=%D1%8F&q=a+b"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/html,*/*"
    assert environ["HTTP_X_NAME"].encode("latin-1").decode("utf-8") == "Zoë"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["SERVER_PORT"] == str(served.port)
    assert (environ["wsgi.url_scheme"], environ["SERVER_PROTOCOL"]) == ("http", "HTTP/1.1")
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert "HTTP_X_FORWARDED_PROTO" not in environ


def test_a_path_that_is_no_utf_8_arrives_as_it_is(serve: Serve) -> None:
    served = serve()
    served.ask("GET /%ff%fe")
    assert served.site.environs[0]["PATH_INFO"] == "/\xff\xfe"


def test_a_trusted_proxy_s_headers_arrive(serve: Serve) -> None:
    served = serve(trusted=frozenset({"127.0.0.1"}))
    served.ask("GET /", b"", "X-Forwarded-Proto: https")
    assert served.site.environs[0]["HTTP_X_FORWARDED_PROTO"] == "https"


def test_headers_that_occur_twice_in_an_answer_stay_two(serve: Serve) -> None:
    answer = serve().ask("GET /cookies")
    assert [value for name, value in answer.headers if name == "set-cookie"] == ["a=1", "b=2"]


def test_an_answer_that_is_whole_says_its_length(serve: Serve) -> None:
    assert dict(serve().ask("GET /").headers)["content-length"] == "6"


@pytest.mark.parametrize("path", ["/", "/streams", "/cookies"])
def test_head_has_the_headers_and_nothing_else(serve: Serve, path: str) -> None:
    served = serve()
    with served.connect() as client:
        client.head(f"HEAD {path}")
        assert client.answer(body=False).status == 200
        client.head("GET /")
        assert client.answer().content == b"a page"
    assert len(served.site.closed) == (path == "/streams")


def test_an_unchanged_page_has_no_body(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("GET /unchanged")
        assert client.answer(body=False).status == 304
        client.head("GET /")
        assert client.answer().content == b"a page"


def test_a_large_stream_arrives_whole_and_is_closed(serve: Serve) -> None:
    served = serve()
    answer = served.ask("GET /streams")

    assert answer.content == b"".join(bytes([65 + number % 26]) * 64 * 1024 for number in range(40))
    assert eventually(lambda: served.site.closed)
    assert served.site.closed[0].startswith("page-")


def test_what_comes_slowly_is_sent_as_it_comes(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        began = time.monotonic()
        client.head("GET /trickles")
        while client.stream.readline() != b"\r\n":
            pass
        client.stream.read(100)
        assert time.monotonic() - began < 5  # of twenty


def test_who_leaves_in_the_middle_of_a_stream_ends_it(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("GET /trickles")
        client.stream.read(100)
    assert eventually(lambda: served.site.closed, 5)
    assert served.door.pages.held == 0


def test_a_slow_reader_holds_no_thread(serve: Serve) -> None:
    served = serve(pages=Slots("page", 1, 10))
    with served.connect() as client:
        client.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.head("GET /streams")
        time.sleep(0.5)
        assert served.ask("GET /").status == 200


def test_what_django_raises_is_answered_with_500_and_a_sentence(serve: Serve) -> None:
    served = serve()
    for answer in (served.ask("GET /breaks"), served.ask("POST /acts/breaks", b"x")):
        assert answer.status == 500
        assert b"broken" not in answer.content
        assert b"The server failed to answer" in answer.content
    assert served.ask("GET /").status == 200


def test_a_stream_that_breaks_is_cut_off_so_that_nobody_takes_it_for_whole(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        client.head("GET /breaks-later")
        raw = client.stream.read()
    assert not raw.endswith(b"0\r\n\r\n")
    assert eventually(lambda: served.site.closed)


def test_an_upload_arrives_whole_and_one_that_is_too_large_is_refused(serve: Serve) -> None:
    served = serve()
    content = bytes(range(256)) * 4 * 1024 * 3

    assert served.ask("POST /upload", content).status == 200
    assert served.site.environs[0]["content"] == content
    assert served.ask("POST /upload", content * 2).status == 413
    assert served.ask("POST /upload", b"0\r\n\r\n", "Transfer-Encoding: chunked").status in (400, 411)
    assert len(served.site.environs) == 1


# ── those who take too long to ask


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: loc"])
def test_who_does_not_finish_asking_is_hung_up_on(serve: Serve, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(wire, "ASKING", 0.3)
    served = serve()
    with served.connect() as client:
        client.send(said)
        began = time.monotonic()
        assert client.ended()
        assert time.monotonic() - began < 3


def test_a_connection_may_rest_between_two_requests(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ASKING", 0.3)
    served = serve()
    with served.connect() as client:
        for _ in range(2):
            client.head("GET /")
            assert client.answer().content == b"a page"
            time.sleep(0.6)
        client.send(b"GET / HT")
        assert client.ended()


def test_endless_headers_are_not_read(serve: Serve) -> None:
    served = serve()
    with served.connect() as client:
        try:
            client.head("GET /", *(f"X-{number}: {'x' * 1000}" for number in range(2000)))
            first = client.stream.readline()
        except OSError:
            first = b""
        assert not first.startswith(b"HTTP/1.1 200")
    assert served.site.environs == []


def test_requests_on_many_connections_at_once_are_all_answered(serve: Serve) -> None:
    served = serve(acts=Slots("act", 4, 1000))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: served.ask("POST /acts/say", b"x" * number), range(200)))
    assert {answer.status for answer in answers} == {200}
    assert sorted(len(environ["content"]) for environ in served.site.environs) == list(range(200))


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    (folder / "chain.pem").write_bytes(made.public_bytes(form))
    (folder / "key.pem").write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "chain.pem", folder / "key.pem"
