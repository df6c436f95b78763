#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CDriverBaseline.h"

/* A call as a program would make it: a filter and options for a find, otherwise a whole command. */
typedef struct {
    bool is_find;
    char *collection;
    bson_t *document, *options;
} call_t;

typedef struct {
    call_t *calls;
    size_t count;
} recording_t;

/* What the driver itself adds to a command. */
static bool is_of_driver(const char *key) {
    return key[0] == '$' || strcmp(key, "lsid") == 0 || strcmp(key, "txnNumber") == 0;
}

static call_t call_of(const bson_t *command) {
    call_t call = {false, NULL, NULL, bson_new()};
    bson_t *filter = NULL;
    bson_iter_t iterator;
    bson_iter_init(&iterator, command);
    while (bson_iter_next(&iterator)) {
        const char *key = bson_iter_key(&iterator);
        if (is_of_driver(key)) continue;
        if (strcmp(key, "find") == 0) {
            call.is_find = true;
            call.collection = bson_iter_dup_utf8(&iterator, NULL);
        } else if (call.is_find && strcmp(key, "filter") == 0) {
            const uint8_t *data;
            uint32_t length;
            bson_iter_document(&iterator, &length, &data);
            filter = bson_new_from_data(data, length);
        } else {
            bson_append_iter(call.options, key, -1, &iterator);
        }
    }
    if (call.is_find) {
        call.document = filter != NULL ? filter : bson_new();
    } else {
        call.document = call.options;
        call.options = bson_new();
    }
    return call;
}

/* The calls that the server's profiler has written down, in their order. */
static recording_t recorded(mongoc_client_t *client, const char *database) {
    recording_t recording = {NULL, 0};
    mongoc_collection_t *profile = mongoc_client_get_collection(client, database, "system.profile");
    /* The shop's change stream asks for more all the time, whoever else asks for something. */
    bson_t *filter = BCON_NEW(
        "ns", "{", "$not", BCON_REGEX("system\\.profile$", ""), "}", "command.find", "{", "$ne", "system.profile", "}",
        "command.getMore", "{", "$exists", BCON_BOOL(false), "}");
    bson_t *options = BCON_NEW("sort", "{", "$natural", BCON_INT32(1), "}");
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(profile, filter, options, NULL);
    const bson_t *entry;
    while (mongoc_cursor_next(cursor, &entry)) {
        bson_iter_t iterator;
        const uint8_t *data;
        uint32_t length;
        if (!bson_iter_init_find(&iterator, entry, "command") || !BSON_ITER_HOLDS_DOCUMENT(&iterator)) continue;
        bson_iter_document(&iterator, &length, &data);
        bson_t *command = bson_new_from_data(data, length);
        bson_iter_t first;
        /* The change of the profiler's own level is recorded, too. */
        if (bson_iter_init(&first, command) && bson_iter_next(&first) && strcmp(bson_iter_key(&first), "profile") != 0) {
            recording.calls = realloc(recording.calls, (recording.count + 1) * sizeof *recording.calls);
            recording.calls[recording.count++] = call_of(command);
        }
        bson_destroy(command);
    }
    mongoc_cursor_destroy(cursor);
    bson_destroy(filter);
    bson_destroy(options);
    mongoc_collection_destroy(profile);
    return recording;
}

static void end(recording_t recording) {
    for (size_t index = 0; index < recording.count; index++) {
        bson_free(recording.calls[index].collection);
        bson_destroy(recording.calls[index].document);
        bson_destroy(recording.calls[index].options);
    }
    free(recording.calls);
}

/* Looks at every field, those of inner documents too, and takes the texts. */
static size_t read_everything(bson_iter_t *iterator) {
    size_t bytes = 0;
    while (bson_iter_next(iterator)) {
        bson_iter_t inner;
        if (BSON_ITER_HOLDS_UTF8(iterator)) {
            uint32_t length;
            char *copy = bson_iter_dup_utf8(iterator, &length);
            bytes += length;
            bson_free(copy);
        } else if ((BSON_ITER_HOLDS_DOCUMENT(iterator) || BSON_ITER_HOLDS_ARRAY(iterator)) && bson_iter_recurse(iterator, &inner)) {
            bytes += read_everything(&inner);
        } else {
            bytes += bson_iter_type(iterator);
        }
    }
    return bytes;
}

static bool make(const call_t *call, mongoc_client_t *client, const char *database) {
    bson_iter_t iterator;
    /* A program makes the document for each call. */
    bson_t *document = bson_copy(call->document);
    bool is_done;
    if (call->is_find) {
        mongoc_collection_t *collection = mongoc_client_get_collection(client, database, call->collection);
        mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, document, call->options, NULL);
        const bson_t *found;
        bson_error_t error;
        while (mongoc_cursor_next(cursor, &found)) {
            if (bson_iter_init(&iterator, found)) read_everything(&iterator);
        }
        is_done = !mongoc_cursor_error(cursor, &error);
        mongoc_cursor_destroy(cursor);
        mongoc_collection_destroy(collection);
    } else {
        bson_t reply;
        bson_error_t error;
        is_done = mongoc_client_read_write_command_with_opts(
            client, database, document, NULL, call->options, &reply, &error);
        if (is_done && bson_iter_init(&iterator, &reply)) read_everything(&iterator);
        bson_destroy(&reply);
    }
    bson_destroy(document);
    return is_done;
}

typedef struct {
    mongoc_client_pool_t *pool;
    const char *database;
    recording_t recording;
    size_t first, step;
    int rounds;
    bool failed;
} share_t;

/* Each thread makes calls of its own, because rivals for one document would make the server refuse some. */
static void *replay(void *argument) {
    share_t *share = argument;
    mongoc_client_t *client = mongoc_client_pool_pop(share->pool);
    for (int round = 0; round < share->rounds && !share->failed; round++) {
        for (size_t index = share->first; index < share->recording.count; index += share->step) {
            if (!make(&share->recording.calls[index], client, share->database)) share->failed = true;
        }
    }
    mongoc_client_pool_push(share->pool, client);
    return NULL;
}

static double cpu_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double baseline_replay(const char *uri_string, int threads, int rounds, long *calls) {
    mongoc_init();
    mongoc_uri_t *uri = mongoc_uri_new(uri_string);
    mongoc_client_pool_t *pool = mongoc_client_pool_new(uri);
    const char *database = mongoc_uri_get_database(uri);
    mongoc_client_pool_max_size(pool, (uint32_t)threads);
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    recording_t recording = recorded(client, database);
    mongoc_client_pool_push(pool, client);
    *calls = (long)recording.count;
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    share_t *shares = calloc((size_t)threads, sizeof *shares);
    double start = 0;
    bool failed = false;
    /* The first time opens the connections. */
    for (int time = 0; time < 2; time++) {
        start = cpu_seconds();
        for (int index = 0; index < threads; index++) {
            shares[index] = (share_t){
                pool, database, recording, (size_t)index, (size_t)threads, time == 0 ? 1 : rounds, false,
            };
            pthread_create(&ids[index], NULL, replay, &shares[index]);
        }
        for (int index = 0; index < threads; index++) {
            pthread_join(ids[index], NULL);
            failed = failed || shares[index].failed;
        }
    }
    double seconds = cpu_seconds() - start;
    free(ids);
    free(shares);
    end(recording);
    mongoc_client_pool_destroy(pool);
    mongoc_uri_destroy(uri);
    return failed ? -1 : seconds / rounds;
}
