"""Counts for `scripts/fuzz-api` what Schemathesis asked and what was answered."""

import atexit
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import schemathesis

answers = defaultdict(Counter)


@schemathesis.hook
def after_call(context, case, response):
    described = case.method.upper() == case.operation.method.upper()
    answers[case.operation.label if described else "other methods"][response.status_code] += 1


@atexit.register
def write():
    Path(os.environ["TALLY"]).write_text(json.dumps(answers))
