import Accounts
import BSON
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/users/me/addresses`: where a user has things sent to.
struct V1AddressRoutes: Sendable {
    private let addresses: AddressBookService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ addresses: AddressBookService, access: ShopAccess, keys: IdempotencyKeys) {
        self.addresses = addresses
        self.access = access
        self.keys = keys
    }

    private static let list = "/users/me/addresses"
    private static let one = "/users/me/addresses/{id}"

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let addresses = self.addresses
        return [
            Route(
                .get, Self.list, id: "listAddresses", "The user's addresses, the newest first", tag: .v1Accounts,
                access: self.access.user, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await addresses.page(of: call.caller.userID, call.query.request).map { V1Address($0) })
            },
            Route(
                .get, Self.one, id: "getAddress", "One of the user's addresses", tag: .v1Accounts,
                access: self.access.user, input: .path(V1AddressPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Address(try await addresses.address(call.path.address(), of: call.caller.userID)))
            },
        ]
    }

    private var writing: [Route] {
        let addresses = self.addresses
        return [
            Route(
                .post, Self.list, id: "addAddress", "Add an address; the first is the default", tag: .v1Accounts,
                access: self.access.user, input: .body(V1AddressRequest.self),
                options: .init(status: .created, errors: [.conflict]), keys: self.keys
            ) { call, keeping in
                try await addresses.add(
                    call.body.draft(), for: call.caller.userID,
                    keeping: keeping { added in
                        Created(
                            Representation(V1Address(added)),
                            at: "\(Mount.v1.path)\(Self.list)/\(added.address.id.hexString)")
                    })
            },
            Route(
                .put, Self.one, id: "replaceAddress", "Enter an address anew", tag: .v1Accounts,
                access: self.access.user, input: .path(V1AddressPath.self, body: V1AddressRequest.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Address(
                        try await addresses.replace(
                            call.path.address(), by: call.body.draft(), of: call.caller.userID, if: call.ifMatch,
                            shown: { V1Address($0) })))
            },
            Route(
                .delete, Self.one, id: "removeAddress", "Remove an address", tag: .v1Accounts,
                access: self.access.user, input: .path(V1AddressPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await addresses.remove(
                    call.path.address(), of: call.caller.userID, if: call.ifMatch, shown: { V1Address($0) })
                return NoContent()
            },
        ]
    }
}
