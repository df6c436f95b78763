"""BSON and JSON, encoded and decoded."""

import subprocess


def measure():
    print("\n### Codecs\n\n```", flush=True)
    code = subprocess.run([".build/release/BSONCodecBenchmark"]).returncode
    print("```", flush=True)
    return code
