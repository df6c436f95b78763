#include <curl/curl.h>

/* Swift can't call functions with a variable number of arguments: one wrapper for each type of an option's value. */

static inline CURLcode bodega_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode bodega_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* The text is copied by the library. */
static inline CURLcode bodega_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/* The pointer is kept by the library, which does not own what it points to. */
static inline CURLcode bodega_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode bodega_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*bodega_curl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode bodega_curl_set_bytes_function(CURL *handle, CURLoption option, bodega_curl_bytes function) {
    return curl_easy_setopt(handle, option, function);
}

typedef int (*bodega_curl_progress)(
    void *context, curl_off_t download, curl_off_t downloaded, curl_off_t upload, curl_off_t uploaded);

static inline CURLcode bodega_curl_set_progress_function(CURL *handle, bodega_curl_progress function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}
