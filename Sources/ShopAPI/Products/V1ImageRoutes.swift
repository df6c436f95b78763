import BSON
import Catalog
import HTTPTypes
import NIOCore
import RouteKit
import ShopCore

/// `/api/v1/products/{id}/images`: the pictures of a product; `/api/v1/images`: their files.
struct V1ImageRoutes: Sendable {
    private let images: ImageService
    private let catalog: CatalogService
    private let maximumSize: Int
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    /// - Parameter maximumSize: how large an uploaded file may be, in bytes.
    init(
        _ images: ImageService, of catalog: CatalogService, maximumSize: Int, access: ShopAccess, keys: IdempotencyKeys
    ) {
        self.images = images
        self.catalog = catalog
        self.maximumSize = maximumSize
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let images = self.images
        return [
            Route(
                .get, "/products/{id}/images", id: "listImages", "The images of a product", tag: .v1Products,
                access: self.access.userIfAny, input: .path(V1ProductPath.self, query: V1PageQuery.self),
                options: .init(errors: [.notFound])
            ) { call in
                V1Page(
                    try await images.images(
                        ofProductNamed: call.path.name, within: call.caller?.scopeIfAny(of: .updateProduct),
                        call.query.request
                    ).map { V1Image($0) })
            },
            Route(
                .get, "/products/{id}/images/{image_id}", id: "getImage", "One image of a product", tag: .v1Products,
                access: self.access.userIfAny, input: .path(V1ImagePath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Image(
                        try await images.image(
                            ObjectID(call.path.id, of: "Image"), ofProductNamed: call.path.product,
                            within: call.caller?.scopeIfAny(of: .updateProduct))))
            },
            Route(
                .get, "/images/{image_id}/{size}", id: "getImageFile", "The file of an image", tag: .v1Products,
                access: .anyone, input: .path(V1ImageFilePath.self),
                options: .init(errors: [.notFound], quota: .exempt, mediaTypes: [ImageFile.contentType]),
                fastPath: { path, _ -> Download? in
                    guard let (id, size) = path.named, let file = images.fileInMemory(id, size), file.bytes != nil
                    else {
                        return nil
                    }
                    return images.download(file, id, size)
                },
                handler: { call in
                    guard let (id, size) = call.path.named else { throw ShopError.notFound("Image not found") }
                    return images.download(try await images.file(id, size), id, size)
                }),
        ]
    }

    private var writing: [Route] {
        let images = self.images
        let catalog = self.catalog
        let access = self.access.ownPermission(.updateProduct)
        return [
            Route(
                .post, "/products/{id}/images", id: "uploadImage", "Upload an image of a product", tag: .v1Products,
                access: access,
                input: .path(
                    V1ProductPath.self,
                    form: FormFormat(V1ImageFields.self, file: "file", maximumFileSize: self.maximumSize)),
                options: .init(status: .created, errors: [.notFound, .conflict]), keys: self.keys
            ) { call, keeping in
                try await images.add(
                    call.body.file.bytes, alt: call.body.fields.alt, to: catalog.id(ofProductNamed: call.path.name),
                    within: call.caller.scope(of: .updateProduct), by: call.author,
                    keeping: keeping { listed in
                        let product = "\(Mount.v1.path)/products/\(listed.productID.hexString)"
                        return Created(
                            Representation(V1Image(listed)), at: "\(product)/images/\(listed.image.id.hexString)")
                    })
            }.also(.post, "/products/{id}/upload-image"),
            Route(
                .patch, "/products/{id}/images/{image_id}", id: "changeImage", "Change what is said of an image",
                tag: .v1Products, access: access, input: .path(V1ImagePath.self, body: V1ImageChanges.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Image(
                        try await images.change(
                            ObjectID(call.path.id, of: "Image"), of: catalog.id(ofProductNamed: call.path.product),
                            call.body.changes, within: call.caller.scope(of: .updateProduct), if: call.ifMatch,
                            shown: { V1Image($0) }, by: call.author)))
            },
            Route(
                .delete, "/products/{id}/images/{image_id}", id: "deleteImage", "Remove an image",
                tag: .v1Products, access: access, input: .path(V1ImagePath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await images.remove(
                    ObjectID(call.path.id, of: "Image"), of: catalog.id(ofProductNamed: call.path.product),
                    within: call.caller.scope(of: .updateProduct), if: call.ifMatch, shown: { V1Image($0) },
                    by: call.author)
                return NoContent()
            },
        ]
    }
}

extension V1ImageFilePath {
    /// What is named; nil where that can't be.
    fileprivate var named: (ObjectID, ImageSize)? {
        guard let id = ObjectID(self.id), let size = ImageSize(rawValue: self.size) else { return nil }
        return (id, size)
    }
}

extension ImageService {
    /// A file as it is sent. Another picture has another id, so the address never answers anything else.
    fileprivate func download(_ file: ImageFile, _ id: ObjectID, _ size: ImageSize) -> Download {
        let tag = "\"\(id.hexString)-\(size.rawValue)\""
        if let bytes = file.bytes {
            return Download(
                ByteBuffer(bytes: bytes), contentType: ImageFile.contentType, entityTag: tag, caching: .immutable)
        }
        return Download(
            length: file.length, contentType: ImageFile.contentType, entityTag: tag, caching: .immutable
        ) { range in
            { send in
                try await self.send(range, of: id, size) { try await send(ByteBuffer(bytes: $0)) }
            }
        }
    }
}
