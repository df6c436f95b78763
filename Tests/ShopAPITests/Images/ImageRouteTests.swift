import BSON
import HTTPTypes
import ImagesTestSupport
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// `/api/v1/products/{id}/images`.
@Suite struct ImageRouteTests {
    private static let path = "/api/v1/products/1/images"

    @Test func anImageIsUploadedShownChangedAndRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.upload(alt: "In red and blue", as: admin)
            #expect(added.status == 201 && added["alt"] == "In red and blue" && added["position"]?.integer == 0)
            let id = try #require(added["id"]?.text)
            #expect(added["urls"]?["thumb"]?.text == "/api/v1/images/\(id)/thumb")
            let location = try #require(added.headers[.location])
            let shown = try await shop.get(location)
            #expect(shown.body == added.body && shown.headers[.eTag] == added.headers[.eTag])
            #expect(try await shop.get(Self.path)["items"] == .array([added.json]))
            let changed = try await shop.patch(location, #"{"alt": null}"#, token: admin)
            #expect(changed.status == 200 && changed["alt"] == .null)
            #expect(try await shop.delete(location, token: admin).status == 204)
            for reply in [
                try await shop.get(location), try await shop.patch(location, "{}", token: admin),
                try await shop.delete(location, token: admin), try await shop.get("/api/v1/images/\(id)/thumb"),
            ] { #expect(reply.status == 404) }
            #expect(try await shop.storedFiles() == [])
        }
    }

