"""Judges a server with the vectors of after101: the standard library alone, and no rule of the protocol.

What is permitted is in the vectors. Here octets are sent, and of what comes back this is read: status lines,
how long their content is, what the group `form` is asked about, behind a 101 the opcode and the length of each
frame, and whether the server ended the connection. Only how a 101 proves that it read the key is known here.

    python3 judge.py VECTORS [--group NAME] [--every N] [--port PORT]

Without --port the server judged is http.server of this Python, on 127.0.0.1. With --every only the vectors
whose id falls into one of N drawers are tried: the same ones each time, whatever else is in the file.

The group `frame` is tried where it is named: a server of HTTP alone never comes to it.
"""

import argparse
import asyncio
import base64
import collections
import hashlib
import http.server
import json
import platform
import re
import sys
import threading
import time

STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d\d\d)")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})\r?$", re.I | re.M)
KEY = re.compile(rb"^sec-websocket-key:[ \t]*(\S+)[ \t]*\r?$", re.I | re.M)
QUIET = 0.4  # how long a silent server is waited for
OWED = 1.5  # how long what a server owes is waited for
PAUSE = 0.03  # how long the end of a connection may take behind an answer
LONGEST = 4  # how long a server that never falls silent is listened to, and one that does not read is written to
ENOUGH = 1 << 20  # how many octets of it
AT_ONCE = 96
GROUPS = ("cube", "spelling", "sequence")
FRAMES = {8: "close-frame", 10: "pong"}  # any other frame is sent by the application
SWITCHED = "form/101/1.1/persists/plain"
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
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


def frame_end(octets, at):
    """Where the frame that begins there ends; None as long as it is not all there."""
    if len(octets) < at + 2:
        return None
    masked, length = divmod(octets[at + 1], 128)
    begins = at + 2 + {126: 2, 127: 8}.get(length, 0)
    if length > 125:
        length = int.from_bytes(octets[at + 2 : begins], "big")
    end = begins + 4 * masked + length
    return end if end <= len(octets) else None


def members_of(name, head):
    """The members of a list, of all lines of a field, in lower case."""
    lines = re.findall(rb"^" + name + rb":(.*)$", head, re.I | re.M)
    members = [one.strip().lower() for line in lines for one in line.decode("latin-1").split(",")]
    return [one for one in members if one]


def upgrade_of(head, request):
    """What a 101 names in Upgrade."""
    names, offered = members_of(rb"upgrade", head), members_of(rb"upgrade", request)
    if "websocket" not in names:
        return "other" if names else "none"
    if any(one not in offered for one in names):
        return "unoffered"
    return "among" if len(names) > 1 else "websocket"


def proof_of(head, key):
    proofs = re.findall(rb"^sec-websocket-accept:[ \t]*(.*?)[ \t]*\r?$", head, re.I | re.M)
    if len(proofs) != 1:
        return "several" if proofs else "none"
    return "right" if proofs[0] == base64.b64encode(hashlib.sha1(key + GUID).digest()) else "wrong"


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
                await asyncio.wait_for(self.writer.drain(), LONGEST)
                at += size
        except asyncio.TimeoutError:
            pass  # a server that does not read any more may still say why
        except OSError:
            self.ended = True

    def half_close(self):
        try:
            self.writer.write_eof()
        except OSError:
            self.ended = True

    async def read(self, patience, until=lambda: False):
        """Reads until nothing comes any more, the server ends the connection, or enough was read."""
        deadline = time.monotonic() + LONGEST
        while not self.ended and not until() and len(self.octets) < ENOUGH:
            left = deadline - time.monotonic()
            try:
                more = await asyncio.wait_for(self.reader.read(65536), min(patience, max(left, 0)))
            except asyncio.TimeoutError:
                return
            except OSError:
                more = b""
            self.octets += more
            self.ended = more == b""

    def things(self):
        """What came: answers up to their empty line, each with its status, and frames behind a 101, with None.

        Content whose length is told is passed over.
        """
        at, switched = 0, False
        while True:
            line = (STATUS_LINE.match if switched else STATUS_LINE.search)(self.octets, at)
            if line:
                end = HEAD_END.search(self.octets, line.end())
                head = self.octets[line.start() : end.end() if end else None]
                length = None if self.bodiless and at == 0 else LENGTH.search(head)
                at = line.start() + len(head) + (int(length[1]) if length else 0)
                switched = switched or line[1] == b"101"
                yield int(line[1]), head
            elif switched and (end := frame_end(self.octets, at)):
                yield None, self.octets[at:end]
                at = end
            else:
                return

    def heads(self):
        return [(status, head) for status, head in self.things() if status]

    def statuses(self):
        return [status for status, _ in self.heads()]

    def frames(self):
        return [octets for status, octets in self.things() if not status]


