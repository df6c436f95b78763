#include <mongoc/mongoc.h>

/* A stream in front of another: see DeadlineStream.swift. The driver knows the first field only. */
typedef struct {
    mongoc_stream_t stream;
    mongoc_stream_t *inner;
    void *timeout;
} bodega_deadline_stream_t;

/* How the driver connects by itself. The library exports it; its public headers lack the declaration. */
mongoc_stream_t *mongoc_client_default_stream_initiator(
    const mongoc_uri_t *uri, const mongoc_host_list_t *host, void *client, bson_error_t *error);
