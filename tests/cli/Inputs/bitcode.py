"""Changes bitcode as no tool at hand does.

bitcode.py newer IN OUT      the same, signed by the next major LLVM
bitcode.py epoch IN OUT      the same, in the next form of the container
bitcode.py wrap IN OUT       the same, in the wrapper that Apple's tools put around it
"""

import re
import struct
import sys

CHAR6 = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._"  # LLVM's BitCodeFormat, "char6"


def bits_of(data):
    return "".join(f"{byte:08b}"[::-1] for byte in data)


def bytes_of(bits):
    return bytes(int(bits[at:at + 8][::-1], 2) for at in range(0, len(bits), 8))


def char6(text):
    return "".join(f"{CHAR6.index(letter):06b}"[::-1] for letter in text)


def producer(bits):
    """(where it stands, its text): the string of the identification block."""
    at = bits.index(char6("LLVM"))
    letters = (CHAR6[int(bits[place:place + 6][::-1], 2)] for place in range(at, at + 6 * 16, 6))
    return at, re.match(r"LLVM\d+\.\d+\.\d+", "".join(letters))[0]


def newer(data):
    bits = bits_of(data)
    at, text = producer(bits)
    changed = re.sub(r"\d+", lambda major: str(int(major[0]) + 1), text, count=1)
    return bytes_of(bits[:at] + char6(changed) + bits[at + 6 * len(text):])


def epoch(data):
    """Behind the string stands an abbreviation of 28 bits, then its number, 5, in five, and the epoch, 0 until now, in six."""
    bits = bits_of(data)
    at, text = producer(bits)
    place = at + 6 * len(text) + 28
    assert bits[place:place + 11] == "10100" + "000000"
    return bytes_of(bits[:place + 5] + "100000" + bits[place + 11:])


def wrap(data):
    size = 5 * 4
    return struct.pack("<5I", 0x0B17C0DE, 0, size, len(data), 0x01000007) + data


if __name__ == "__main__":
    change, source, target = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    with open(target, "wb") as file:
        file.write({"newer": newer, "epoch": epoch, "wrap": wrap}[change](data))
