#include "CBSONCodec.h"

#include <bson/bson.h>
#include <stdlib.h>
#include <string.h>

static void append_decimal(bson_t *bson, const char *key, uint64_t high, uint64_t low) {
    bson_decimal128_t decimal = {.high = high, .low = low};
    bson_append_decimal128(bson, key, -1, &decimal);
}

static size_t finish(bson_t *bson, uint8_t *copy) {
    size_t count = bson->len;
    if (copy) memcpy(copy, bson_get_data(bson), count);
    bson_destroy(bson);
    return count;
}

size_t codec_encode_product(const codec_product *product, uint8_t *copy) {
    bson_t bson = BSON_INITIALIZER;
    bson_oid_t id;
    memcpy(id.bytes, product->id, sizeof id.bytes);
    BSON_APPEND_OID(&bson, "_id", &id);
    BSON_APPEND_INT32(&bson, "product_id", product->product_id);
    BSON_APPEND_UTF8(&bson, "name", product->name);
    BSON_APPEND_UTF8(&bson, "slug", product->slug);
    BSON_APPEND_UTF8(&bson, "description", product->description);
    append_decimal(&bson, "price", product->price_high, product->price_low);
    BSON_APPEND_UTF8(&bson, "image", product->image);
    BSON_APPEND_INT32(&bson, "inventory", product->inventory);
    BSON_APPEND_UTF8(&bson, "category", product->category);
    BSON_APPEND_BOOL(&bson, "is_active", product->is_active);
    BSON_APPEND_DATE_TIME(&bson, "created_at", product->created_at);
    return finish(&bson, copy);
}

size_t codec_encode_order(const codec_order *order, uint8_t *copy) {
    bson_t bson = BSON_INITIALIZER;
    bson_t items;
    bson_oid_t id;
    memcpy(id.bytes, order->id, sizeof id.bytes);
    BSON_APPEND_OID(&bson, "_id", &id);
    BSON_APPEND_UTF8(&bson, "user_id", order->user_id);
    BSON_APPEND_ARRAY_BEGIN(&bson, "items", &items);
    for (uint32_t index = 0; index < order->item_count; index++) {
        const codec_line *line = &order->items[index];
        bson_t item;
        char buffer[16];
        const char *key;
        bson_uint32_to_string(index, &key, buffer, sizeof buffer);
        BSON_APPEND_DOCUMENT_BEGIN(&items, key, &item);
        BSON_APPEND_UTF8(&item, "product_id", line->product_id);
        BSON_APPEND_UTF8(&item, "name", line->name);
        append_decimal(&item, "unit_price", line->unit_price_high, line->unit_price_low);
        BSON_APPEND_INT32(&item, "qty", line->qty);
        append_decimal(&item, "line_total", line->line_total_high, line->line_total_low);
        bson_append_document_end(&items, &item);
    }
    bson_append_array_end(&bson, &items);
    append_decimal(&bson, "total", order->total_high, order->total_low);
    BSON_APPEND_UTF8(&bson, "currency", order->currency);
    BSON_APPEND_UTF8(&bson, "status", order->status);
    BSON_APPEND_DATE_TIME(&bson, "created_at", order->created_at);
    return finish(&bson, copy);
}

/* The field with a key: the one behind the last most of the time, as documents keep their order. */
static int find_field(const char *key, const char *const *names, int count, int expected) {
    if (expected < count && strcmp(key, names[expected]) == 0) return expected;
    for (int index = 0; index < count; index++) {
        if (strcmp(key, names[index]) == 0) return index;
    }
    return -1;
}

static bool read_string(const bson_iter_t *iter, char **value) {
    if (!BSON_ITER_HOLDS_UTF8(iter)) return false;
    *value = bson_iter_dup_utf8(iter, NULL);
    return true;
}

static bool read_int(const bson_iter_t *iter, int32_t *value) {
    if (!BSON_ITER_HOLDS_INT32(iter)) return false;
    *value = bson_iter_int32(iter);
    return true;
}

static bool read_date(const bson_iter_t *iter, int64_t *value) {
    if (!BSON_ITER_HOLDS_DATE_TIME(iter)) return false;
    *value = bson_iter_date_time(iter);
    return true;
}

static bool read_id(const bson_iter_t *iter, uint8_t *value) {
    if (!BSON_ITER_HOLDS_OID(iter)) return false;
    memcpy(value, bson_iter_oid(iter)->bytes, 12);
    return true;
}

static bool read_decimal(const bson_iter_t *iter, uint64_t *high, uint64_t *low) {
    bson_decimal128_t decimal;
    if (!bson_iter_decimal128(iter, &decimal)) return false;
    *high = decimal.high;
    *low = decimal.low;
    return true;
}

