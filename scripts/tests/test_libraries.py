import tempfile
import unittest
from pathlib import Path

from commands.libraries import faults_of


class LibrariesTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.targets = []

    def target(self, name, *imports, uses=(), products=(), folder="Sources", kind="library"):
        path = self.root / folder / name
        path.mkdir(parents=True)
        (path / "File.swift").write_text("".join(f"{line}\n" for line in imports))
        self.targets.append({
            "name": name, "path": f"{folder}/{name}", "type": kind, "sources": ["File.swift"],
            "target_dependencies": list(uses), "product_dependencies": list(products),
        })  # fmt: skip

    def assert_faults(self, *expected):
        self.assertEqual(list(faults_of(self.targets, self.root)), list(expected))

    def test_what_is_declared_may_be_imported(self):
        self.target("Schemas", "import FoundationEssentials", "public import struct Foundation.Data")
        self.target("ShopCore", "package import Schemas", "import Logging", uses=["Schemas"], products=["Logging"])
        self.assert_faults()

    def test_an_undeclared_import_is_a_fault_in_every_folder(self):
        for folder in ("Sources", "Tests", "Benchmarks", "Examples"):
            with self.subTest(folder):
                self.targets = []
                self.target("BSON" if folder == "Sources" else folder, "@testable import Schemas", folder=folder)
                name = self.targets[0]["name"]
                path = f"{folder}/{name}/File.swift"
                self.assert_faults(f"{path} imports Schemas, which Package.swift does not name for {name}.")

    def test_each_form_of_import_is_seen(self):
        forms = ("import A1", "@preconcurrency import A2", "@_spi(X) public import A3", "import func A4.exit",
                 "  internal import A5", "@testable private import class A6.B")  # fmt: skip
        self.target("Forms", *forms, "// import B1", "let important = 1", folder="Tests")
        modules = [fault.split()[2].rstrip(",") for fault in faults_of(self.targets, self.root)]
        self.assertEqual(modules, ["A1", "A2", "A3", "A4", "A5", "A6"])

    def test_a_library_that_depends_on_the_shop_is_a_fault(self):
        self.target("ShopCore")
        self.target("MongoODM", uses=["ShopCore"])
        self.assert_faults("MongoODM (library) depends on ShopCore, which is not below it.")

    def test_a_feature_that_depends_on_its_neighbour_is_a_fault(self):
        self.target("Carts")
        self.target("Orders", uses=["Carts"])
        self.assert_faults("Orders (feature) depends on Carts, which is not below it.")

    def test_the_back_office_may_depend_on_features(self):
        self.target("Orders")
        self.target("BackOffice", uses=["Orders"])
        self.assert_faults()

    def test_a_feature_that_knows_of_http_is_a_fault(self):
        self.target("RouteKit", products=["HummingbirdCore"])
        self.target("Carts", products=["HTTPTypes"], uses=["RouteKit"])
        self.assert_faults(
            "Carts (feature) depends on RouteKit, which is not below it.",
            "Carts (feature) depends on HTTPTypes: it must not know of HTTP.",
        )

    def test_what_calls_over_http_may_not_serve(self):
        self.target("Payments", products=["AsyncHTTPClient", "NIOCore", "Hummingbird"])
        self.assert_faults("Payments (core) depends on Hummingbird: it must not know of HTTP.")

    def test_a_source_target_in_no_layer_is_a_fault(self):
        self.target("Novelty")
        self.assert_faults("Novelty is in no layer: say in scripts/commands/libraries.py what it is.")
