import CLibFuzzer

/// Gives one of the parsers that read what strangers write whatever libFuzzer makes up. `scripts/dev fuzz` builds and runs it.
///
/// A parser may refuse its input, and must not do anything else: no trap, no byte read that is not its own, no minute
/// spent on a kilobyte. Where it accepts, what it read must survive being written and read again.
@main
enum Fuzz {
    static func main() {
        let callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
        switch CommandLine.arguments.dropFirst().first {
        case "bson": callback = { fuzzBSON(UnsafeRawBufferPointer(start: $0, count: $1)) }
        case "json": callback = { fuzzJSON(UnsafeRawBufferPointer(start: $0, count: $1)) }
        case "jwt": callback = { fuzzTokens(UnsafeRawBufferPointer(start: $0, count: $1)) }
        case "multipart": callback = { fuzzMultipart(UnsafeRawBufferPointer(start: $0, count: $1)) }
        case "query": callback = { fuzzQueries(UnsafeRawBufferPointer(start: $0, count: $1)) }
        default: fatalError("usage: Fuzz bson|json|jwt|multipart|query [LIBFUZZER ARGUMENTS]")
        }
        // libFuzzer takes what is left for its own.
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        _ = LLVMFuzzerRunDriver(&count, &arguments, callback)
    }
}
