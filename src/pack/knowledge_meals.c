#include "pack/knowledge_read.h"

#include <string.h>

static const struct knowledge_kind meal_kind = {"meals", "meal", "M", "MB01", "BLDS"};

const char *const culture_names[CULTURE_COUNT + 1] = {
    [CULTURE_EVERYDAY] = "everyday",
    [CULTURE_AMERICAN] = "american",
    [CULTURE_LATIN_AMERICAN] = "latin-american",
    [CULTURE_EUROPEAN] = "european",
    [CULTURE_MEDITERRANEAN] = "mediterranean",
    [CULTURE_MIDDLE_EASTERN] = "middle-eastern",
    [CULTURE_AFRICAN] = "african",
    [CULTURE_INDIAN] = "indian",
    [CULTURE_EAST_ASIAN] = "east-asian",
};

static const struct food *find_food(struct knowledge_reader *reader, const struct xml_node *node,
                                    const char *id) {
    const struct food *food = knowledge_find_food(reader->knowledge, id);
    if (!food && id[0]) {
        xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_FOOD,
                   ARGS(id, ids_nearest(reader->knowledge->food_ids, id)));
    }
    return food;
}

/* A part whose food is unknown is left out: it was reported, so the meal is never used. */
static void read_parts(struct knowledge_reader *reader, const struct xml_node *row,
                       struct meal *meal) {
    struct xml_reader *xml = &reader->xml;
    size_t count = 0;
    for (struct xml_node *node = xml_first(row, "part"); node; node = xml_next(node, "part")) {
        count++;
    }
    if (count == 0) {
        xml_report(xml, row, MESSAGE_KNOWLEDGE_CHILD_MISSING, ARGS("part", row->name));
    }
    meal->parts = ARENA_ARRAY(xml->arena, struct meal_part, count);
    for (struct xml_node *node = xml_first(row, "part"); node; node = xml_next(node, "part")) {
        const char *text = xml_text(xml->arena, node);
        struct meal_part part = {
            .food = find_food(reader, node, xml_read_text(xml, node, "food")),
            .grams = xml_read_int(xml, node, "grams", 1, 2000),
        };
        if (!part.food) {
            continue;
        }
        if (strcmp(text, part.food->full_name) != 0) {
            xml_report(xml, node, MESSAGE_KNOWLEDGE_PART,
                       ARGS(part.food->id, part.food->full_name, text));
        }
        meal->parts[meal->part_count++] = part;
    }
}

static void read_main(struct knowledge_reader *reader, struct xml_node *row, struct meal *meal) {
    const char *id = xml_read_text(&reader->xml, row, "main");
    meal->main = find_food(reader, row, id);
    for (size_t i = 0; i < meal->part_count; i++) {
        if (meal->parts[i].food == meal->main) {
            return;
        }
    }
    if (meal->main) {
        xml_report(&reader->xml, row, MESSAGE_KNOWLEDGE_MAIN, ARGS(id));
    }
}

static void read_totals(struct knowledge_reader *reader, const struct xml_node *row,
                        struct meal *meal) {
    struct xml_node *node = knowledge_child(reader, row, "totals");
    if (!node) {
        return;
    }
    meal->mg = xml_read_int(&reader->xml, node, "mg", 0, 2000);
    meal->kcal = xml_read_int(&reader->xml, node, "kcal", 1, 3000);
    meal->potassium_mg = xml_read_int(&reader->xml, node, "potassium-mg", 0, 9999);
    meal->sodium_mg = xml_read_int(&reader->xml, node, "sodium-mg", 0, 9999);
    meal->protein_mg = knowledge_read_thousandths(reader, node, "protein-g", 500, 0);
    meal->fiber_mg = knowledge_read_thousandths(reader, node, "fiber-g", 500, 0);
}

static void read_meal(struct knowledge_reader *reader, struct xml_node *row, size_t number) {
    static const char *const children[] = {"part", "totals", "allergens", "diets",
                                           "use",  "words",  "note",      NULL};
    static const char *const flags[] = {"low", "high", NULL};
    struct xml_reader *xml = &reader->xml;
    struct meal *meal = &reader->knowledge->meals[number];
    bool had_failed = xml->failed;
    xml->failed = false;
    knowledge_check_children(reader, row, children);
    meal->id = knowledge_read_id(reader, row, &meal_kind, reader->knowledge->meal_ids, number);
    meal->slot = (enum meal_slot)xml_read_choice(xml, row, "slot", meal_slot_names);
    meal->name = xml_read_text(xml, row, "name");
    meal->minutes = xml_read_int(xml, row, "minutes", 0, 600);
    meal->culture =
        (enum culture)xml_read_choice_or(xml, row, "culture", culture_names, CULTURE_EVERYDAY);
    read_parts(reader, row, meal);
    read_main(reader, row, meal);
    read_totals(reader, row, meal);
    knowledge_read_allergens(reader, row, &meal->allergens, &meal->check_allergens);
    knowledge_read_diets(reader, row, meal->fits, &meal->oxalate);
    struct xml_node *use = knowledge_child(reader, row, "use");
    meal->is_high_potassium = use && xml_read_choice(xml, use, "potassium-flag", flags) == 1;
    meal->words = knowledge_text_or(reader, row, "words");
    meal->note = knowledge_text_or(reader, row, "note");
    if (!xml->failed) { /* what was misread need not add up */
        knowledge_check_meal(reader, row, meal);
    }
    xml->failed = xml->failed || had_failed;
}

/* A week needs a meal for each slot. */
static void check_slots(struct knowledge_reader *reader) {
    const struct knowledge *knowledge = reader->knowledge;
    size_t counts[SLOT_COUNT] = {0};
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        counts[knowledge->meals[i].slot]++;
    }
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        if (counts[slot] == 0) {
            xml_report(&reader->xml, reader->root, MESSAGE_KNOWLEDGE_EMPTY,
                       ARGS(meal_slot_names[slot]));
        }
    }
}

bool knowledge_load_meals(struct knowledge_reader *reader, const char *file, struct slice bytes) {
    if (!knowledge_open(reader, &meal_kind, file, bytes)) {
        return false;
    }
    struct knowledge *knowledge = reader->knowledge;
    knowledge->meal_count = knowledge_count_rows(reader, &meal_kind);
    knowledge->meals = ARENA_ARRAY(reader->xml.arena, struct meal, knowledge->meal_count);
    size_t number = 0;
    for (struct xml_node *row = xml_first(reader->root, meal_kind.row); row;
         row = xml_next(row, meal_kind.row)) {
        read_meal(reader, row, number++);
    }
    check_slots(reader);
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed;
}
