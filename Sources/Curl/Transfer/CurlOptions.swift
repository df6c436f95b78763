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

    /// What differs between mails and requests to web servers.
    mutating func set(_ kind: CurlRequest.Kind, _ list: UnsafeMutablePointer<curl_slist>?) {
        switch kind {
        case .mail(let sender, _, let encryption):
            self.setMail(encryption)
            self.set(CURLOPT_MAIL_FROM, sender)
            if let list { self.set(CURLOPT_MAIL_RCPT, list) }
        case .greeting(let encryption):
            self.setMail(encryption)
            self.set(CURLOPT_CUSTOMREQUEST, "NOOP")
        case .http(let method, _, let signing):
            self.set(CURLOPT_PROTOCOLS_STR, "http,https")
            // An address is sent as it is written, because it is signed so.
            self.set(CURLOPT_PATH_AS_IS, 1)
            // A server's word before the body is not waited for: that takes longer than most bodies. (To take the field
            // `Expect` away is no way, because libcurl would sign it all the same.)
            self.set(CURLOPT_EXPECT_100_TIMEOUT_MS, 1)
            if method == "HEAD" { self.set(CURLOPT_NOBODY, 1) } else { self.set(CURLOPT_CUSTOMREQUEST, method) }
            if let signing { self.set(CURLOPT_AWS_SIGV4, signing) }
            if let list { self.set(CURLOPT_HTTPHEADER, list) }
        }
    }

    private mutating func setMail(_ encryption: CurlRequest.Encryption) {
        let level =
            switch encryption {
            case .required: CURLUSESSL_ALL
            case .opportunistic: CURLUSESSL_TRY
            case .off: CURLUSESSL_NONE
            }
        self.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        self.set(CURLOPT_USE_SSL, Int(level.rawValue))
    }

    private mutating func note(_ code: CURLcode) {
        if self.code == CURLE_OK { self.code = code }
    }
}
