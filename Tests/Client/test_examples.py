"""Everything is asked for as the description's examples show it, by nobody, a buyer and an admin. Whatever comes is described."""

from urllib.parse import quote

from bodega_client.api.back_office_v_1 import v_1_follow_shop

import shop
from operations import name, operations
from parsed import faults

# It does not end for who may read it, see test_streams.
STREAM = v_1_follow_shop


class ExampleTests(shop.ShopTestCase):
    def test_nobody(self):
        self.ask_all(self.anybody)

    def test_a_buyer(self):
        self.ask_all(lambda: self.registered()[1])

    def test_an_admin(self):
        self.ask_all(self.admin, but=STREAM)

    def ask_all(self, caller, but=None):
        """Each operation by somebody new: some end the caller's session."""
        statuses = set()
        for module, method, path in operations():
            if module is but:
                continue
            with self.subTest(name(module)):
                client = caller()
                answer = client.get_httpx_client().request(method, **example(method, path))
                # It raises what is not described.
                made = module._build_response(client=client, response=answer)
                self.assertEqual(list(faults(made.parsed)), [])
                statuses.add(answer.status_code)
        self.assertGreaterEqual(statuses, {200, 201, 404})


def example(method, path):
    """A request as the description shows it; where it shows nothing, there is nothing."""
    operation = shop.description()["paths"][path][method]
    shown = {"path": {}, "query": {}, "header": {}}
    for parameter in operation.get("parameters", []):
        shown[parameter["in"]][parameter["name"]] = parameter.get("example")
    for key, value in shown["path"].items():
        path = path.replace(f"{{{key}}}", quote(str(value or "nothing"), safe=""))
    content = operation.get("requestBody", {}).get("content", {})
    body = {"json": content["application/json"].get("example", {})} if "application/json" in content else {}
    query = {key: value for key, value in shown["query"].items() if value is not None}
    return {"url": path, "params": query, **body}