    @Test func aProductShowsItsUploadsBeforeOtherImages() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let given = #"{"image": "https://a.example/1.jpg", "images": ["https://a.example/2.jpg"]}"#
            #expect(try await shop.patch("/api/v1/products/1", given, token: admin).status == 200)
            var product = try await shop.get("/api/v1/products/1")
            #expect(product["image"] == "https://a.example/1.jpg")
            #expect(product["images"]?.elements.map { $0["urls"]?["large"]?.text } == ["https://a.example/2.jpg"])
            let root = try await shop.get("/products/gaming-laptop-pro")
            let id = try await shop.uploaded(as: admin)
            product = try await shop.get("/api/v1/products/1")
            #expect(product["image"]?.text == "/api/v1/images/\(id)/large")
            #expect(product["images"]?.elements.map { $0["id"]?.text } == [id, nil])
            #expect(product["images"]?.elements.map { $0["position"]?.integer } == [0, 1])
            // The primary contract knows of no uploads.
            #expect(try await shop.get("/products/gaming-laptop-pro").body == root.body)
        }
    }

    @Test func imagesAreMoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try await shop.uploaded(as: admin)) }
            func order() async throws -> [String?] {
                try await shop.get(Self.path)["items"]?.elements.map { $0["id"]?.text } ?? []
            }
            #expect(try await order() == ids)
            _ = try await shop.patch("\(Self.path)/\(ids[2])", #"{"position": 0}"#, token: admin)
            #expect(try await order() == [ids[2], ids[0], ids[1]])
            let moved = try await shop.patch("\(Self.path)/\(ids[2])", #"{"position": 99}"#, token: admin)
            #expect(moved["position"]?.integer == 2)
            #expect(try await shop.patch("\(Self.path)/\(ids[2])", #"{"position": -1}"#, token: admin).status == 422)
        }
    }

    @Test func theOtherPathAnswersTheSame() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.upload(path: "upload-image", as: admin).status == 201)
            #expect(try await shop.get(Self.path)["total"]?.integer == 1)
        }
    }

    @Test func anUploadThatComesAgainIsOneImage() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "once"]
            let first = try await shop.upload(as: admin, headers: key)
            let second = try await shop.upload(as: admin, headers: key)
            #expect(first.status == 201 && second.body == first.body)
            #expect(try await shop.get(Self.path)["total"]?.integer == 1)
            #expect(try await shop.storedFiles().count == 3)
        }
    }

    @Test func aChangeOfWhatWasNotReadIsRefused() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.upload(as: admin)
            let location = try #require(added.headers[.location])
            let match: HTTPFields = [.ifMatch: try #require(added.headers[.eTag])]
            #expect(try await shop.patch(location, #"{"alt": "new"}"#, token: admin, headers: match).status == 200)
            #expect(try await shop.patch(location, #"{"alt": "newer"}"#, token: admin, headers: match).status == 412)
            #expect(try await shop.delete(location, token: admin, headers: match).status == 412)
        }
    }

    @Test func aProductHasTwentyImagesAtMostWhoeverUploadsAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let products = Repository<Product>(shop.database)
            let images = (0..<18).map { _ in ProductImage() }
            _ = try await products.updateOne(\.productID == 1, .set(\.images, images))
            let statuses = try await parallel(5) { _ -> Int in
                // Who is beaten by others may be told so.
                while true {
                    let reply = try await shop.upload(as: admin)
                    if reply.status != 412 { return reply.status }
                }
            }
            #expect(statuses.sorted() == [201, 201, 409, 409, 409])
            let refused = try await shop.upload(as: admin)
            #expect(refused.status == 409 && refused["code"] == "too_many_images")
            #expect(try await shop.storedFiles().count == 6)
        }
    }

    @Test func aVariantHasAnImageOfItsProduct() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try await shop.uploaded(as: admin)
            let other = try await shop.uploaded(to: "2", as: admin)
            let refused = try await shop.postVariant(
                "A", #"{"size": "S"}"#, extra: #", "image_id": "\#(other)""#, as: admin)
            #expect(refused.status == 422 && refused.violations == ["body.image_id unknown"])
            let added = try await shop.postVariant("A", #"{"size": "S"}"#, extra: #", "image_id": "\#(id)""#, as: admin)
            #expect(added.status == 201 && added["image_id"]?.text == id)
            let variant = try #require(added.headers[.location])
            #expect(try await shop.patch(variant, #"{"image_id": "\#(other)"}"#, token: admin).status == 422)
            // An image that is gone is no variant's.
            #expect(try await shop.delete("\(Self.path)/\(id)", token: admin).status == 204)
            #expect(try await shop.get(variant)["image_id"] == .null)
        }
    }

    @Test func whatIsUploadedIsChecked() async throws {
        try await withShop(configure: { $0.images.maximumSize = 20_000 }) { shop in
            let admin = try await shop.admin()
            let photo = BlockJPEG.redBlue.bytes
            for (file, status, violations) in [
                (Array("<svg/>".utf8), 415, []), ([], 415, []),
                (Array(photo.prefix(photo.count * 3 / 4)), 422, ["body.file broken_image"]),
                (FlatPNG.withoutMostPixels(width: 8_000, height: 8_000), 422, ["body.file too_many_pixels"]),
                ([UInt8](repeating: 7, count: 20_001), 413, []),
            ] as [([UInt8], Int, [String])] {
                let reply = try await shop.upload(file, as: admin)
                #expect(reply.status == status && reply.violations == violations, "\(reply.text)")
            }
            // Neither a name nor a media type make an image, nor unmake one.
            #expect(try await shop.upload(photo, name: "photo.svg", type: "text/html", as: admin).status == 201)
            let long = try await shop.upload(alt: String(repeating: "x", count: 301), as: admin)
            #expect(long.status == 422 && long.violations == ["body.alt string_too_long"])
            #expect(try await shop.upload(to: "999", as: admin).status == 404)
            #expect(try await shop.storedFiles().count == 3)
        }
    }

    @Test func imagesOfWhatIsHiddenAreListedForItsKeepersOnly() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try await shop.uploaded(as: admin)
            _ = try await shop.patch("/api/v1/products/1", #"{"is_active": false}"#, token: admin)
            for path in [Self.path, "\(Self.path)/\(id)"] {
                #expect(try await shop.get(path).status == 404)
                #expect(try await shop.get(path, token: admin).status == 200)
            }
        }
    }
}
