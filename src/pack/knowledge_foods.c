#include "pack/knowledge_read.h"

#include <string.h>

static const struct knowledge_kind food_kind = {"foods", "food", "F", "F001", NULL};

const char *const food_group_names[] = {
    "seeds",        "nuts",         "leafy-greens", "legumes", "soy",
    "whole-grains", "bread-cereal", "fruit",        "sweets",  "vegetables",
    "dairy",        "fish",         "meat-egg",     "fats",    NULL};

static const char *const mention_names[MENTION_COUNT + 1] = {
    [MENTION_NONE] = "none",
    [MENTION_NAMED] = "named",
    [MENTION_CATEGORY] = "category",
    [MENTION_VEHICLE] = "vehicle",
};

const char *const aisle_names[AISLE_COUNT + 1] = {
    [AISLE_PRODUCE] = "produce",     [AISLE_DRY_GOODS] = "dry-goods", [AISLE_CANS] = "cans",
    [AISLE_BREAD] = "bread",         [AISLE_NUTS] = "nuts",           [AISLE_CHILLED] = "chilled",
    [AISLE_MEAT_FISH] = "meat-fish", [AISLE_FROZEN] = "frozen",       [AISLE_PANTRY] = "pantry",
};

/* A serving has this much potassium or more: high. */
#define HIGH_POTASSIUM_MG 200

/* A figure that ends in exactly a half may be rounded either way. */
static void check_serving(struct knowledge_reader *reader, const struct xml_node *node,
                          const char *what, int32_t per_100g, const struct food *food,
                          int32_t per_serving) {
    int64_t exact = (int64_t)per_100g * food->serving_g;
    int64_t gap = exact - (int64_t)per_serving * 100;
    if (gap < -50 || gap > 50) {
        knowledge_report_sum(reader, node, what, per_serving, knowledge_divide(exact, 100));
    }
}

static void read_serving(struct knowledge_reader *reader, const struct xml_node *row,
                         struct food *food) {
    struct xml_reader *xml = &reader->xml;
    struct xml_node *node = knowledge_child(reader, row, "serving");
    struct xml_node *per_100g = knowledge_child(reader, row, "per-100g");
    if (!node || !per_100g) {
        return;
    }
    food->serving = xml_read_text(xml, node, "words");
    food->short_serving = xml_attribute_text(node, "short", food->serving);
    food->serving_g = xml_read_int(xml, node, "grams", 1, 2000);
    food->mg_per_serving = xml_read_int(xml, node, "mg", 0, 2000);
    food->kcal_per_serving = xml_read_int(xml, node, "kcal", 0, 2000);
    food->potassium_mg_per_serving = xml_read_int(xml, node, "potassium-mg", 0, 9999);
    food->mg_per_100g = xml_read_int(xml, per_100g, "mg", 0, 2000);
    food->kcal_per_100g = xml_read_int(xml, per_100g, "kcal", 0, 1000);
    food->protein_mg_per_100g =
        knowledge_read_thousandths(reader, per_100g, "protein-g", 100, NUTRIENT_UNKNOWN);
    food->fiber_mg_per_100g =
        knowledge_read_thousandths(reader, per_100g, "fiber-g", 100, NUTRIENT_UNKNOWN);
    food->potassium_mg_per_100g = xml_read_int(xml, per_100g, "potassium-mg", 0, 9999);
    food->calcium_mg_per_100g = xml_read_int(xml, per_100g, "calcium-mg", 0, 9999);
    food->sodium_mg_per_100g = xml_read_int(xml, per_100g, "sodium-mg", 0, 9999);
    check_serving(reader, node, "mg", food->mg_per_100g, food, food->mg_per_serving);
    check_serving(reader, node, "kcal", food->kcal_per_100g, food, food->kcal_per_serving);
    check_serving(reader, node, "potassium-mg", food->potassium_mg_per_100g, food,
                  food->potassium_mg_per_serving);
}

static void read_use(struct knowledge_reader *reader, const struct xml_node *row,
                     struct food *food) {
    static const char *const flags[] = {"low", "high", NULL};
    struct xml_node *node = knowledge_child(reader, row, "use");
    if (!node) {
        return;
    }
    food->slots = knowledge_read_bits(reader, node, "slots", meal_slot_names);
    food->mention = (enum mention)xml_read_choice(&reader->xml, node, "mention", mention_names);
    food->is_dear = xml_read_bool_or(&reader->xml, node, "dear", false);
    int stated = xml_read_choice(&reader->xml, node, "potassium-flag", flags);
    food->is_high_potassium = food->potassium_mg_per_serving >= HIGH_POTASSIUM_MG;
    if (flags[stated] != flags[food->is_high_potassium]) {
        knowledge_report_flag(reader, node, "potassium-flag", flags[stated],
                              flags[food->is_high_potassium]);
    }
}

