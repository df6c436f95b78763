#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A product and an order as a C program keeps them. Amounts are 128-bit decimals in their two halves, moments
   are milliseconds since 1970. */

typedef struct {
    uint8_t id[12];
    int32_t product_id;
    char *name;
    char *slug;
    char *description;
    uint64_t price_high;
    uint64_t price_low;
    char *image;
    int32_t inventory;
    char *category;
    bool is_active;
    int64_t created_at;
} codec_product;

typedef struct {
    char *product_id;
    char *name;
    uint64_t unit_price_high;
    uint64_t unit_price_low;
    int32_t qty;
    uint64_t line_total_high;
    uint64_t line_total_low;
} codec_line;

typedef struct {
    uint8_t id[12];
    char *user_id;
    codec_line *items;
    size_t item_count;
    uint64_t total_high;
    uint64_t total_low;
    char *currency;
    char *status;
    int64_t created_at;
} codec_order;

/* Build a document with libbson and return its size; with `copy`, its bytes go there too. */
size_t codec_encode_product(const codec_product *product, uint8_t *copy);
size_t codec_encode_order(const codec_order *order, uint8_t *copy);

/* Read every field of a document with libbson's iterators, copying the strings. False when one has another
   type or is missing. What was read must be released even then. */
bool codec_decode_product(const uint8_t *bytes, size_t count, codec_product *product);
bool codec_decode_order(const uint8_t *bytes, size_t count, codec_order *order);

void codec_release_product(codec_product *product);
void codec_release_order(codec_order *order);
