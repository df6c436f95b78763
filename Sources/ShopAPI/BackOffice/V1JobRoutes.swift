import BackOffice
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/jobs`: what is done beside requests, mails above all.
struct V1JobRoutes: Sendable {
    private let jobs: JobAdministration
    private let access: Access<Identity>

    init(_ jobs: JobAdministration, access: ShopAccess) {
        self.jobs = jobs
        self.access = access.permission(.manageJob)
    }

    var routes: [Route] {
        let jobs = self.jobs
        return [
            Route(
                .get, "/admin/jobs", id: "listJobs", "What is done beside requests, the newest first", tag: .v1Admin,
                access: self.access, input: .query(V1JobListQuery.self)
            ) { call in
                let caller = call.caller
                return V1Page(
                    try await jobs.page(state: call.query.state, kind: call.query.kind, call.query.request)
                        .map { V1Job($0, for: caller) })
            },
            Route(
                .get, "/admin/jobs/{id}", id: "getJob", "One job", tag: .v1Admin, access: self.access,
                input: .path(V1JobPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Job(try await jobs.job(call.path.job()), for: call.caller))
            },
            Route(
                .post, "/admin/jobs/{id}/retry", id: "retryJob",
                "Have a job tried again at once that is dead, cancelled, or waits", tag: .v1Admin,
                access: self.access, input: .path(V1JobPath.self), options: .init(errors: [.notFound, .conflict])
            ) { call in
                Representation(
                    V1Job(try await jobs.retry(call.path.job(), by: call.author), for: call.caller))
            },
            Route(
                .post, "/admin/jobs/{id}/cancel", id: "cancelJob", "Cancel a job that is not done", tag: .v1Admin,
                access: self.access, input: .path(V1JobPath.self), options: .init(errors: [.notFound, .conflict])
            ) { call in
                Representation(
                    V1Job(try await jobs.cancel(call.path.job(), by: call.author), for: call.caller))
            },
        ]
    }
}