class Judge:
    def __init__(self, header, forms, never, port):
        self.header, self.forms, self.never, self.port = header, forms, never, port
        self.numbers = {int(name): name for name in header["statuses"] if name.isdigit()}
        self.follow = octets_of(header["follow"])
        self.counts = collections.defaultdict(collections.Counter)
        self.examples = {}
        self.judged = 0

    def class_of(self, status):
        return self.numbers.get(status, f"{status // 100}xx")

    def words_of(self, wire):
        """The words of what was seen: of answers, of frames that a server sends by itself, and of the end."""
        words = [
            self.class_of(status) if status else FRAMES.get(octets[0] & 15)
            for status, octets in wire.things()
        ]
        return [one for one in words if one not in (None, "1xx")] + ["fin"] * wire.ended

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
            named = vector["clauses"].values() if "clauses" in vector else [vector["outcomes"][0]["clause"]]
            return self.unclear(vector, next(iter(named))[0])
        ways = {"sequence": self.steps, "frame": self.frame}
        try:
            await ways.get(vector["group"], self.one)(vector, wire)
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
            closed = "close-frame" in self.words_of(wire)
            self.note(vector, clauses["websocket"], closed or not wire.ended)
        elif fates == {"closes"} and not wire.ended:
            self.unclear(vector, clauses["then"])
        else:
            self.note(vector, clauses["then"], True)
        if finals and not vector.get("half_close") and "depends" not in vector:
            closes = wire.ended and len(finals) == 1
            self.look(vector, wire, self.form_of(answer, possible[0], closes), octets_of(vector["octets"]))

    def answers_in(self, outcome):
        return [
            one
            for word in outcome["answers"]
            for one in (self.header["final_answers"] if word == "final" else [word])
        ]

    def form_of(self, answer, outcome, closes):
        fate = "closes" if closes and answer != "101" else "persists"
        versions = "versions" if outcome.get("names_versions") else "plain"
        return f"form/{answer}/{outcome.get('served', '1.1')}/{fate}/{versions}"

    def look(self, vector, wire, form, request):
        """The form of the answer: its label and the options of Connection; of a 101 Upgrade and the proof too."""
        status, head = next(one for one in wire.heads() if one[0] == 101 or one[0] >= 200)
        label = head[5:8].decode()
        given = members_of(rb"connection", head)
        options = [one for one in ("close", "keep-alive", "upgrade") if one in given]
        seen = {
            "version": label if label in ("1.0", "1.1") else "other",
            "connection": "+".join(options) or "none",
        }
        keys = KEY.findall(request)
        if status == 101:
            seen["upgrade"] = upgrade_of(head, request)
        if status == 101 and len(keys) == 1:
            seen["proof"] = proof_of(head, keys[0])
        for rule in self.forms[form]["rules"]:
            if rule["part"] in seen:
                self.note(vector, rule["clause"][0], seen[rule["part"]] in rule["permits"])

    def check_sent(self, vector, wire):
        """Frames that are, octet for octet, among those of the group `sent` that no server may send."""
        for clause in {one for octets in wire.frames() for one in self.never.get(octets, ())}:
            self.note(vector, clause, False)

    async def frame(self, vector, wire):
        """One frame behind a 101: what was seen must match, and then something owed must have been seen."""
        on, clause = vector["on"], vector["outcomes"][0]["clause"][0]
        handshake = octets_of(on["handshake"])
        await wire.send(handshake)
        await wire.read(OWED, lambda: any(HEAD_END.search(head) for one, head in wire.heads() if one != 100))
        answers = [(one, head) for one, head in wire.heads() if one == 101 or one >= 200]
        if not answers or answers[0][0] != 101:
            return self.unclear(vector, clause)
        self.look(vector, wire, SWITCHED, handshake)
        if on.get("agreed", "") not in answers[0][1].decode("latin-1"):
            return self.unclear(vector, clause)
        await wire.send(octets_of(on.get("before", "")) + octets_of(vector["octets"]))
        behind = lambda: self.words_of(wire)[self.words_of(wire).index("101") + 1 :]
        paid = lambda: any(set(one["owes"]) <= set(behind()) for one in vector["outcomes"])
        await wire.read(OWED, paid)
        await wire.read(QUIET)
        self.check_sent(vector, wire)
        if not re.search(vector["seen"], "".join(f"{one} " for one in behind())):
            return self.note(vector, clause, False)
        return self.note(vector, clause, True) if paid() else self.unclear(vector, clause)

    async def steps(self, vector, wire):
        """Several steps: what was seen up to each must match."""
        clause = vector["clauses"]["seen"][0]
        for step in vector["steps"]:
            await wire.send(octets_of(step["octets"]))
            if step.get("half_close"):
                wire.half_close()
            await wire.read(QUIET)
            seen = "".join(f"{one} " for one in self.words_of(wire))
            if not re.search(step["seen"], seen):
                self.check_sent(vector, wire)
                return self.note(vector, clause, False)
            if wire.ended:
                break
        self.check_sent(vector, wire)
        # an end without an answer is permitted everywhere, so it tells nothing; nor does silence behind a 101
        silent = "101" in seen and seen != vector["default"] and vector["default"].startswith(seen)
        if silent or seen in ("", "fin "):
            return self.unclear(vector, clause)
        return self.note(vector, clause, True)

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
    parser.add_argument("--group", action="append", choices=(*GROUPS, "frame"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    with open(given.vectors, encoding="utf-8") as lines:
        header, *vectors = [json.loads(line) for line in lines]
    if header.get("vectors") != 1:
        sys.exit("These are not vectors of format 1.")
    forms = {one["id"]: one for one in vectors if one["group"] == "form"}
    never = {
        octets_of(one["octets"]): [clause for clause, _ in one["clauses"]]
        for one in vectors
        if one["id"].startswith("sent/form/") and not one["permitted"]
    }
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
    judge = Judge(header, forms, never, port)
    asyncio.run(run(judge, chosen))
    judge.report()


if __name__ == "__main__":
    main()
