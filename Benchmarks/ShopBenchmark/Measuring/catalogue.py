"""Products in any number, made by MongoDB itself, with words that are common, rare or one product's own in their names.

`million.lua` asks for the same words.
"""

import os
import re

from localservers.mongo_wire import MongoConnection

ADJECTIVES = (
    "Classic Modern Rustic Compact Deluxe Portable Wireless Smart Organic Vintage Premium Ergonomic Foldable Waterproof "
    "Lightweight Ultra Mini Elegant Durable Handmade"
).split()
MATERIALS = (
    "Steel Wooden Leather Cotton Ceramic Glass Bamboo Plastic Silk Copper Marble Wool Linen Carbon Rubber Velvet Bronze "
    "Granite Canvas Titanium"
).split()
NOUNS = (
    "Laptop Lamp Chair Table Backpack Headphones Keyboard Mug Kettle Blanket Camera Watch Bottle Notebook Jacket Sneakers "
    "Sofa Pillow Speaker Monitor Desk Bicycle Tent Umbrella Wallet Helmet Guitar Drill Blender Toaster"
).split()
CATEGORIES = [
    "Electronics", "Home & Living", "Fashion", "Sports & Outdoors", "Books", "Toys", "Garden", "Beauty", "Automotive",
    "Music",
]  # fmt: skip
SYLLABLES = "vel mor kan tir dax zen bru lio pex nov qua rim sol fyn gal hux jor wex ybo cel".split()
"""Three of them make one of 8000 brands."""
CATEGORIES_OF_A_NAME = 20
"""So there are 200 categories."""
GROUPS = 50
"""Each product has the tag of one of these groups, so that no two groups have a product in common."""
MARKS = 40
BATCH = 10_000
TIMEOUT_SECONDS = 60


def fill(database, count):
    """Stores the products 1 to `count`, as a program would that knows nothing of what searches need."""
    with connect() as connection:
        for first in range(1, count + 1, BATCH):
            numbers = {"$range": [first, min(first + BATCH, count + 1)]}
            connection.command(
                database,
                aggregate=1,
                pipeline=[
                    {"$documents": {"$map": {"input": numbers, "in": {"n": "$$this"}}}},
                    {"$replaceWith": product()},
                    {"$merge": {"into": "products"}},
                ],
                cursor={},
            )


def connect():
    port = int(re.search(r":(\d+)", os.environ["MONGODB_URI"])[1])
    return MongoConnection(port, timeout=TIMEOUT_SECONDS)


def product():
    brand = {"$concat": [syllable(7), syllable(140), syllable(2800)]}
    return {
        "product_id": "$n",
        "name": {"$concat": [
            word(ADJECTIVES, 104_729), " ", word(MATERIALS, 15_485), " ", word(NOUNS, 32_452), " ", brand, " ", code(),
        ]},
        "slug": {"$concat": ["item-", {"$toString": "$n"}]},
        "description": "A fine thing that serves you well for years, and that is made with care by people who know how.",
        "price": {"$round": [{"$toDecimal": {"$pow": [10, {"$divide": [shuffled(299_993), 333_334]}]}}, 2]},
        "image": "https://images.unsplash.com/photo-1603302576837-37561b2e2302?w=800",
        "inventory": {"$cond": [has_variants(), 6, part(87_649, 1, 4)]},
        "variants": {"$cond": [has_variants(), [variant(index) for index in range(3)], []]},
        "category": {"$concat": [word(CATEGORIES, 7_919), " ", {"$toString": part(15_013, 1, CATEGORIES_OF_A_NAME)}]},
        "is_active": {"$literal": True},
        "is_featured": {"$eq": [part(64_951, 1, 50), 0]},
        "tags": [
            {"$concat": ["group-", {"$toString": part(27_449, 1, GROUPS)}]},
            {"$concat": ["mark-", {"$toString": part(39_119, 1, MARKS)}]},
        ],
        "rating": rating(),
        "sold": part(51_599, 1, 1000),
        "created_at": {"$subtract": ["$$NOW", {"$multiply": [shuffled(45_007), 1000]}]},
    }  # fmt: skip


def has_variants():
    return {"$eq": [{"$mod": ["$n", 10]}, 0]}


def variant(index):
    digits = {"$toString": {"$add": [{"$toLong": "100000000000"}, {"$multiply": ["$n", 10]}, index]}}
    return {
        "_id": {"$toObjectId": {"$concat": ["000000000000", digits]}},
        "sku": {"$concat": ["sku-", digits]},
        "options": {"size": {"$literal": "SML"[index]}, "color": word(["red", "green", "blue", "black"], 18_013)},
        "inventory": {"$literal": 2},
        "reserved": {"$literal": 0},
        "sold": {"$literal": 0},
        "stocked": {"$literal": 2},
        "is_active": {"$literal": True},
    }  # fmt: skip


def rating():
    count = part(33_301, 1, 20)
    total = {"$add": [count, {"$mod": [shuffled(71_993), {"$add": [{"$multiply": [count, 4]}, 1]}]}]}
    average = {"$cond": [{"$eq": [count, 0]}, {"$literal": 0}, {"$round": [{"$divide": [total, {"$max": [count, 1]}]}, 2]}]}
    return {"sum": {"$toInt": total}, "count": count, "average": {"$toDouble": average}}


def shuffled(factor):
    """A number below 1,000,003 that looks random, and that no other product has."""
    return {"$mod": [{"$multiply": ["$n", factor]}, 1_000_003]}


def part(factor, divisor, modulus):
    return {"$toInt": {"$mod": [{"$floor": {"$divide": [shuffled(factor), divisor]}}, modulus]}}


def word(words, factor):
    return {"$arrayElemAt": [words, part(factor, 7, len(words))]}


def syllable(divisor):
    return {"$arrayElemAt": [SYLLABLES, part(611_953, divisor, len(SYLLABLES))]}


def code():
    """`TX-` and the product's own seven digits."""
    return {"$concat": ["TX-", {"$toString": {"$toInt": {"$add": [shuffled(736_877), 1_000_000]}}}]}