bool codec_decode_product(const uint8_t *bytes, size_t count, codec_product *product) {
    static const char *const names[] = {"_id",   "product_id", "name",     "slug",      "description", "price",
                                        "image", "inventory",  "category", "is_active", "created_at"};
    bson_t bson;
    bson_iter_t iter;
    unsigned met = 0;
    int field = -1;
    memset(product, 0, sizeof *product);
    if (!bson_init_static(&bson, bytes, count) || !bson_iter_init(&iter, &bson)) return false;
    while (bson_iter_next(&iter)) {
        bool is_read = true;
        field = find_field(bson_iter_key(&iter), names, 11, field + 1);
        switch (field) {
        case 0: is_read = read_id(&iter, product->id); break;
        case 1: is_read = read_int(&iter, &product->product_id); break;
        case 2: is_read = read_string(&iter, &product->name); break;
        case 3: is_read = read_string(&iter, &product->slug); break;
        case 4: is_read = read_string(&iter, &product->description); break;
        case 5: is_read = read_decimal(&iter, &product->price_high, &product->price_low); break;
        case 6: is_read = read_string(&iter, &product->image); break;
        case 7: is_read = read_int(&iter, &product->inventory); break;
        case 8: is_read = read_string(&iter, &product->category); break;
        case 9:
            is_read = BSON_ITER_HOLDS_BOOL(&iter);
            product->is_active = bson_iter_bool(&iter);
            break;
        case 10: is_read = read_date(&iter, &product->created_at); break;
        default: continue;
        }
        if (!is_read) return false;
        met |= 1u << field;
    }
    return met == (1u << 11) - 1;
}

static bool decode_line(const bson_iter_t *outer, codec_line *line) {
    static const char *const names[] = {"product_id", "name", "unit_price", "qty", "line_total"};
    bson_iter_t iter;
    unsigned met = 0;
    int field = -1;
    if (!BSON_ITER_HOLDS_DOCUMENT(outer) || !bson_iter_recurse(outer, &iter)) return false;
    while (bson_iter_next(&iter)) {
        bool is_read = true;
        field = find_field(bson_iter_key(&iter), names, 5, field + 1);
        switch (field) {
        case 0: is_read = read_string(&iter, &line->product_id); break;
        case 1: is_read = read_string(&iter, &line->name); break;
        case 2: is_read = read_decimal(&iter, &line->unit_price_high, &line->unit_price_low); break;
        case 3: is_read = read_int(&iter, &line->qty); break;
        case 4: is_read = read_decimal(&iter, &line->line_total_high, &line->line_total_low); break;
        default: continue;
        }
        if (!is_read) return false;
        met |= 1u << field;
    }
    return met == (1u << 5) - 1;
}

static bool decode_lines(const bson_iter_t *outer, codec_order *order) {
    bson_iter_t iter;
    size_t capacity = 0;
    if (!BSON_ITER_HOLDS_ARRAY(outer) || !bson_iter_recurse(outer, &iter)) return false;
    while (bson_iter_next(&iter)) {
        if (order->item_count == capacity) {
            capacity = capacity ? capacity * 2 : 4;
            codec_line *larger = realloc(order->items, capacity * sizeof *larger);
            if (!larger) return false;
            order->items = larger;
        }
        codec_line *line = &order->items[order->item_count++];
        memset(line, 0, sizeof *line);
        if (!decode_line(&iter, line)) return false;
    }
    return true;
}

bool codec_decode_order(const uint8_t *bytes, size_t count, codec_order *order) {
    static const char *const names[] = {"_id", "user_id", "items", "total", "currency", "status", "created_at"};
    bson_t bson;
    bson_iter_t iter;
    unsigned met = 0;
    int field = -1;
    memset(order, 0, sizeof *order);
    if (!bson_init_static(&bson, bytes, count) || !bson_iter_init(&iter, &bson)) return false;
    while (bson_iter_next(&iter)) {
        bool is_read = true;
        field = find_field(bson_iter_key(&iter), names, 7, field + 1);
        switch (field) {
        case 0: is_read = read_id(&iter, order->id); break;
        case 1: is_read = read_string(&iter, &order->user_id); break;
        case 2: is_read = decode_lines(&iter, order); break;
        case 3: is_read = read_decimal(&iter, &order->total_high, &order->total_low); break;
        case 4: is_read = read_string(&iter, &order->currency); break;
        case 5: is_read = read_string(&iter, &order->status); break;
        case 6: is_read = read_date(&iter, &order->created_at); break;
        default: continue;
        }
        if (!is_read) return false;
        met |= 1u << field;
    }
    return met == (1u << 7) - 1;
}

void codec_release_product(codec_product *product) {
    bson_free(product->name);
    bson_free(product->slug);
    bson_free(product->description);
    bson_free(product->image);
    bson_free(product->category);
}

void codec_release_order(codec_order *order) {
    for (size_t index = 0; index < order->item_count; index++) {
        bson_free(order->items[index].product_id);
        bson_free(order->items[index].name);
    }
    free(order->items);
    bson_free(order->user_id);
    bson_free(order->currency);
    bson_free(order->status);
}
