#!/usr/bin/python3
"""Draws the logo of the invented Riverside Clinic: a white disc with a leaf cut out, on a transparent ground.

    make_logo.py OUT.png

15 mm at 600 dpi are 354 pixels; each pixel is the mean of 8 by 8 samples. Only the standard library is used.
"""
import struct
import sys
import zlib

SIZE = 360          # pixels a side: 15 mm at 610 dpi
SAMPLES = 8         # a side, in each pixel
UNITS = 40.0        # the drawing's own grid
WHITE = (255, 255, 255)
LEAF = (15, 76, 92)


def cubic(a, b, c, d, steps=64):
    for i in range(1, steps + 1):
        t = i / steps
        u = 1 - t
        yield tuple(u**3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t**3 * d[k] for k in (0, 1))


def leaf_outline():
    points = [(20.0, 32.0)]
    points += cubic((20, 32), (8, 24), (9, 12), (20, 8))
    points += cubic((20, 8), (31, 12), (32, 24), (20, 32))
    return points


def leaf_half_width(outline, samples):
    """For each sample row: the outline's left and right edge there, or None."""
    rows = [None] * samples
    scale = UNITS / samples
    for row in range(samples):
        y = (row + 0.5) * scale
        crossings = []
        for (x1, y1), (x2, y2) in zip(outline, outline[1:]):
            if (y1 <= y) != (y2 <= y):
                crossings.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        if len(crossings) >= 2:
            rows[row] = (min(crossings), max(crossings))
    return rows


def sample_row(row, samples, edges):
    """0 nothing, 1 white, 2 leaf, for each sample of one row."""
    scale = UNITS / samples
    y = (row + 0.5) * scale
    out = bytearray(samples)
    for column in range(samples):
        x = (column + 0.5) * scale
        if (x - 20) ** 2 + (y - 20) ** 2 > 19 * 19:
            continue
        is_leaf = edges is not None and edges[0] <= x <= edges[1]
        is_vein = abs(x - 20) <= 0.8 and 14 <= y <= 30
        out[column] = 2 if is_leaf and not is_vein else 1
    return out


def pixel_row(number, edges):
    samples = SIZE * SAMPLES
    rows = [sample_row(number * SAMPLES + i, samples, edges[number * SAMPLES + i]) for i in range(SAMPLES)]
    line = bytearray()
    for column in range(SIZE):
        block = b"".join(bytes(row[column * SAMPLES:(column + 1) * SAMPLES]) for row in rows)
        white, leaf = block.count(1), block.count(2)
        covered = white + leaf
        if covered == 0:
            line += bytes((*WHITE, 0))
            continue
        color = [(w * white + l * leaf + covered // 2) // covered for w, l in zip(WHITE, LEAF)]
        line += bytes((*color, (255 * covered + SAMPLES * SAMPLES // 2) // (SAMPLES * SAMPLES)))
    return bytes(line)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    edges = leaf_half_width(leaf_outline(), SIZE * SAMPLES)
    pixels = b"".join(b"\0" + pixel_row(y, edges) for y in range(SIZE))
    dots_a_metre = round(SIZE / 0.015)
    with open(sys.argv[1], "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)))
        out.write(chunk(b"pHYs", struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)))
        out.write(chunk(b"IDAT", zlib.compress(pixels, 9)))
        out.write(chunk(b"IEND", b""))


if __name__ == "__main__":
    main()
