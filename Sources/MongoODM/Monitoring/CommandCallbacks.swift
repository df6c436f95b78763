import CMongoC
import Glibc

/// The driver's reports of commands (its APM callbacks) on their way to the observer of the thread.
///
/// The driver calls back on the thread that runs the command, before and after it; commands of threads without an
/// observer, as when the pool is destroyed, go unseen.
enum CommandCallbacks {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key, nil)
        precondition(code == 0, "the process has no key for a thread's data left")
        return key
    }()

    /// The observer of the present thread, which must outlive the thread's work for the driver.
    static func attach(_ observer: CommandObserver) {
        pthread_setspecific(Self.key, Unmanaged.passUnretained(observer).toOpaque())
    }

    private static var observer: CommandObserver? {
        guard let pointer = pthread_getspecific(Self.key) else { return nil }
        return Unmanaged<CommandObserver>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Asks the driver for reports, which must happen before the first client is taken from the pool.
    static func install(on pool: OpaquePointer) {
        let callbacks = mongoc_apm_callbacks_new()
        defer { mongoc_apm_callbacks_destroy(callbacks) }
        mongoc_apm_set_command_started_cb(callbacks) { event in
            guard let event else { return }
            Self.observer?.commandStarted(event)
        }
        mongoc_apm_set_command_succeeded_cb(callbacks) { event in
            guard let event, let observer = Self.observer else { return }
            observer.commandEnded(mongoc_apm_command_succeeded_get_duration(event), nil)
        }
        mongoc_apm_set_command_failed_cb(callbacks) { event in
            guard let event, let observer = Self.observer else { return }
            var error = bson_error_t()
            mongoc_apm_command_failed_get_error(event, &error)
            observer.commandEnded(mongoc_apm_command_failed_get_duration(event), error)
        }
        mongoc_client_pool_set_apm_callbacks(pool, callbacks, nil)
    }
}