static void read_purchase(struct knowledge_reader *reader, const struct xml_node *row,
                          struct food *food) {
    static const char *const steps[] = {"1/4", "1/2", "1", NULL};
    struct xml_reader *xml = &reader->xml;
    struct xml_node *node = xml_first(row, "buy");
    if (!node) {
        food->purchase = (struct purchase){AISLE_PANTRY, food->name, "g", "g", 1, 4, false};
        return;
    }
    food->purchase = (struct purchase){
        .aisle = (enum aisle)xml_read_choice(xml, node, "aisle", aisle_names),
        .name = xml_attribute_text(node, "name", food->name),
        .unit = xml_attribute_text(node, "unit", ""),
        .units = xml_attribute_text(node, "units", ""),
        .unit_g = xml_read_int(xml, node, "grams", 1, 5000),
        .step_quarters = 1 << xml_read_choice(xml, node, "step", steps),
        .is_batch = xml_read_bool_or(xml, node, "batch", false),
    };
}

static void read_origin(struct knowledge_reader *reader, const struct xml_node *row,
                        struct food *food) {
    struct xml_node *node = knowledge_child(reader, row, "origin");
    struct xml_node *second = xml_first(row, "second");
    if (!node) {
        return;
    }
    food->source = knowledge_read_source(reader, node, "source");
    food->provenance = knowledge_read_status(reader, node);
    food->usda_number = xml_read_text(&reader->xml, node, "ndb");
    food->usda_entry = xml_read_text(&reader->xml, node, "entry");
    xml_attribute_text(node, "fdc", "");
    xml_read_choice_or(&reader->xml, node, "fdc-status", provenance_names, 0);
    if (second) {
        food->second_source = knowledge_read_source(reader, second, "source");
        knowledge_read_thousandths(reader, second, "mg", 2000, 0);
    }
}

static void read_food(struct knowledge_reader *reader, struct xml_node *row, size_t number) {
    static const char *const children[] = {"serving", "per-100g", "allergens", "diets",
                                           "use",     "buy",      "origin",    "second",
                                           "words",   "note",     NULL};
    struct xml_reader *xml = &reader->xml;
    struct food *food = &reader->knowledge->foods[number];
    knowledge_check_children(reader, row, children);
    food->id = knowledge_read_id(reader, row, &food_kind, reader->knowledge->food_ids, number);
    food->name = xml_read_text(xml, row, "name");
    food->full_name = xml_attribute_text(row, "full-name", food->name);
    food->group = food_group_names[xml_read_choice(xml, row, "group", food_group_names)];
    food->serving = food->short_serving = food->source = food->second_source = "";
    food->usda_number = food->usda_entry = "";
    read_serving(reader, row, food);
    knowledge_read_allergens(reader, row, &food->allergens, &food->check_allergens);
    struct xml_node *diets = knowledge_read_diets(reader, row, food->fits, &food->oxalate);
    if (diets) {
        food->fodmap_g = xml_read_int_or(xml, diets, "fodmap-grams", 1, 1000, food->serving_g);
        xml_read_bool_or(xml, diets, "fodmap-read", false);
    }
    read_use(reader, row, food);
    read_purchase(reader, row, food);
    read_origin(reader, row, food);
    food->words = knowledge_text_or(reader, row, "words");
    food->note = knowledge_text_or(reader, row, "note");
}

bool knowledge_load_foods(struct knowledge_reader *reader, const char *file, struct slice bytes) {
    if (!knowledge_open(reader, &food_kind, file, bytes)) {
        return false;
    }
    struct knowledge *knowledge = reader->knowledge;
    knowledge->food_count = knowledge_count_rows(reader, &food_kind);
    knowledge->foods = ARENA_ARRAY(reader->xml.arena, struct food, knowledge->food_count);
    size_t number = 0;
    for (struct xml_node *row = xml_first(reader->root, food_kind.row); row;
         row = xml_next(row, food_kind.row)) {
        read_food(reader, row, number++);
    }
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed;
}
