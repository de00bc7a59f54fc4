#!/usr/bin/env python3
"""Reads a log directory of Quarkus Durable. Written from the page "Log format" alone; needs Python 3.8, and aes_gcm.py beside it.

    read_log.py [--keys FILE] [--raw] DIRECTORY

Prints a line for each record, with tabs between: LSN, type, time, length of the payload, CRC32C of the payload, and as JSON
what is in it. Decimals are text there and bytes Base64. With --raw the records are not interpreted. FILE has a line ID=KEY for
each key, as quarkus.durable.encryption.key-file. Changes nothing. Ends with 1 and a line on standard error where the log is
damaged or newer than this program.
"""
import argparse
import base64
import hmac
import json
import re
import struct
import sys
import uuid
import zlib
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from aes_gcm import gcm_open, hkdf

BLOCK = 4096
HEADER = struct.Struct("<QIIII16sQQQQQQQ16sI")
FRAME = struct.Struct("<IIHHIQQQII")  # checksum, length, type, flags, key id, LSN, time, sequence, batch block, batch blocks
ENCRYPTED, COMPRESSED, RELAXED = 1, 2, 4
REQUIRED, TRANSACTION, CHUNK, OUTCOME, VOID, ADOPTED = 0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8006
OPERATIONS = {1: "INSERT", 2: "UPDATE", 3: "DELETE", 4: "EVENT"}
RESULTS = {1: "COMMITTED", 2: "ROLLED_BACK"}
EVIDENCE = {1: "REPORTED", 2: "NOT_SENT", 3: "SLOT", 4: "ABANDONED"}


class Refused(Exception):
    """The log is damaged, or newer than this program."""


def require(condition, where, what):
    if not condition:
        raise Refused(f"{where}: {what}")


def crc_table():
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
        yield n


CRC = list(crc_table())


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


# ---- files

def whole_file(path, magic, shortest):
    data = path.read_bytes()
    require(len(data) >= shortest and data[:8] == magic, path, "not such a file")
    require(crc32c(data[:-4]) == struct.unpack("<I", data[-4:])[0], path, "checksum")
    version, length = struct.unpack_from("<II", data, 8)
    require(version == 1, path, f"version {version} is newer")
    require(length == len(data), path, "length")
    return data


class Identity:
    def __init__(self, path):
        data = whole_file(path, b"QDURWID\n", 64)
        self.log_id, self.epoch, self.created, self.last, self.closed = struct.unpack_from("<16sQQQI", data, 16)
        self.notes, at = {}, 60
        while at < len(data) - 4:
            name, at = self.items(path, data, at, 1)
            numbers, at = self.items(path, data, at, 8)
            self.notes[name.decode(errors="replace")] = struct.unpack(f"<{len(numbers) // 8}Q", numbers)

    @staticmethod
    def items(path, data, at, size):
        """The bytes of a counted sequence, and where it ends."""
        end = at + 4 + size * int.from_bytes(data[at:at + 4], "little")
        require(end <= len(data) - 4, path, "notes")
        return data[at + 4:end], end


def cursor_copy(path, copy, parity, log_id):
    """The sequence and the bytes of a table, or None for a copy that does not count."""
    length = struct.unpack_from("<I", copy, 12)[0]
    if copy[:8] != b"QDURWCU\n" or not 52 <= length <= len(copy):
        return None
    table = copy[:length]
    if crc32c(table[:-4]) != struct.unpack("<I", table[-4:])[0]:
        return None
    version = struct.unpack_from("<I", table, 8)[0]
    require(version == 1, path, f"version {version} is newer")
    of, sequence = struct.unpack_from("<16sQ", table, 16)
    if sequence % 2 != parity:
        return None
    require(of == log_id, path, "of another log")
    return sequence, table


def cursors(path, log_id):
    data = path.read_bytes()
    require(data and len(data) % (2 * BLOCK) == 0, path, "length")
    half = len(data) // 2
    copies = [cursor_copy(path, data[:half], 0, log_id), cursor_copy(path, data[half:], 1, log_id)]
    copies = [copy for copy in copies if copy]
    require(copies, path, "no copy that checks")
    data = max(copies)[1]
    count = struct.unpack_from("<I", data, 40)[0]
    at = 48
    for _ in range(count):
        require(at + 12 <= len(data) - 4, path, "entries")
        position, length = struct.unpack_from("<QI", data, at)
        at += 12 + length
        require(at <= len(data) - 4, path, "entries")
        yield data[at - length:at].decode(errors="replace"), position
    require(at == len(data) - 4, path, "entries")


