import CCurl

/// Sets the options of a handle, and keeps the first error.
struct CurlOptions {
    private let handle: UnsafeMutableRawPointer
    private(set) var code = CURLE_OK

    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        self.note(bodega_curl_set_long(self.handle, option, value))
    }

    mutating func setSize(_ option: CURLoption, _ value: Int) {
        self.note(bodega_curl_set_size(self.handle, option, curl_off_t(value)))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        self.note(bodega_curl_set_text(self.handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        self.note(bodega_curl_set_pointer(self.handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>) {
        self.note(bodega_curl_set_list(self.handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: @escaping bodega_curl_bytes) {
        self.note(bodega_curl_set_bytes_function(self.handle, option, value))
    }

    mutating func setProgress(_ value: @escaping bodega_curl_progress) {
        self.note(bodega_curl_set_progress_function(self.handle, value))
    }

    private mutating func note(_ code: CURLcode) {
        if self.code == CURLE_OK { self.code = code }
    }
}
