import HTTPTypes
import Testing

@testable import RouteKit

@Suite struct SetCookieTests {
    @Test func aCookieSaysWhereItGoesAndForHowLong() {
        let cookie = SetCookie("id", "7", path: "/a", lifetime: 60, isHiddenFromScripts: false, isSecure: false)
        #expect(cookie.field.name == .setCookie)
        #expect(cookie.field.value == "id=7; Max-Age=60; Path=/a; SameSite=Strict")
    }

    @Test func aCookieCanBeKeptFromScriptsAndOpenConnections() {
        let cookie = SetCookie("id", "", path: "/", lifetime: 0, isHiddenFromScripts: true, isSecure: true)
        #expect(cookie.field.value == "id=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict")
    }
}
