import CCurl

/// A handle of libcurl's, with its connection, and the only place where libcurl sends from.
///
/// It belongs to the thread that made it: it is neither copyable nor `Sendable`. Its end closes the connection and frees
/// the handle.
struct SMTPClient: ~Copyable {
    /// libcurl's process-wide state, initialised once.
    private static let started = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let settings: SMTPSettings
    /// What the callbacks are given. It lives as long as the handle, which points to it.
    private let transfer = SMTPTransfer()
    private let message: UnsafeMutablePointer<CChar>

    /// nil if there is no memory.
    init?(_ settings: SMTPSettings) {
        guard Self.started, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.settings = settings
        self.message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(self.handle)
        self.message.deallocate()
    }

    /// Sends a mail, over the connection of the last one if it is still there.
    func send(_ delivery: Delivery) -> Delivery.Outcome {
        // The connection stays with the handle.
        curl_easy_reset(self.handle)
        self.message.pointee = 0
        guard let recipients = curl_slist_append(nil, delivery.recipient) else {
            return .failure(MailError(.unreachable, "out of memory"))
        }
        defer { curl_slist_free_all(recipients) }
        self.transfer.begin(delivery)
        defer { self.transfer.end() }
        var code = self.setOptions(for: delivery, to: recipients)
        if code == CURLE_OK { code = curl_easy_perform(self.handle) }
        if code == CURLE_OK { return .success(()) }
        return .failure(self.transfer.error(code, message: String(cString: self.message)))
    }

    private func setOptions(for delivery: Delivery, to recipients: UnsafeMutablePointer<curl_slist>) -> CURLcode {
        let settings = self.settings
        let scheme = settings.encryption == .immediate ? "smtps" : "smtp"
        let host = settings.host.contains(":") && !settings.host.hasPrefix("[") ? "[\(settings.host)]" : settings.host
        let encryption =
            switch settings.encryption {
            case .immediate, .required: CURLUSESSL_ALL
            case .opportunistic: CURLUSESSL_TRY
            case .off: CURLUSESSL_NONE
            }
        let context = Unmanaged.passUnretained(self.transfer).toOpaque()
        var options = CurlOptions(self.handle)
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(self.message))
        // Signals belong to the process, and a proxy of the environment's is for the web.
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_PROXY, "")
        options.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        options.set(CURLOPT_URL, "\(scheme)://\(host):\(settings.port)")
        options.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
        options.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = settings.certificateAuthorities { options.set(CURLOPT_CAINFO, file) }
        if let credentials = settings.credentials {
            options.set(CURLOPT_USERNAME, credentials.user)
            options.set(CURLOPT_PASSWORD, credentials.password)
        }
        options.set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
        options.set(CURLOPT_TIMEOUT_MS, settings.timeout.milliseconds)
        options.set(CURLOPT_MAIL_FROM, delivery.sender)
        options.set(CURLOPT_MAIL_RCPT, recipients)
        options.set(CURLOPT_UPLOAD, 1)
        options.setSize(CURLOPT_INFILESIZE_LARGE, delivery.bytes.count)
        options.set(CURLOPT_READFUNCTION, SMTPTransfer.read)
        options.set(CURLOPT_READDATA, context)
        options.set(CURLOPT_HEADERFUNCTION, SMTPTransfer.hear)
        options.set(CURLOPT_HEADERDATA, context)
        // libcurl would print what replies have after their codes on standard output.
        options.set(CURLOPT_WRITEFUNCTION, SMTPTransfer.ignore)
        options.setProgress(SMTPTransfer.isGivenUp)
        options.set(CURLOPT_XFERINFODATA, context)
        options.set(CURLOPT_NOPROGRESS, 0)
        return options.code
    }
}
