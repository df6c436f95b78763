import Images
import ObjectStore
import Schemas
import ShopCore

extension ImageService {
    /// Looks into a file and makes the shop's sizes of it.
    ///
    /// - Throws: ``ShopError``, `ValidationError`.
    func sizes(of bytes: [UInt8]) async throws -> [ImageSize: ResizedImage] {
        guard ImageFormat(bytes) != nil else { throw Self.isNoImage }
        try await self.scan(bytes)
        let sizes = ImageSize.allCases
        do {
            return Dictionary(
                uniqueKeysWithValues: zip(sizes, try await self.resizer.resize(bytes, to: sizes.map(\.side))))
        } catch {
            switch error.code {
            case .unknownFormat: throw Self.isNoImage
            case .tooManyPixels:
                throw Self.refusal(
                    "too_many_pixels", "The image has more than 50 million pixels, of all frames together")
            case .broken: throw Self.refusal("broken_image", "The image can't be read to its end")
            case .busy: throw ShopError.busy("Too many images are being uploaded; please try again in a moment.")
            case .cancelled: throw CancellationError()
            default: throw error
            }
        }
    }

    private func scan(_ bytes: [UInt8]) async throws {
        switch try await self.scanner?.scan(bytes) {
        case .clean, nil: return
        case .infected: throw Self.refusal("infected", "The scanner refuses the file")
        case .unavailable:
            throw ShopError.busy("The file can't be checked at the moment; please try again in a moment.")
        }
    }

    /// Does something with the store.
    func storing<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as ObjectStoreError where error.isTransient || error.code == .shutDown {
            throw ShopError.busy("The shop can't reach its images; please try again in a moment.")
        } catch let error as ObjectStoreError where error.code == .corrupt {
            throw Self.notFound
        }
    }

    private static let isNoImage = ShopError.unsupportedMediaType(
        "The file must be an image: JPEG, PNG, WebP, GIF or AVIF")

    private static func refusal(_ code: String, _ message: String) -> ValidationError {
        .inBody("file", code, message)
    }
}
