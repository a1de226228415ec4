#!/usr/bin/env python3
"""Writes what Pillow's bicubic resize makes of images that a formula fills.

Usage: make.py FOLDER   (needs Pillow before 13, which may take the columns first; the files here were
made with the version in version.txt)

The tests fill the same images and compare bit by bit. A file is named
kind-width x height-to-width x height.png; kinds: noise (gray), color (RGB), mask (0 and 1).
"""

import sys
from pathlib import Path

import PIL
from PIL import Image

CASES = [
    ("noise", 53, 37, 16, 16),
    ("noise", 53, 37, 100, 41),
    ("noise", 40, 30, 40, 11),
    ("noise", 31, 20, 9, 20),
    ("color", 29, 23, 64, 10),
    ("mask", 96, 62, 32, 32),
    ("noise", 1, 5, 7, 3),
]


def noise(index):
    return (index * 2654435761 % 2**32) >> 24


def source(kind, width, height):
    if kind == "mask":
        inside = lambda x, y: (x - 50) ** 2 // 9 + (y - 30) ** 2 // 4 < 90 or (x // 3 + y // 3) % 7 == 0
        return Image.frombytes("L", (width, height), bytes(inside(x, y) for y in range(height) for x in range(width)))
    channels = 3 if kind == "color" else 1
    values = bytes(noise(i) for i in range(width * height * channels))
    return Image.frombytes("RGB" if channels == 3 else "L", (width, height), values)


def main():
    folder = Path(sys.argv[1])
    for kind, width, height, to_width, to_height in CASES:
        result = source(kind, width, height).resize((to_width, to_height), Image.BICUBIC)
        result.save(folder / f"{kind}-{width}x{height}-to-{to_width}x{to_height}.png")
    (folder / "version.txt").write_text(f"Pillow {PIL.__version__}\n")


main()