class Segment:
    def __init__(self, path, identity, ring):
        self.path, self.data = path, path.read_bytes()
        head = self.data[:BLOCK]
        require(len(head) == BLOCK and head[:8] == b"QDURWAL\n", path, "not a segment")
        require(crc32c(head[:-4]) == struct.unpack("<I", head[-4:])[0], path, "checksum of the header")
        (_, version, length, block, self.flags, self.log_id, self.epoch, self.sequence, self.first, self.previous_first,
         self.previous_last, _, self.size, self.salt, self.key_id) = HEADER.unpack_from(head)
        require((version, length, block) == (1, BLOCK, BLOCK) and self.flags < 16, path, "newer than this program")
        require(self.log_id == identity.log_id, path, "of another log")
        require(self.epoch <= identity.epoch, path, "of a later opening than the last")
        require(path.name == f"wal-{self.first:020}.seg", path, "not the first LSN of its name")
        require(self.first > self.previous_last, path, "LSNs go back")
        require(8192 <= self.size <= 1 << 30 and self.size % BLOCK == 0, path, "segment size")
        self.encrypted = bool(self.flags & ENCRYPTED)
        require(self.encrypted == bool(self.key_id) and not any(head[116:4060]), path, "what should be zeros")
        require(self.encrypted or not any(head[4060:4092]), path, "what should be zeros")
        if self.encrypted:
            self.payload_key = self.check_key(ring)
        self.batch_max = self.size // 2 // BLOCK * BLOCK

    def check_key(self, ring):
        require(self.key_id in ring, self.path, f"key {self.key_id} is needed")
        key, text = ring[self.key_id], b"quarkus-durable-log/1"
        key_check = hkdf(key, self.log_id, text + b" key check", 16)
        require(self.data[4076:4092] == key_check, self.path, f"key {self.key_id} is another one")
        both = hkdf(key, self.salt, text + self.log_id + struct.pack("<QQI", self.epoch, self.sequence, self.key_id), 64)
        mac = hmac.digest(both[32:], self.data[:4060], "sha256")[:16]
        require(self.data[4060:4076] == mac, self.path, "the header was changed")
        return both[:32]

    def frame(self, at, block, end):
        """The frame at this offset and its payload, if it checks and is of the batch that begins in this block."""
        if at + FRAME.size > end:
            return None
        frame = FRAME.unpack_from(self.data, at)
        after = at + FRAME.size + frame[1]
        if frame[7:9] != (self.sequence, block) or after > end or crc32c(self.data[at + 4:after]) != frame[0]:
            return None
        return frame, self.data[at + FRAME.size:after]

    def batch(self, block, lsn):
        """The records of the batch that begins in this block with this LSN, and where it ends; None if it does not check."""
        at = block * BLOCK
        if at + FRAME.size > len(self.data):
            return None
        blocks = FRAME.unpack_from(self.data, at)[9]
        end = at + blocks * BLOCK
        if blocks == 0 or end - at > self.batch_max or end > min(len(self.data), self.size):
            return None
        records = []
        while at < end:
            found = self.frame(at, block, end)
            if not found or found[0][9] != blocks:
                return None
            frame, payload = found
            at += FRAME.size + len(payload)
            if frame[2] != 0:
                records.append(found)
            elif at != end:
                return None
            if not records or frame[5] != lsn + len(records) - 1:
                return None
        return records, block + blocks

    def records(self):
        """Every record that checks. Afterwards, last is the LSN of the last one, and end the block behind it."""
        self.end, self.last = 1, self.first - 1
        found = self.batch(self.end, self.first)
        while found:
            yield from found[0]
            self.end, self.last = found[1], self.last + len(found[0])
            found = self.batch(self.end, self.last + 1)

    def later_batch(self):
        return any(self.frame(block * BLOCK, block, min(len(self.data), block * BLOCK + self.batch_max))
                   for block in range(self.end + 1, len(self.data) // BLOCK))

    def payload(self, frame, stored):
        """As it was before it was compressed and encrypted."""
        _, _, kind, flags, key_id, lsn, time = frame[:7]
        where = f"{self.path}: record {lsn}"
        require(flags < 4 and kind != REQUIRED, where, "newer than this program")
        require(bool(flags & ENCRYPTED) == self.encrypted and key_id == self.key_id, where, "not encrypted as its segment")
        require(not flags & COMPRESSED or self.flags & COMPRESSED, where, "compressed, and its segment is not")
        if self.encrypted:
            additional = self.log_id + struct.pack("<QQIHHQQ", self.epoch, self.sequence, key_id, kind, flags, lsn, time)
            stored = gcm_open(self.payload_key, struct.pack("<QI", lsn, 0), additional, stored)
            require(stored is not None, where, "was changed")
        return self.expand(stored, where) if flags & COMPRESSED else stored

    def expand(self, stored, where):
        length = int.from_bytes(stored[:4], "little")
        require(4 <= len(stored) and length <= min(self.size // 4, 1032 * (len(stored) - 4)), where, "length")
        stream = zlib.decompressobj()
        try:
            payload = stream.decompress(stored[4:], length + 1)
        except zlib.error as e:
            raise Refused(f"{where}: {e}") from e
        require(len(payload) == length and stream.eof and not stream.unused_data, where, "length of the zlib stream")
        return payload


def read(directory, identity, ring):
    """Segment, frame and stored payload of every record."""
    names = sorted(p.name for p in directory.iterdir() if re.fullmatch(r"wal-[0-9]{20}\.seg", p.name))
    require(names or identity.last == 0, directory, f"no segment, and record {identity.last} was there")
    before = None
    for name in names:
        segment = Segment(directory / name, identity, ring)
        if before:
            require(segment.previous_first == before.first, segment.path, "the segment before it is missing")
            require(segment.sequence > before.sequence, segment.path, "sequence")
            require(segment.encrypted or not before.encrypted, segment.path, "not encrypted behind one that is")
            require(before.last >= segment.previous_last, before.path, f"ends with {before.last}")
        for frame, stored in segment.records():
            yield segment, frame, stored
        before = segment
    if before:
        require(before.last >= identity.last, before.path, f"ends with {before.last}, and {identity.last} was there")
        require(before.flags & RELAXED or not before.later_batch(), before.path, f"damaged in block {before.end}")


# ---- what the extension writes

class Cbor:
    """One item of RFC 8949, with the tags 2, 3 and 4."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        if self.at > len(self.data):
            raise ValueError("CBOR ends early")
        return self.data[self.at - count:self.at]

    def until_break(self):
        while self.data[self.at] != 0xFF:
            yield self.item()
        self.at += 1

    def item(self):
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 7:
            return self.simple(info)
        if info == 31 and 2 <= major <= 5:
            items = list(self.until_break())
            return [b"".join, "".join, list, lambda i: dict(zip(i[::2], i[1::2]))][major - 2](items)
        if info > 27:
            raise ValueError("not CBOR")
        count = info if info < 24 else int.from_bytes(self.take(1 << info - 24), "big")
        if major < 2:
            return -1 - count if major else count
        if major < 4:
            return self.take(count) if major == 2 else self.take(count).decode()
        if major == 4:
            return [self.item() for _ in range(count)]
        return {self.item(): self.item() for _ in range(count)} if major == 5 else self.tagged(count)

    def simple(self, info):
        if info in (20, 21, 22):
            return {20: False, 21: True, 22: None}[info]
        return struct.unpack({25: ">e", 26: ">f", 27: ">d"}[info], self.take(1 << info - 24))[0]

    def tagged(self, tag):
        value = self.item()
        if tag == 4:
            exponent, mantissa = value
            return Decimal((mantissa < 0, [int(digit) for digit in str(abs(mantissa))], exponent))
        return {2: lambda n: n, 3: lambda n: -1 - n}[tag](int.from_bytes(value, "big"))


def named(names, fields):
    return dict(zip(names.split(), fields))


def changes(shapes_and_changes):
    shapes, items = shapes_and_changes
    return [change(shapes[item[0]], item) for item in items]


def change(shape, fields):
    channel, entity, schema, names = shape[:4]
    _, key, operation, before, after, changed, participant = fields[:7]
    result = {"channel": channel, "type": entity, "key": key, "operation": OPERATIONS[operation],
              "before": image(names, before), "after": image(names, after),
              "changed": [names[name] if isinstance(name, int) else name for name in changed], "participant": participant}
    return {**result, **named("partitionkey tenant", fields[7:]), **({"schema": schema} if schema else {})}


def image(names, values):
    return dict(zip(names, values)) if isinstance(values, list) else values


def transaction(fields):
    metadata = named("tenant user traceparent time requestid reason", fields[2])
    participants = [named("datasource slot previous epoch incarnation", p) for p in fields[1]]
    large = {"chunks": named("first last count changes events", fields[4])} if len(fields) > 4 else {}
    return {"participants": participants, **metadata, "changes": changes(fields[3]), **large}


def chunk(fields):
    return {**named("first number before", fields[1:]), "changes": changes(fields[4])}


def outcome(fields):
    result = named("transaction datasource result token evidence", fields[1:])
    return {**result, "result": RESULTS[result["result"]], "evidence": EVIDENCE[result["evidence"]]}


def adopted(fields):
    committed = [named("datasource token", each) for each in fields[3]]
    return {"log": fields[1], "transaction": fields[2], "committed": committed, **transaction(whole(fields[4]))}


def whole(payload):
    """The fields of a payload."""
    cbor = Cbor(payload)
    fields = cbor.item()
    if cbor.at != len(payload) or fields[0] != 1:
        raise ValueError(f"layout {fields[0]}")
    return fields


INTERPRETERS = {TRANSACTION: ("TRANSACTION", transaction), CHUNK: ("CHUNK", chunk), OUTCOME: ("OUTCOME", outcome),
                ADOPTED: ("ADOPTED", adopted)}


def interpreted(kind, payload, where):
    """Name of the type, and the content as JSON."""
    if kind == VOID:
        require(not payload, where, "a void record with a payload")
        return "VOID", ""
    if kind not in INTERPRETERS:
        require(not kind & REQUIRED, where, f"type 0x{kind:04x} is newer than this program, and must not be skipped")
        return f"0x{kind:04x}", ""
    try:
        name, interpreter = INTERPRETERS[kind]
        content = interpreter(whole(payload))
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as e:
        raise Refused(f"{where}: not as the page says: {e!r}") from e
    return name, json.dumps(content, default=lambda v: base64.b64encode(v).decode() if isinstance(v, bytes) else str(v))


def key_ring(path):
    ring = {}
    for line in path.read_text().splitlines() if path else ():
        name, _, value = line.partition("=")
        if name.strip().isdigit():
            value = value.strip()
            ring[int(name)] = bytes.fromhex(value) if len(value) == 64 else base64.b64decode(value)
    return ring


def main():
    getattr(sys, "set_int_max_str_digits", id)(0)  # numbers may be of any length
    parser = argparse.ArgumentParser(description="Prints the records of a log directory.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--keys", type=Path, metavar="FILE", help="a line ID=KEY for each key of an encrypted log")
    parser.add_argument("--raw", action="store_true", help="do not interpret the records")
    options = parser.parse_args()
    try:
        identity = Identity(options.directory / "identity")
        print(f"# log {uuid.UUID(bytes=identity.log_id)}, epoch {identity.epoch}, closed {identity.closed}")
        for name, numbers in identity.notes.items():
            print(f"# note {json.dumps(name)} {' '.join(map(str, numbers))}".rstrip())
        for name, position in cursors(options.directory / "cursors", identity.log_id):
            print(f"# cursor {json.dumps(name)} {position}")
        for segment, frame, stored in read(options.directory, identity, key_ring(options.keys)):
            payload, kind, lsn = segment.payload(frame, stored), frame[2], frame[5]
            name, content = (f"0x{kind:04x}", "") if options.raw else interpreted(kind, payload, f"record {lsn}")
            time = (datetime(1970, 1, 1) + timedelta(milliseconds=frame[6])).isoformat(timespec="milliseconds") + "Z"
            print(lsn, name, time, len(payload), f"{crc32c(payload):08x}", content, sep="\t")
    except (Refused, OSError) as e:
        sys.stdout.flush()
        sys.exit(str(e))


if __name__ == "__main__":
    main()
