"""An S3-compatible store for tests: `python3 scripts/s3server --port 9000 --folder FOLDER`.

It is moto's, which must be on PYTHONPATH, told to check who signs a request and how. It ends with the process that started it.
When it listens, there is a file `ready` in the folder, with the access key of a user who may do anything.
"""

import argparse
import json
import os
import threading
from pathlib import Path

# What is done to make the user is done before anybody is known.
_SETTING_UP = 3
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = str(_SETTING_UP)

import boto3
from moto.server import ThreadedMotoServer

_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _access_key(port):
    iam = boto3.client(
        "iam", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
        aws_access_key_id="none", aws_secret_access_key="none",
    )  # fmt: skip
    iam.create_user(UserName="tester")
    iam.put_user_policy(UserName="tester", PolicyName="all", PolicyDocument=json.dumps(_ALL))
    return iam.create_access_key(UserName="tester")["AccessKey"]


def main(options):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=options.port)
    server.start()
    key = _access_key(options.port)
    part = options.folder / "ready.part"
    part.write_text(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}))
    os.replace(part, options.folder / "ready")
    # A test that crashed stops nothing.
    parent = os.getppid()
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1)
    os._exit(0)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", type=Path, required=True)
main(parser.parse_args())
