"""A Stripe for tests: `python3 scripts/stripeserver --port 8420 --folder FOLDER`.

It is localstripe, which must be on PYTHONPATH, and ends with the process that started it. When it listens, there is a file `ready`
in the folder. What Stripe does and localstripe does not is done here: the answer to a request with an Idempotency-Key is
kept and given again, and nobody gets back more than was paid.

`POST /_config/faults` with `{"path": "/confirm", "kind": "lost", "times": 1}` spoils the next answers to POSTs whose paths end so:

lost     the request is done, and the connection is closed in place of an answer
half     the request is done, and the connection is closed in the middle of the answer
failed   the request is done, and the answer is a 500
busy     the request is not done, and the answer is a 429

`DELETE /_config/everything` forgets all that happened.
"""

import argparse
import asyncio
import os
from pathlib import Path

from aiohttp import web
from localstripe import resources, server, webhooks

# It would be written for all instances into one file, after every change.
resources.Store.dump_to_disk = lambda store: None

_answers = {}
_faults = []


def _error(status, message, **fields):
    return web.json_response({"error": {"type": "invalid_request_error", "message": message, **fields}}, status=status)


@web.middleware
async def spoil(request, handler):
    kind = _next_fault(request)
    if kind == "busy":
        return _error(429, "Too many requests", code="rate_limit", type="api_error")
    response = await handler(request)
    if kind == "lost":
        request.transport.abort()
    elif kind == "half":
        body = response.body
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        request.transport.write(head.encode() + body[: len(body) // 2])
        request.transport.close()
    elif kind == "failed":
        return _error(500, "Something went wrong", type="api_error")
    return response


def _next_fault(request):
    for fault in _faults if request.method == "POST" else []:
        if request.path.endswith(fault["path"]) and fault["times"] > 0:
            fault["times"] -= 1
            return fault["kind"]
    return None


@web.middleware
async def keep_answers(request, handler):
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    asked = (request.path, await request.read())
    if key in _answers:
        before, answer = _answers[key]
        if before != asked:
            return _error(400, "Keys can only be used with the same parameters", type="idempotency_error")
        if answer is None:
            return _error(409, "Another request with this key is under way", code="idempotency_key_in_use")
        status, body = answer
        return web.Response(
            status=status, body=body, content_type="application/json", headers={"Idempotent-Replayed": "true"})  # fmt: skip
    _answers[key] = (asked, None)
    try:
        response = await handler(request)
    except BaseException:
        del _answers[key]
        raise
    _answers[key] = (asked, (response.status, response.body))
    return response


@web.middleware
async def bound_refunds(request, handler):
    if request.method == "POST" and request.path == "/v1/refunds":
        data = await server.get_post_data(request) or {}
        intent = resources.store.get(f"payment_intent:{data.get('payment_intent')}")
        charge = intent.latest_charge if intent else None
        if charge:
            given_back = sum(
                refund.amount for refund in resources.store.values()
                if isinstance(refund, resources.Refund) and refund.charge == charge.id
            )  # fmt: skip
            left = charge.amount - given_back
            if left == 0:
                return _error(400, f"Charge {charge.id} has already been refunded.", code="charge_already_refunded")
            if int(data.get("amount", left)) > left:
                return _error(400, "Refund amount is greater than unrefunded amount on charge", param="amount")
            if "amount" not in data:
                return _error(400, "This server wants to know how much")
    return await handler(request)


async def add_fault(request):
    _faults.append(await request.json())
    return web.Response()


async def forget(request):
    for what in (resources.store, _answers, _faults, webhooks._webhooks):
        what.clear()
    return web.Response()


async def main(options):
    app = server.app
    # Each wraps those behind it: errors have become answers before they are kept, and are kept before they get lost.
    app.middlewares[:0] = [spoil, keep_answers]
    app.middlewares.append(bound_refunds)
    app.router.add_post("/_config/faults", add_fault)
    app.router.add_delete("/_config/everything", forget)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port).start()
    (options.folder / "ready").touch()
    # A test that crashed stops nothing.
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", type=Path, required=True)
asyncio.run(main(parser.parse_args()))
