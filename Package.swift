// swift-tools-version:6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "bodega",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Schemas", targets: ["Schemas"]),
        .library(name: "BSON", targets: ["BSON"]),
        .library(name: "MongoODM", targets: ["MongoODM"]),
        .library(name: "RedisCache", targets: ["RedisCache"]),
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
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CMongoC", pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev", "libbson-dev"])]),
        .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),

        .target(name: "Schemas", swiftSettings: swiftSettings),
        .target(name: "BSON", dependencies: ["CMongoC", "Schemas"], swiftSettings: swiftSettings),
        .target(
            name: "MongoODM",
            dependencies: [
                "BSON", "CMongoC", "Schemas",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "RedisCache",
            dependencies: [
                "CHiredis", "COpenSSL",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "ShopCore",
            dependencies: [
                "BSON", "MongoODM", "RedisCache", "Schemas",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "Accounts",
            dependencies: [
                "CCrypt", "BSON", "MongoODM", "RedisCache", "Schemas", "ShopCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "Catalog",
            dependencies: [
                "BSON", "MongoODM", "RedisCache", "Schemas", "ShopCore",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "Carts", dependencies: ["BSON", "MongoODM", "Schemas", "ShopCore"], swiftSettings: swiftSettings),
        .target(
            name: "Orders", dependencies: ["BSON", "MongoODM", "Schemas", "ShopCore"], swiftSettings: swiftSettings),
        .target(
            name: "Shop",
            dependencies: [
                "Accounts", "BSON", "Carts", "Catalog", "MongoODM", "Orders", "RedisCache", "Schemas", "ShopCore",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "CommerceAPI",
            dependencies: [
                "Accounts", "BSON", "Carts", "Catalog", "MongoODM", "Orders", "RedisCache", "Schemas", "Shop", "ShopCore",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "bodega",
            dependencies: [
                "Accounts", "BSON", "CommerceAPI", "MongoODM", "Schemas", "Shop", "ShopCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings),

        .executableTarget(
            name: "ShopBenchmark",
            dependencies: [
                "CDriverBaseline", "Catalog", "CommerceAPI", "MongoODM", "RedisCache", "Schemas", "ShopCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/ShopBenchmark", exclude: ["Measuring"], swiftSettings: swiftSettings),
        .target(name: "CDriverBaseline", dependencies: ["CMongoC"], path: "Benchmarks/CDriverBaseline"),
        .target(name: "CBSONCodec", dependencies: ["CMongoC"], path: "Benchmarks/BSONCodec/CBSONCodec"),
        .executableTarget(
            name: "BSONCodecBenchmark", dependencies: ["BSON", "CBSONCodec", "Schemas"],
            path: "Benchmarks/BSONCodec/BSONCodecBenchmark", swiftSettings: swiftSettings),

        .executableTarget(
            name: "ValidateJSON", dependencies: ["Schemas"], path: "Examples/ValidateJSON", swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "ReadBSON", dependencies: ["BSON", "Schemas"], path: "Examples/ReadBSON", swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "Library", dependencies: ["BSON", "MongoODM", "Schemas"], path: "Examples/Library",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "CachedPage", dependencies: ["RedisCache", .product(name: "Logging", package: "swift-log")],
            path: "Examples/CachedPage", swiftSettings: swiftSettings),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(
            name: "ExamplesTests", dependencies: ["CachedPage", "Library", "ReadBSON", "ValidateJSON"],
            swiftSettings: swiftSettings),
        .testTarget(name: "SchemasTests", dependencies: ["Schemas", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(name: "BSONTests", dependencies: ["BSON", "Schemas", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "MongoODMTests",
            dependencies: [
                "BSON", "MongoODM", "Schemas", "TestSupport",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RedisCacheTests",
            dependencies: [
                "RedisCache", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ShopCoreTests", dependencies: ["BSON", "Schemas", "ShopCore", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "AccountsTests",
            dependencies: [
                "Accounts", "BSON", "RedisCache", "Schemas", "ShopCore", "TestSupport",
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CatalogTests", dependencies: ["Catalog", "Schemas", "ShopCore"], swiftSettings: swiftSettings),
        .testTarget(
            name: "CommerceAPITests",
            dependencies: [
                "Accounts", "BSON", "Carts", "Catalog", "CommerceAPI", "MongoODM", "Orders", "RedisCache", "Schemas", "Shop",
                "ShopCore", "TestSupport",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            swiftSettings: swiftSettings),
    ]
)

// The fuzzer is only there where `scripts/fuzz` asks for it: it must be linked with a runtime that others don't have.
if Context.environment["BODEGA_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Accounts", "BSON", "CLibFuzzer", "Catalog", "CommerceAPI", "MongoODM", "Orders", "Schemas", "ShopCore",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/Fuzz", exclude: ["CLibFuzzer", "Corpus", "hooks.py", "schemathesis.toml"],
            swiftSettings: swiftSettings),
    ]
}
