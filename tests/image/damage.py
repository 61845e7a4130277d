"""Files damaged in ways that a checksum alone would not all find; the same ones on every run."""
import struct
import zlib


def change_bytes(data, random, first=0):
    """One to four bytes anywhere from `first` on."""
    damaged = bytearray(data)
    for _ in range(random.randint(1, 4)):
        damaged[random.randrange(first, len(damaged))] = random.randrange(256)
    return bytes(damaged)


def cut(data, random):
    return data[:random.randrange(8, len(data))]


def overwrite(data, random, first=8):
    """A stretch of one value, as a bad disk block."""
    damaged = bytearray(data)
    start = random.randrange(first, len(damaged))
    size = min(random.randint(2, 64), len(damaged) - start)
    damaged[start:start + size] = bytes([random.choice((0, 255, random.randrange(256)))]) * size
    return bytes(damaged)


def png_chunks(data):
    place = 8
    while place + 12 <= len(data):
        size = struct.unpack(">I", data[place:place + 4])[0]
        yield data[place + 4:place + 8], data[place + 8:place + 8 + size]
        place += 12 + size


def png_of(chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks)


def damage_png(data, random):
    """Half of them with right checksums, so that what is inside the chunks is wrong."""
    way = random.randrange(6)
    if way < 3:
        return (change_bytes(data, random, 8), cut(data, random), overwrite(data, random))[way]
    chunks = list(png_chunks(data))
    number = random.randrange(len(chunks))
    name, body = chunks[number]
    if way == 3 and body:
        chunks[number] = (name, change_bytes(body, random))
    elif way == 4:
        chunks[number:number + 1] = random.choice(([], [chunks[number]] * 2))
    else:
        chunks[number] = (name, body[:random.randrange(len(body) + 1)])
    return png_of(chunks)


def damage_jpeg(data, random):
    """Half of them in the tables before the scan, where sizes and counts stand."""
    scan = data.index(b"\xff\xda")
    way = random.randrange(4)
    if way == 0:
        return cut(data, random)
    if way == 1:
        return overwrite(data, random, 3)
    if way == 2:
        return change_bytes(data, random, 3)
    return change_bytes(data[:scan], random, 3) + data[scan:]


def font_tables(data):
    for number in range(struct.unpack(">H", data[4:6])[0]):
        yield 12 + 16 * number, *struct.unpack(">4sIII", data[12 + 16 * number:28 + 16 * number])


def table_sum(body):
    body += b"\0" * (-len(body) % 4)
    return sum(struct.unpack(f">{len(body) // 4}I", body)) & 0xFFFFFFFF


def damage_font(data, random):
    """Most of them with the table's checksum made right again."""
    way = random.randrange(8)
    if way < 3:
        return (change_bytes(data[:12 + 16 * 20], random) + data[12 + 16 * 20:], cut(data, random),
                change_bytes(data, random))[way]
    record, name, _, start, size = random.choice([table for table in font_tables(data) if table[4] > 0])
    body = overwrite(data[start:start + size], random, 0) if way == 3 else change_bytes(data[start:start + size], random)
    if way > 5:  # near the start, where counts and offsets stand
        head = min(size, 64)
        body = change_bytes(data[start:start + head], random) + data[start + head:start + size]
    summed = body[:8] + b"\0\0\0\0" + body[12:] if name == b"head" else body
    damaged = bytearray(data)
    damaged[start:start + size] = body
    damaged[record + 4:record + 8] = struct.pack(">I", table_sum(summed))
    return bytes(damaged)
