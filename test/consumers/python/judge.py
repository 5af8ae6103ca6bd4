"""Judges an HTTP server with the vectors of after101: nothing but the standard library, and no rule of HTTP.

What is permitted is in the vectors. Here octets are sent, and of what comes back this is read: status lines,
how long their content is, what the group `form` is asked about, and whether the server ended the connection.

    python3 judge.py VECTORS [--group NAME] [--every N] [--port PORT]

Without --port the server judged is http.server of this Python, on 127.0.0.1. With --every only the vectors
whose id falls into one of N drawers are tried: the same ones each time, whatever else is in the file.
"""

import argparse
import asyncio
import base64
import collections
import http.server
import json
import platform
import re
import sys
import threading

STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d\d\d)")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})\r?$", re.I | re.M)
QUIET = 0.4  # how long a silent server is waited for
PAUSE = 0.03  # how long the end of a connection may take behind an answer
AT_ONCE = 96
GROUPS = ("cube", "spelling", "sequence")
COLUMNS = ("conforms", "departs", "breaks", "asks", "inconclusive")


class Handler(http.server.BaseHTTPRequestHandler):
    """The application: it reads the content whose length it is told, and answers 200."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def answer(self):
        length = self.headers.get("Content-Length", "")
        if length.isdigit():
            self.rfile.read(int(length))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_PUT = do_OPTIONS = do_CONNECT = answer

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a connection that was reset is no news


def octets_of(text):
    """Octets are base64, or a list of pieces each with how often it comes."""
    if isinstance(text, str):
        return base64.b64decode(text)
    return b"".join(base64.b64decode(piece) * times for piece, times in text)


def drawer(name, of):
    """FNV-1a of the id."""
    value = 0x811C9DC5
    for octet in name.encode():
        value = ((value ^ octet) * 0x01000193) & 0xFFFFFFFF
    return value % of


class Wire:
    """One connection: what was read of it so far, and whether the server has ended it."""

    def __init__(self, reader, writer, bodiless=False):
        self.reader, self.writer, self.bodiless = reader, writer, bodiless
        self.octets, self.ended = b"", False

    async def send(self, octets, segments=()):
        try:
            at = 0
            while at < len(octets):
                size = segments[0] if segments else len(octets)
                segments = segments[1:] if len(segments) > 1 else segments
                self.writer.write(octets[at : at + size])
                await self.writer.drain()
                at += size
        except OSError:
            self.ended = True

    def half_close(self):
        try:
            self.writer.write_eof()
        except OSError:
            self.ended = True

    async def read(self, patience, until=lambda: False):
        """Reads until nothing comes any more, the server ends the connection, or enough was read."""
        while not self.ended and not until():
            try:
                more = await asyncio.wait_for(self.reader.read(65536), patience)
            except asyncio.TimeoutError:
                return
            except OSError:
                more = b""
            self.octets += more
            self.ended = more == b""

    def heads(self):
        """The answers, each up to its empty line. Content whose length is told is passed over."""
        at = 0
        while line := STATUS_LINE.search(self.octets, at):
            end = HEAD_END.search(self.octets, line.end())
            head = self.octets[line.start() : end.end() if end else None]
            length = None if self.bodiless and at == 0 else LENGTH.search(head)
            at = line.start() + len(head) + (int(length[1]) if length else 0)
            yield int(line[1]), head

    def statuses(self):
        return [status for status, _ in self.heads()]


class Judge:
    def __init__(self, header, forms, port):
        self.header, self.forms, self.port = header, forms, port
        self.numbers = {int(name): name for name in header["statuses"] if name.isdigit()}
        self.follow = octets_of(header["follow"])
        self.counts = collections.defaultdict(collections.Counter)
        self.examples = {}
        self.judged = 0

    def class_of(self, status):
        return self.numbers.get(status, f"{status // 100}xx")

    def note(self, vector, clause, fine):
        word = "conforms" if fine else self.header["clauses"][clause]["breach"]
        self.counts[clause][word] += 1
        if not fine:
            self.examples.setdefault(clause, vector["id"])

    def unclear(self, vector, clause):
        self.counts[clause]["inconclusive"] += 1

    async def judge(self, vector):
        self.judged += 1
        try:
            streams = await asyncio.open_connection("127.0.0.1", self.port)
            wire = Wire(*streams, vector.get("no_content", False))
        except OSError:
            return self.unclear(vector, next(iter(vector["clauses"].values()))[0])
        try:
            await (self.steps(vector, wire) if "steps" in vector else self.one(vector, wire))
        finally:
            wire.writer.close()

    async def one(self, vector, wire):
        """One request, and behind its answer a second one, to see whether it is answered."""
        await wire.send(octets_of(vector["octets"]), vector.get("segments", ()))
        await wire.send(octets_of(vector.get("content", "")))
        if vector.get("half_close"):
            wire.half_close()
        finals = lambda: [one for one in wire.statuses() if one == 101 or one >= 200]
        await wire.read(QUIET, lambda: len(finals()) > 0)
        await wire.read(PAUSE)
        before = len(finals())
        if before == 1 and finals() != [101] and not wire.ended and not vector.get("half_close"):
            await wire.send(self.follow)
            await wire.read(QUIET, lambda: len(finals()) > 1)
        self.compare(vector, wire, [self.class_of(one) for one in finals()], before)

    def compare(self, vector, wire, finals, before):
        clauses = {part: named[0] for part, named in vector["clauses"].items()}
        interim = any(100 <= one < 200 and one != 101 for one in wire.statuses())
        if interim and "interim" in clauses:
            self.note(vector, clauses["interim"], False)
        answer = finals[0] if finals else "bare" if wire.octets and not interim else "none"
        if answer == "none":
            # an end without an answer is permitted everywhere, so it tells nothing
            waits = any(one["then"] == "waits" for one in vector["outcomes"]) and not wire.ended
            if waits:
                return self.note(vector, clauses["answer"], True)
            return self.unclear(vector, clauses["answer"])
        possible = [one for one in vector["outcomes"] if answer in self.answers_in(one)]
        self.note(vector, clauses["answer"], len(possible) > 0)
        if not possible or vector.get("more"):
            return
        fates = {one["then"] for one in possible}
        if before > 1:
            self.note(vector, clauses.get("content", clauses["then"]), False)
        elif len(finals) > 1 and "may-persist" not in fates:
            self.note(vector, clauses["then"], False)
        elif fates == {"websocket"}:
            self.note(vector, clauses["websocket"], not wire.ended)
        elif fates == {"closes"} and not wire.ended:
            self.unclear(vector, clauses["then"])
        else:
            self.note(vector, clauses["then"], True)
        if finals and not vector.get("half_close") and "depends" not in vector:
            self.look(vector, wire, answer, possible[0], wire.ended and len(finals) == 1)

    def answers_in(self, outcome):
        return [
            one
            for word in outcome["answers"]
            for one in (self.header["final_answers"] if word == "final" else [word])
        ]

    def look(self, vector, wire, answer, outcome, closes):
        """The form of the answer: its label, and the options of Connection that are told apart."""
        versions = "versions" if outcome.get("names_versions") else "plain"
        fate = "closes" if closes and answer != "101" else "persists"
        form = self.forms[f"form/{answer}/{outcome.get('served', '1.1')}/{fate}/{versions}"]
        head = next(head for status, head in wire.heads() if status == 101 or status >= 200)
        label = head[5:8].decode()
        lines = re.findall(rb"^connection:(.*)$", head, re.I | re.M)
        given = {one.strip().lower() for line in lines for one in line.decode("latin-1").split(",")}
        options = [one for one in ("close", "keep-alive", "upgrade") if one in given]
        seen = {
            "version": label if label in ("1.0", "1.1") else "other",
            "connection": "+".join(options) or "none",
        }
        for rule in form["rules"]:
            if rule["part"] in seen:
                self.note(vector, rule["clause"][0], seen[rule["part"]] in rule["permits"])

    async def steps(self, vector, wire):
        """Several steps: what was seen up to each must match."""
        clause = vector["clauses"]["seen"][0]
        for step in vector["steps"]:
            await wire.send(octets_of(step["octets"]))
            if step.get("half_close"):
                wire.half_close()
            await wire.read(QUIET)
            words = [self.class_of(one) for one in wire.statuses()]
            seen = "".join(f"{one} " for one in words if one != "1xx") + ("fin " if wire.ended else "")
            if not re.search(step["seen"], seen):
                return self.note(vector, clause, False)
            if "101" in words:
                return self.unclear(vector, clause)  # frames are not read here
            if wire.ended:
                break
        # an end without an answer is permitted everywhere, so it tells nothing
        return self.unclear(vector, clause) if seen in ("", "fin ") else self.note(vector, clause, True)

    def report(self):
        totals = collections.Counter()
        print(" ".join(f"{one:>12}" for one in COLUMNS), " clause")
        for clause, counts in sorted(self.counts.items()):
            totals.update(counts)
            cells = " ".join(f"{counts[one]:>12}" for one in COLUMNS)
            example = f" (such as {self.examples[clause]})" if clause in self.examples else ""
            print(f"{cells}  {clause}{example}")
        print(f"judged {self.judged} vectors: " + ", ".join(f"{one} {totals[one]}" for one in COLUMNS))


async def run(judge, vectors):
    room = asyncio.Semaphore(AT_ONCE)

    async def with_room(vector):
        async with room:
            await judge.judge(vector)

    await asyncio.gather(*[with_room(vector) for vector in vectors])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vectors")
    parser.add_argument("--group", action="append", choices=GROUPS)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    with open(given.vectors, encoding="utf-8") as lines:
        header, *vectors = [json.loads(line) for line in lines]
    if header.get("vectors") != 1:
        sys.exit("These are not vectors of format 1.")
    forms = {one["id"]: one for one in vectors if one["group"] == "form"}
    chosen = [
        one
        for one in vectors
        if one["group"] in (given.group or GROUPS) and drawer(one["id"], given.every) == 0
    ]
    port = given.port
    if port is None:
        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        print(f"server: http.server of Python {platform.python_version()}")
    judge = Judge(header, forms, port)
    asyncio.run(run(judge, chosen))
    judge.report()


if __name__ == "__main__":
    main()
