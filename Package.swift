// swift-tools-version:6.2
import PackageDescription

// The map of the house: targets in the order of their layers. Each imports what it names here and nothing else, which
// `make lint` checks.

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let http1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let inMemoryTracing = Target.Dependency.product(name: "InMemoryTracing", package: "swift-distributed-tracing")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTesting = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")

let package = Package(
    name: "bodega",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Schemas", targets: ["Schemas"]),
        .library(name: "BSON", targets: ["BSON"]),
        .library(name: "MongoODM", targets: ["MongoODM"]),
        .library(name: "MongoJobs", targets: ["MongoJobs"]),
        .library(name: "RedisCache", targets: ["RedisCache"]),
        .library(name: "Mail", targets: ["Mail"]),
        .library(name: "ObjectStore", targets: ["ObjectStore"]),
        .library(name: "Images", targets: ["Images"]),
        .library(name: "PDF", targets: ["PDF"]),
        .library(name: "Spreadsheets", targets: ["Spreadsheets"]),
        .library(name: "ClamAV", targets: ["ClamAV"]),
        .library(name: "RouteKit", targets: ["RouteKit"]),
        .executable(name: "bodega", targets: ["bodega"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        // MARK: C libraries: module maps and shims, nothing else. Each is imported by one library.

        .systemLibrary(
            name: "CMongoC", pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev", "libbson-dev"])]),
        .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),

        // MARK: Libraries: nothing of commerce, each usable alone.

        // One declaration of a type: validation, JSON, JSON Schema.
        .target(name: "Schemas"),
        // BSON values, read and written by schemas.
        .target(name: "BSON", dependencies: ["CMongoC", "Schemas", crypto]),
        // MongoDB: clients, repositories, queries, transactions, change streams, migrations.
        .target(name: "MongoODM", dependencies: ["BSON", "CMongoC", "Schemas", deque, logging, metrics, tracing]),
        // Durable jobs in MongoDB: enqueued in transactions, claimed with leases, periodic ones.
        .target(name: "MongoJobs", dependencies: ["BSON", "MongoODM", "Schemas", logging]),
        // Redis: connection, cache with invalidation, rate limits.
        .target(name: "RedisCache", dependencies: ["CHiredis", "COpenSSL", deque, logging]),
        // Threads for calls into C libraries that block or compute.
        .target(name: "CallThreads", dependencies: [deque]),
        // libcurl: handles, requests.
        .target(name: "Curl", dependencies: ["CCurl", "CallThreads"]),
        // Mail: messages, templates, SMTP, files.
        .target(name: "Mail", dependencies: ["CallThreads", "Curl", logging, mustache]),
        // Files: bytes under keys, in MongoDB or in an S3-compatible store.
        .target(name: "ObjectStore", dependencies: ["BSON", "CallThreads", "Curl", "MongoODM", crypto]),
        // Pictures: checked, decoded, made smaller, written as WebP.
        .target(name: "Images", dependencies: ["CVips"]),
        // Documents on pages, in any script, written as PDF.
        .target(name: "PDF", dependencies: ["CPango", "CallThreads"]),
        // Tables of any length: comma-separated values, written and read; workbooks of Excel, written.
        .target(name: "Spreadsheets", dependencies: ["CXlsxWriter", "CallThreads", "Schemas"]),
        // Files: a scanner that looks into them.
        .target(name: "ClamAV", dependencies: ["ObjectStore", nio, nioPosix]),
        // HTTP requests to addresses that others choose: resolved once, checked, and sent there.
        .target(name: "OutboundHTTP", dependencies: [asyncHTTPClient, nio, http1, nioPosix]),
        // Requests that come again: what keeps an operation from forgetting its answer.
        .target(name: "Idempotency", dependencies: ["Schemas"]),
        // HTTP: routes as values, decoding, errors, limits, connections, answers from memory, OpenAPI.
        .target(
            name: "RouteKit",
            dependencies: [
                "Idempotency", "RedisCache", "Schemas", crypto, http1, httpTypes, hummingbird, hummingbirdCore,
                lifecycle, logging, nio, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
            ]),

        // MARK: The shop: no HTTP, and no feature knows another.

        // What all features share: money, errors, identity, audit, and what a feature is.
        .target(
            name: "ShopCore",
            dependencies: [
                "BSON", "Idempotency", "MongoJobs", "MongoODM", "RedisCache", "Schemas", "ShopMail", crypto, logging,
            ]),
        // The shop's mails and their templates.
        .target(
            name: "ShopMail", dependencies: ["BSON", "Mail", "MongoJobs"], resources: [.embedInCode("Templates")]),
        // Gateways that take money and give it back; what they tell by themselves.
        .target(
            name: "Payments",
            dependencies: [
                "BSON", "MongoODM", "Schemas", "ShopCore", asyncHTTPClient, crypto, http1, nio, nioPosix,
            ]),
        // Signing up, logging in, tokens, roles.
        .target(
            name: "Accounts",
            dependencies: [
                "BSON", "CCrypt", "Idempotency", "Mail", "MongoJobs", "MongoODM", "RedisCache", "Schemas",
                "ShopCore", "ShopMail", crypto, jwt, logging,
            ]
        ),
        // Products, search, the cache of both, the inventory.
        .target(
            name: "Catalog",
            dependencies: [
                "BSON", "Idempotency", "Images", "MongoJobs", "MongoODM", "ObjectStore", "RedisCache", "Schemas",
                "ShopCore",
                "ShopMail", "Spreadsheets", logging,
            ]),
        // What users are about to buy.
        .target(name: "Carts", dependencies: ["BSON", "MongoODM", "Schemas", "ShopCore"]),
        // Codes that lower what orders cost, and who uses them.
        .target(name: "Coupons", dependencies: ["BSON", "Idempotency", "MongoODM", "Schemas", "ShopCore"]),
        // How orders are sent, and what that costs.
        .target(name: "Shipping", dependencies: ["BSON", "Idempotency", "MongoODM", "Schemas", "ShopCore", logging]),
        // Checkout, orders, payments, invoices.
        .target(
            name: "Orders",
            dependencies: [
                "BSON", "Idempotency", "MongoJobs", "MongoODM", "PDF", "Payments", "Schemas", "ShopCore", "ShopMail",
                crypto, logging,
            ]),
        // What happens in the shop, told to other systems.
        .target(
            name: "Webhooks",
            dependencies: [
                "BSON", "Idempotency", "MongoJobs", "MongoODM", "Schemas", "ShopCore", "ShopMail", crypto, logging,
            ]),
        // Who runs the shop looks at it: figures over all features.
        .target(
            name: "BackOffice",
            dependencies: [
                "Accounts", "BSON", "Catalog", "Idempotency", "MongoJobs", "MongoODM", "Orders", "Schemas", "ShopCore",
                "ShopMail", "Spreadsheets", logging,
            ]),

        // MARK: Putting it together.

        // Which feature gets which implementation of what it needs; the doctor, seeding.
        .target(
            name: "Shop",
            dependencies: [
                "Accounts", "BSON", "BackOffice", "Carts", "Catalog", "Coupons", "MongoJobs", "MongoODM", "Orders",
                "Payments",
                "RedisCache", "Schemas",
                "Shipping", "ShopCore", "ShopMail", "Webhooks", logging,
            ]),
        // The shop over HTTP, a folder a feature; settings.
        .target(
            name: "ShopAPI",
            dependencies: [
                "Accounts", "BSON", "BackOffice", "Carts", "Catalog", "ClamAV", "Coupons", "Idempotency", "Mail",
                "MongoJobs",
                "MongoODM",
                "ObjectStore",
                "Orders", "OutboundHTTP", "Payments", "RedisCache", "RouteKit", "Schemas", "Shipping", "Shop",
                "ShopCore", "ShopMail", "Spreadsheets", "Webhooks",
                configuration, crypto, httpTypes,
                hummingbird, hummingbirdCore, lifecycle,
                logging,
                nio,
            ]),
        // The commands.
        .executableTarget(
            name: "bodega",
            dependencies: [
                "Accounts", "BSON", "Mail", "MongoODM", "RouteKit", "Schemas", "Shop", "ShopAPI", "ShopCore",
                "ShopMail",
                argumentParser, configuration, hummingbird, lifecycle, logging, signals, system,
            ]),

        // MARK: What `make bench` measures, and what with.

        .executableTarget(
            name: "ShopBenchmark",
            dependencies: [
                "BSON", "CDriverBaseline", "Catalog", "MongoODM", "RedisCache", "RouteKit", "Schemas", "Shop",
                "ShopAPI",
                "ShopCore", argumentParser, http1, httpTypes, hummingbird, lifecycle, logging, nio, nioPosix, signals,
            ],
            path: "Benchmarks/ShopBenchmark", exclude: ["Measuring"]),
        .executableTarget(
            name: "JobsBenchmark",
            dependencies: ["BSON", "MongoJobs", "MongoODM", "Schemas", argumentParser, logging],
            path: "Benchmarks/JobsBenchmark"),
        .executableTarget(
            name: "ImagesBenchmark", dependencies: ["Images", argumentParser], path: "Benchmarks/ImagesBenchmark"),
        .executableTarget(
            name: "SheetsBenchmark", dependencies: ["Schemas", "Spreadsheets", argumentParser],
            path: "Benchmarks/SheetsBenchmark"),
        .target(name: "CDriverBaseline", dependencies: ["CMongoC"], path: "Benchmarks/CDriverBaseline"),
        .target(name: "CBSONCodec", dependencies: ["CMongoC"], path: "Benchmarks/BSONCodec/CBSONCodec"),
        .executableTarget(
            name: "BSONCodecBenchmark", dependencies: ["BSON", "CBSONCodec", "Schemas"],
            path: "Benchmarks/BSONCodec/BSONCodecBenchmark"),

        // MARK: A small program for each library.

        .executableTarget(name: "ValidateJSON", dependencies: ["Schemas"], path: "Examples/ValidateJSON"),
        .executableTarget(name: "ReadBSON", dependencies: ["BSON", "Schemas"], path: "Examples/ReadBSON"),
        .executableTarget(name: "Library", dependencies: ["BSON", "MongoODM", "Schemas"], path: "Examples/Library"),
        .executableTarget(
            name: "Errands", dependencies: ["BSON", "MongoJobs", "MongoODM", "Schemas", logging],
            path: "Examples/Errands"),
        .executableTarget(name: "CachedPage", dependencies: ["RedisCache", logging], path: "Examples/CachedPage"),
        .executableTarget(name: "PriceList", dependencies: ["PDF"], path: "Examples/PriceList"),

        // The feature of docs/adding-a-feature.md: built and tested like the shop's, and no part of it.
        .target(
            name: "Questions",
            dependencies: ["BSON", "Idempotency", "MongoODM", "RedisCache", "Schemas", "ShopCore"],
            path: "Examples/Questions"),

        // MARK: Tests.

        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .target(
            name: "MongoTestSupport", dependencies: ["BSON", "MongoODM", "TestSupport"], path: "Tests/MongoTestSupport"),
        .target(name: "PDFTestSupport", path: "Tests/PDFTestSupport"),
        .target(name: "ImagesTestSupport", path: "Tests/ImagesTestSupport"),
        .target(name: "RouteKitTestSupport", dependencies: ["RouteKit"], path: "Tests/RouteKitTestSupport"),
        .target(name: "TLSTestSupport", dependencies: [asn1, crypto, x509], path: "Tests/TLSTestSupport"),
        .testTarget(
            name: "ExamplesTests",
            dependencies: ["CachedPage", "Errands", "Library", "PriceList", "ReadBSON", "ValidateJSON"]),
        .testTarget(name: "SchemasTests", dependencies: ["Schemas", "TestSupport"]),
        .testTarget(name: "BSONTests", dependencies: ["BSON", "Schemas", "TestSupport"]),
        .testTarget(
            name: "MongoODMTests",
            dependencies: [
                "BSON", "MongoODM", "MongoTestSupport", "Schemas", "TestSupport", inMemoryLogging, inMemoryTracing,
                logging, metrics,
                metricsTesting, tracing,
            ]),
        .testTarget(
            name: "MongoJobsTests",
            dependencies: [
                "BSON", "MongoJobs", "MongoODM", "MongoTestSupport", "Schemas", "TestSupport", inMemoryLogging, logging,
            ]),
        .testTarget(
            name: "RedisCacheTests",
            dependencies: ["RedisCache", "TLSTestSupport", "TestSupport", asn1, logging, x509]),
        .testTarget(
            name: "MailTests", dependencies: ["Mail", "TLSTestSupport", "TestSupport", inMemoryLogging, logging, x509]),
        .testTarget(name: "ClamAVTests", dependencies: ["ClamAV", "ObjectStore", "TestSupport"]),
        .testTarget(
            name: "OutboundHTTPTests", dependencies: ["OutboundHTTP", "TLSTestSupport", "TestSupport", x509]),
        .testTarget(name: "ImagesTests", dependencies: ["CVips", "Images", "ImagesTestSupport", "TestSupport"]),
        .testTarget(name: "PDFTests", dependencies: ["PDF", "PDFTestSupport", "TestSupport"]),
        .testTarget(name: "SpreadsheetsTests", dependencies: ["Schemas", "Spreadsheets", "TestSupport"]),
        .testTarget(
            name: "ObjectStoreTests", dependencies: ["MongoODM", "MongoTestSupport", "ObjectStore", "TestSupport"]),
        .testTarget(
            name: "RouteKitTests",
            dependencies: [
                "Idempotency", "RedisCache", "RouteKit", "RouteKitTestSupport", "Schemas", "TestSupport", http1,
                httpTypes, hummingbird, hummingbirdTesting, logging, nio,
            ]),
        .testTarget(
            name: "ShopCoreTests", dependencies: ["BSON", "Idempotency", "Schemas", "ShopCore", "TestSupport"]),
        .testTarget(
            name: "PaymentsTests",
            dependencies: [
                "BSON", "MongoODM", "MongoTestSupport", "Payments", "Schemas", "ShopCore", "TestSupport",
                asyncHTTPClient, crypto, http1, nio,
            ]),
        .testTarget(name: "ShopMailTests", dependencies: ["Mail", "ShopMail"]),
        .testTarget(
            name: "AccountsTests",
            dependencies: ["Accounts", "BSON", "RedisCache", "Schemas", "ShopCore", "TestSupport", jwt, logging]),
        .testTarget(name: "CatalogTests", dependencies: ["BSON", "Catalog", "Schemas", "ShopCore"]),
        .testTarget(
            name: "ShopAPITests",
            dependencies: [
                "Accounts", "BSON", "BackOffice", "Carts", "Catalog", "ClamAV", "Coupons", "Idempotency", "Mail",
                "MongoJobs",
                "MongoODM",
                "Orders",
                "ObjectStore", "ImagesTestSupport", "OutboundHTTP", "PDFTestSupport", "Payments", "Questions",
                "RedisCache",
                "RouteKit", "RouteKitTestSupport",
                "Schemas", "Shipping", "Shop",
                "ShopAPI", "ShopCore", "Spreadsheets", "TestSupport", "Webhooks",
                asyncHTTPClient, configuration, crypto,
                http1, httpTypes, hummingbird, hummingbirdTesting, logging, nio, nioPosix,
            ]),
    ]
)

// The fuzzer is only there where `make fuzz` asks for it: it must be linked with a runtime that others don't have.
if Context.environment["BODEGA_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Accounts", "BSON", "CLibFuzzer", "Catalog", "MongoODM", "Orders", "RouteKit", "Schemas", "ShopAPI",
                "ShopCore", httpTypes, nio,
            ],
            path: "Tests/Fuzz", exclude: ["CLibFuzzer", "Corpus", "hooks.py", "schemathesis.toml"]),
    ]
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}
