import HTTPTypes
import RouteKit
import TestSupport

extension ToyAPI {
    static let things = RouteTag("Things", "What there is.")
    static let people = RouteTag("People", "Who there is.")

    /// A token is a role, and whoever has one may do what the role may.
    private static func holder(of token: String) throws -> String {
        guard ["user", "admin"].contains(token) else { throw RefusedRequest(.unauthorized, "Invalid token") }
        return token
    }

    private static let user = Access<String>.bearer(.login, name: \.self) { try Self.holder(of: $0) }
    private static let admin = Access<String>.bearer(.permission("admin"), name: \.self) { token in
        let role = try Self.holder(of: token)
        guard role == "admin" else { throw RefusedRequest(.forbidden, "Admins only") }
        return role
    }

    var routes: [Route] {
        self.thingRoutes + self.otherRoutes + self.keyedRoutes + self.cookieRoutes(as: Self.user)
            + self.headerRoutes(as: Self.user) + self.fileRoutes(as: Self.user)
    }

    private var thingRoutes: [Route] {
        let calls = self.calls
        return [
            Route(
                .get, "/things", id: "listThings", "List things", tag: Self.things, access: .anyone,
                input: .query(ThingQuery.self), options: .init(isRateLimited: true)
            ) { call in
                calls.note("list")
                return Thing(name: call.query.name ?? "all", count: call.query.limit)
            },
            Route(
                .get, "/things/{name}", id: "getThing", "One thing", tag: Self.things, access: .anyone,
                input: .path(ThingPath.self), options: .init(errors: [.notFound], isRateLimited: true)
            ) { call in
                calls.note("get")
                guard call.path.name != "none" else { throw RefusedRequest(.notFound, "Thing not found") }
                guard call.path.name != "sold" else {
                    throw RefusedRequest(.notFound, "Thing is sold", code: "thing_sold")
                }
                return TaggedThing(thing: Thing(name: call.path.name, count: 1))
            },
            Route(
                .post, "/things", id: "makeThing", "Make a thing", tag: Self.things, access: .anyone,
                input: .body(Thing.self), options: .init(status: .created, quota: .auth)
            ) { call in
                calls.note("make")
                return call.body
            },
            Route(
                .put, "/things/{name}", id: "replaceThing", "Replace a thing", tag: Self.things, access: Self.admin,
                input: .path(ThingPath.self, body: Thing.self)
            ) { call in
                calls.note("replace")
                return Thing(name: "\(call.caller) \(call.path.name)", count: call.body.count)
            },
            Route(
                .get, "/things/{name}/parts", id: "listParts", "The parts of a thing", tag: Self.things,
                access: .anyone, input: .path(ThingPath.self, query: ThingQuery.self),
                fastPath: { path, query in
                    path.name == "forgotten" ? nil : Thing(name: "\(path.name) in memory", count: query.limit)
                },
                handler: { call in
                    calls.note("parts")
                    return Thing(name: call.path.name, count: call.query.limit)
                }),
        ]
    }

    private var otherRoutes: [Route] {
        let (calls, slow) = (self.calls, self.slow)
        return [
            Route(
                .get, "/stream", id: "getStream", "A long list", tag: Self.things, access: Self.user,
                input: .query(ThingQuery.self)
            ) { call in
                let (limit, isBroken) = (call.query.limit, call.query.name == "broken")
                return StreamedObject(of: ThingList.self) { object in
                    try await object.field("owner", call.caller)
                    try await object.list("things") { (place: Int?) in
                        let place = place ?? 0
                        calls.note("page")
                        if isBroken, place > 0 { throw RefusedRequest(.internalServerError, "The rest is gone") }
                        let items = (place..<min(place + 10, limit)).map { Thing(name: "lamp", count: $0 + 1) }
                        return (items, place + 10 < limit ? place + 10 : nil)
                    }
                }
            },
            Route(.get, "/me", id: "getMe", "Who I am", tag: Self.people, access: Self.user, input: .nothing) { call in
                Thing(name: call.caller, count: 0)
            },
            Route(
                .get, "/broken", id: "break", "Fail", tag: Self.things, access: .anyone, input: .nothing
            ) { _ -> Thing in
                throw Failure(secret: "what nobody must see")
            },
            Route(.get, "/slow", id: "wait", "Wait", tag: Self.things, access: .anyone, input: .nothing) { _ in
                calls.note("slow")
                return await slow.pass { Thing(name: "slow", count: 1) }
            },
            Route(
                .get, "/state", id: "state", "State", tag: Self.things, access: .anyone, input: .nothing,
                options: .init(quota: .exempt, isAlwaysAdmitted: true)
            ) { _ in
                Thing(name: "fine", count: 1)
            },
        ]
    }

    private var keyedRoutes: [Route] {
        let drawer = self.drawer
        return [
            Route(
                .post, "/drawer", id: "putThing", "Put a thing into the drawer", tag: Self.things, access: Self.user,
                input: .body(Thing.self), options: .init(errors: [.conflict]), keys: drawer
            ) { call, keeping in
                try await drawer.put(call.body, keeping: keeping { Thing(name: $0.name, count: $0.count + 1) })
            }
        ]
    }
}
