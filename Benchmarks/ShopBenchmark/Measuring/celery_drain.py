"""Prints how many jobs a second a Celery worker does, which finds them waiting in Redis.

usage: celery_drain.py JOBS POOL CONCURRENCY    (in Celery's environment, with REDIS_URL set)
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import redis
from celery import Celery

app = Celery("celery_drain", broker=os.environ["REDIS_URL"])
app.conf.update(task_acks_late=True, task_ignore_result=True)


@app.task
def nothing(number):
    pass


def main(jobs, pool, concurrency):
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.delete("celery", "unacked", "unacked_index")
    with app.producer_pool.acquire() as producer:
        for index in range(jobs):
            nothing.apply_async((index,), producer=producer)
    worker = [
        sys.executable, "-B", "-m", "celery", "--app", "celery_drain", "worker", "--pool", pool, "--concurrency",
        str(concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "C_FORCE_ROOT": "1"}
    process = subprocess.Popen(worker, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        # It begins with the first that it takes and ends with the last that it has acknowledged.
        wait(process, lambda: server.llen("celery") < jobs, 0.001)
        start = time.monotonic()
        wait(process, lambda: not server.llen("celery") and not server.hlen("unacked"), 0.005)
        print(jobs / (time.monotonic() - start))
    finally:
        process.terminate()
        process.wait()


def wait(process, condition, pause):
    while not condition():
        if process.poll() is not None:
            sys.exit("The Celery worker has ended")
        time.sleep(pause)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
