"""Pictures: an upload's three sizes, in turns with the `vipsthumbnail` program; and the memory of twenty at once."""

import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from tables import table

EXECUTABLE = Path(".build/release/ImagesBenchmark").absolute()
SIDES = (160, 640, 1600)
ROUNDS = 9
MOST_TIMES, MOST_MIB = 1.3, 600


def measure():
    print("\n### Images\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        ratio = resizing(Path(folder))
        print(flush=True)
        peak = crowds(Path(folder))
    return 1 if ratio > MOST_TIMES or peak > MOST_MIB else 0


def resizing(folder):
    photo = noise(folder, 4000, 3000, "jpegsave", "photo.jpg", "--Q", "90")
    ours, theirs, alone = [], [], []
    for _ in range(ROUNDS):
        ours.append(seconds([EXECUTABLE, "resize", photo, folder]))
        theirs.append(sum(seconds(thumbnail(photo, folder, side)) for side in SIDES))
        alone.append(seconds(thumbnail(photo, folder, SIDES[-1])))
    # Of rounds that followed each other: the machine's own speed changes.
    ratio = median(mine / other for mine, other in zip(ours, theirs))
    rows = [
        ["`Images`, all three", f"{median(ours) * 1000:,.0f}", "1.00"],
        ["`vipsthumbnail`, all three", f"{median(theirs) * 1000:,.0f}", f"{ratio:.2f}"],
        [
            "`vipsthumbnail`, the largest only", f"{median(alone) * 1000:,.0f}",
            f"{median(mine / other for mine, other in zip(ours, alone)):.2f}",
        ],
    ]  # fmt: skip
    size = f"{photo.stat().st_size / 1e6:.1f} MB"
    print(table([f"12 megapixels of JPEG ({size}) to WebP by", "ms", "`Images` takes times"], rows))
    return ratio


def crowds(folder):
    rows, highest = [], 0
    for name, saver, options in (
        ("JPEG", "jpegsave", ["--Q", "75"]),
        ("progressive JPEG", "jpegsave", ["--Q", "75", "--interlace"]),
        ("interlaced PNG", "pngsave", ["--interlace"]),
        ("WebP", "webpsave", ["--Q", "50", "--effort", "0"]),
    ):  # fmt: skip
        suffix = {"jpegsave": "jpg", "pngsave": "png", "webpsave": "webp"}[saver]
        make = flat if saver == "pngsave" else noise
        picture = make(folder, 8000, 5000, saver, f"large.{suffix}", *options)
        result = subprocess.run(
            [EXECUTABLE, "crowd", picture, "--count", "20"], check=True, stdout=subprocess.PIPE, text=True)  # fmt: skip
        taken, peak = result.stdout.split()
        rows.append([name, f"{picture.stat().st_size / 1e6:.1f}", f"{float(taken):.1f}", peak])
        highest = max(highest, int(peak))
    print(table(["20 uploads of 40 megapixels at once", "MB each", "s", "MiB resident at most"], rows))
    return highest


def thumbnail(photo, folder, side):
    return ["vipsthumbnail", photo, "-s", f"{side}x{side}>", "--eprofile", "srgb", "-o", f"{folder}/%s.webp[Q=80,strip]"]


def noise(folder, width, height, saver, name, *options):
    """A picture with detail everywhere: grain over soft shapes, as photos have it."""
    run("gaussnoise", folder / "grain.v", width, height, "--mean", 0, "--sigma", 8)
    run("perlin", folder / "shapes.v", width, height, "--cell-size", 400)
    run("linear", folder / "shapes.v", folder / "soft.v", 100, 128)
    run("add", folder / "grain.v", folder / "soft.v", folder / "sum.v")
    return save(folder, saver, name, *options)


def flat(folder, width, height, saver, name, *options):
    run("black", folder / "sum.v", width, height)
    return save(folder, saver, name, *options)


def save(folder, saver, name, *options):
    run("cast", folder / "sum.v", folder / "grey.v", "uchar")
    run("copy", folder / "grey.v", folder / "one.v", "--interpretation", "b-w")
    run("colourspace", folder / "one.v", folder / "colours.v", "srgb")
    run(saver, folder / "colours.v", folder / name, *options)
    return folder / name


def run(*command):
    subprocess.run(["vips", *map(str, command)], check=True)


def seconds(command):
    start = time.monotonic()
    subprocess.run(command, check=True)
    return time.monotonic() - start
