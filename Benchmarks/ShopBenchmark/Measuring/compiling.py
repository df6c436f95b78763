"""What the compiler takes for a model: a file with one, less the time of a file that only imports the libraries."""

import pathlib
import resource
import subprocess
import tempfile

import tables

FIELDS = (20, 40)
ROUNDS = 3
STAGES = {"type check": ["-typecheck"], "debug": ["-c", "-Onone"], "release": ["-c", "-O"]}
IMPORTS = "import FoundationEssentials\nimport Schemas\n"
# Type, value of the property, what follows the key path, and the constraint: as models of a shop have them.
PROPERTIES = [
    ("Int", "0", "", ".range(0...)"),
    ("String", '""', "", ".notBlank().length(1...200)"),
    ("Bool", "true", ", default: true", ""),
    ("Double", "0", "", ""),
    ("String?", "nil", "", ".length(...2000)"),
    ("Int?", "nil", "", ".positive()"),
    ("[String]", "[]", ", default: []", ".count(...10)"),
    ("[String: Int]", "[:]", ", default: [:]", ""),
    ("Date", "Date(timeIntervalSince1970: 0)", "", ".indexed()"),
    ("UUID", "UUID()", "", ".unique()"),
]


def model(count):
    chosen = [PROPERTIES[number % len(PROPERTIES)] for number in range(count)]
    properties = [f"    var field{number}: {kind} = {value}" for number, (kind, value, _, _) in enumerate(chosen)]
    fields = [
        f'        Field("field_{number}", \\.field{number}{default}){constraint}'
        for number, (_, _, default, constraint) in enumerate(chosen)
    ]
    return "\n".join(
        ["struct Model: SchemaObject {", *properties, '    static let schema = Schema("models", Model.init) {', *fields, "    }", "}\n"]
    )


def seconds(source, stage, modules, folder):
    """Processor time, of the shortest of several runs: whatever else the machine does only adds to it."""
    file = folder / "Model.swift"
    file.write_text(source)
    command = ["swiftc", "-swift-version", "6", "-parse-as-library", "-I", modules, *stage, file.name]

    def once():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(ROUNDS))


def measure(modules=".build/release/Modules"):
    modules = str(pathlib.Path(modules).resolve())
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for label, stage in STAGES.items():
            bare = seconds(IMPORTS, stage, modules, folder)
            taken = [seconds(IMPORTS + model(count), stage, modules, folder) - bare for count in FIELDS]
            rows.append([label, *(f"{value:.2f}" for value in taken)])
    header = ["compiling a model, CPU seconds", *(f"{count} fields" for count in FIELDS)]
    print("\n" + tables.table(header, rows, text_columns=1), flush=True)
    return 0
