#include "CDriverBaseline.h"

#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What a program does that uses the fields: looks at each of them, and takes the texts. */
static size_t read_fields(const bson_t *document) {
    bson_iter_t iterator;
    size_t bytes = 0;
    bson_iter_init(&iterator, document);
    while (bson_iter_next(&iterator)) {
        if (BSON_ITER_HOLDS_UTF8(&iterator)) {
            uint32_t length;
            char *copy = bson_iter_dup_utf8(&iterator, &length);
            bytes += length;
            bson_free(copy);
        } else {
            bytes += bson_iter_type(&iterator);
        }
    }
    return bytes;
}

typedef struct {
    mongoc_client_pool_t *pool;
    const char *database, *collection;
    const char *const *slugs;
    size_t slug_count, first;
    int operations, missing;
} work_t;

static void *find(void *argument) {
    work_t *work = argument;
    mongoc_client_t *client = mongoc_client_pool_pop(work->pool);
    mongoc_collection_t *collection = mongoc_client_get_collection(client, work->database, work->collection);
    bson_t *options = BCON_NEW("limit", BCON_INT64(1), "singleBatch", BCON_BOOL(true));
    for (int index = 0; index < work->operations; index++) {
        bson_t *filter =
            BCON_NEW("slug", "{", "$eq", BCON_UTF8(work->slugs[(work->first + (size_t)index) % work->slug_count]), "}");
        mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, filter, options, NULL);
        const bson_t *document;
        if (mongoc_cursor_next(cursor, &document)) {
            read_fields(document);
        } else {
            work->missing++;
        }
        mongoc_cursor_destroy(cursor);
        bson_destroy(filter);
    }
    bson_destroy(options);
    mongoc_collection_destroy(collection);
    mongoc_client_pool_push(work->pool, client);
    return NULL;
}

double baseline_find(
    const char *uri_string, const char *collection, const char *const *slugs, size_t slug_count, int threads,
    int operations_per_thread) {
    mongoc_init();
    mongoc_uri_t *uri = mongoc_uri_new(uri_string);
    mongoc_client_pool_t *pool = mongoc_client_pool_new(uri);
    mongoc_client_pool_max_size(pool, (uint32_t)threads);
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    work_t *works = calloc((size_t)threads, sizeof *works);
    double start = 0;
    int missing = 0;
    /* The first round opens the connections. */
    for (int round = 0; round < 2; round++) {
        start = now();
        for (int index = 0; index < threads; index++) {
            works[index] = (work_t){
                pool, mongoc_uri_get_database(uri), collection, slugs, slug_count, (size_t)index * 31,
                round == 0 ? 10 : operations_per_thread, 0,
            };
            pthread_create(&ids[index], NULL, find, &works[index]);
        }
        for (int index = 0; index < threads; index++) {
            pthread_join(ids[index], NULL);
            missing += works[index].missing;
        }
    }
    double seconds = now() - start;
    free(ids);
    free(works);
    mongoc_client_pool_destroy(pool);
    mongoc_uri_destroy(uri);
    return missing == 0 ? seconds : -1;
}

double baseline_stream(const char *uri_string, const char *collection_name, int batch_size, long *count) {
    mongoc_init();
    mongoc_uri_t *uri = mongoc_uri_new(uri_string);
    mongoc_client_t *client = mongoc_client_new_from_uri(uri);
    mongoc_collection_t *collection =
        mongoc_client_get_collection(client, mongoc_uri_get_database(uri), collection_name);
    bson_t *filter = bson_new();
    bson_t *options = BCON_NEW("batchSize", BCON_INT32(batch_size));
    double start = now();
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, filter, options, NULL);
    const bson_t *document;
    *count = 0;
    while (mongoc_cursor_next(cursor, &document)) {
        read_fields(document);
        (*count)++;
    }
    double seconds = now() - start;
    mongoc_cursor_destroy(cursor);
    bson_destroy(options);
    bson_destroy(filter);
    mongoc_collection_destroy(collection);
    mongoc_client_destroy(client);
    mongoc_uri_destroy(uri);
    return seconds;
}
