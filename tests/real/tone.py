"""tone.py -- make a tone, and hear whether a recording holds one

usage: tone.py make FILE HZ SECONDS
       tone.py hear FILE HZ      exit status 1 unless most of the sound, for a second at least, is that tone
"""
import array
import math
import sys
import wave

RATE = 8000
WINDOW = RATE // 10


def make(path, hertz, seconds):
    turn = 2 * math.pi * float(hertz) / RATE
    samples = array.array("h", (round(12000 * math.sin(turn * i)) for i in range(RATE * int(seconds))))
    with wave.open(path, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(samples.tobytes())


def share(samples, hertz):
    """How much of the energy lies at one frequency: Goertzel's sum over the sum of squares."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    at = before * before + last * last - turn * before * last
    total = sum(sample * sample for sample in samples)
    return 2 * at / (len(samples) * total) if total else 0.0


def hear(path, hertz):
    with wave.open(path, "rb") as recording:
        rate, frames = recording.getframerate(), recording.readframes(recording.getnframes())
    samples = array.array("h", frames)
    windows = [samples[i : i + WINDOW] for i in range(0, len(samples) - WINDOW + 1, WINDOW)]
    heard = sum(share(window, float(hertz)) > 0.8 for window in windows)
    print(f"{hertz} Hz in {heard} of {len(windows)} tenths of a second")
    return 0 if rate == RATE and heard >= 10 and heard * 2 > len(windows) else 1


sys.exit({"make": make, "hear": hear}[sys.argv[1]](*sys.argv[2:]))
