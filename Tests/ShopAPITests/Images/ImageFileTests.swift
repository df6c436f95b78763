import BSON
import Foundation
import HTTPTypes
import ImagesTestSupport
import MongoODM
import RouteKit
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog
@testable import ObjectStore

/// `/api/v1/images/{image_id}/{size}`.
@Suite struct ImageFileTests {
    @Test func aFileIsAWebPThatIsKeptForAYear() async throws {
        try await withShop { shop in
            let id = try await shop.uploaded(as: try await shop.admin())
            for size in ["thumb", "small", "large"] {
                let file = try await shop.get("/api/v1/images/\(id)/\(size)")
                #expect(file.status == 200 && file.headers[.contentType] == "image/webp")
                #expect(file.body.starts(with: Array("RIFF".utf8)) && file.body[8..<12].elementsEqual("WEBP".utf8))
                #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
                let tag = try #require(file.headers[.eTag])
                #expect(try await shop.get("/api/v1/images/\(id)/\(size)", headers: [.ifNoneMatch: tag]).status == 304)
            }
        }
    }

    @Test func whatIsNoFileIsNotFound() async throws {
        try await withShop { shop in
            let id = try await shop.uploaded(as: try await shop.admin())
            for path in ["\(id)/huge", "\(id)/large.webp", "507f1f77bcf86cd799439011/thumb", "x/thumb"] {
                #expect(try await shop.get("/api/v1/images/\(path)").status == 404)
            }
        }
    }

    @Test func partsAreTheSameBytesFromMemoryAndFromTheStore() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            // No two squares alike, so that the large size is too large for the memory.
            let colours = (0..<40_000).map { [($0 * 7_919) % 256, ($0 * 104_729) % 256, ($0 * 1_299_709) % 256] }
            let photo = BlockJPEG(width: 1_600, height: 1_600, colour: { colours[$1 * 200 + $0] }).bytes
            let id = try #require(try await shop.upload(photo, as: admin)["id"]?.text)
            for (size, isInMemory) in [("thumb", true), ("large", false)] {
                let path = "/api/v1/images/\(id)/\(size)"
                let whole = try await shop.get(path)
                #expect((whole.body.count <= ImageFile.mostInMemory) == isInMemory)
                #expect(whole.headers[.contentLength] == String(whole.body.count))
                for _ in 0..<2 {
                    let part = try await shop.get(path, headers: [.range: "bytes=100-299"])
                    #expect(part.status == 206 && part.body == Array(whole.body[100..<300]))
                    #expect(part.headers[.contentRange] == "bytes 100-299/\(whole.body.count)")
                }
                #expect(try await shop.get(path, headers: [.range: "bytes=9999999-"]).status == 416)
                #expect(try await shop.send(.head, path).headers[.contentLength] == String(whole.body.count))
            }
        }
    }

    @Test func filesGoToTheStoreThatIsSet() async throws {
        let server = try await S3Server()
        let store = try S3Settings(
            endpoint: "http://127.0.0.1:\(server.port)", bucket: "pictures", region: "us-east-1",
            accessKeyID: server.key.id, secretAccessKey: server.key.secret)
        let bucket = try S3Store(store)
        #expect(try await bucket.send(S3Request(method: "PUT", path: "/pictures"), "make").status == 200)
        try await withShop(configure: {
            $0.images.kind = .s3
            $0.images.s3 = store
        }) { shop in
            let admin = try await shop.admin()
            let id = try await shop.uploaded(as: admin)
            #expect(
                try await bucket.list("").entries.map(\.key)
                    == ["large", "small", "thumb"].map { "products/\(id)/\($0).webp" })
            #expect(try await shop.get("/api/v1/images/\(id)/small").status == 200)
            #expect(try await shop.storedFiles() == [])
            #expect(try await shop.delete("/api/v1/products/1/images/\(id)", token: admin).status == 204)
            #expect(try await bucket.list("").entries == [])
        }
        await bucket.shutDown()
    }

    @Test func filesDoNotCountInTheLimitOfRequests() async throws {
        try await withShop(configure: { $0.apiRateLimit = RateLimit(3, per: .hour) }) { shop in
            let id = try await shop.uploaded(as: try await shop.admin())
            for _ in 0..<10 { #expect(try await shop.get("/api/v1/images/\(id)/thumb").status == 200) }
        }
    }

    @Test func whatIsAskedOnceIsInMemory() async throws {
        try await withShop { shop in
            let id = try await shop.uploaded(as: try await shop.admin())
            let path = "/api/v1/images/\(id)/thumb"
            let first = try await shop.questions { _ = try await shop.get(path) }
            // The product that has it, the file and its one part.
            #expect(first.count == 3, "\(first)")
            try await eventually {
                let questions = try await shop.questions { _ = try await shop.get(path) }
                return questions.isEmpty
            }
        }
    }

    @Test func aRemovedImageIsGoneInOtherInstancesToo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try await shop.uploaded(as: admin)
            let path = "/api/v1/images/\(id)/thumb"
            try await shop.withAnotherInstance { other in
                #expect(try await other.get(path).status == 200)
                #expect(try await shop.get(path).status == 200)
                #expect(try await shop.delete("/api/v1/products/1/images/\(id)", token: admin).status == 204)
                #expect(try await shop.get(path).status == 404)
                try await eventually { try await other.get(path).status == 404 }
            }
        }
    }

    @Test func filesThatNoProductNamesAreSweptAfterAnHour() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let kept = try await shop.uploaded(as: admin)
            let gone = try await shop.uploaded(to: "2", as: admin)
            try await shop.removeForGood("2", as: admin)
            let files = shop.backend.shop.images.files
            #expect(try await files.sweep() == 0)
            #expect(try await files.sweep(now: .now + 3_601) == 3)
            #expect(try await shop.storedFiles().allSatisfy { $0.contains(kept) && !$0.contains(gone) })
            #expect(try await shop.documents("images.chunks").count == 3)
            #expect(try await shop.get("/api/v1/images/\(kept)/thumb").status == 200)
            #expect(try await shop.get("/api/v1/images/\(gone)/thumb").status == 404)
        }
    }
}
