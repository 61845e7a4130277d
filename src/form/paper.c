/* The form as a tree for a page template: sections; in them grids of questions that share a list of
 * options, and single questions.
 *
 *   form     title language paper variant questionnaire edition name-question birth-question
 *   clinic   name address phone
 *   section  id title
 *   grid     option+ question+       questions one after another with the same few options
 *   question n id text lookback kind
 *                                    kind: one several number text write; option* for one, several
 *   option   id label
 *
 * A list with very many options is asked as "write": lines to write on. */
#include "form/paper.h"

#include "form/section.h"
#include "report/tree.h"

#define GRID_MAX_OPTIONS 4
#define LIST_MAX_OPTIONS 60

struct paper {
    const struct form *form;
    struct tree tree;
    int64_t number; /* of the last question */
};

static bool is_in_grid(const struct item *item) {
    return item->scale != NULL && !item->repeats && !item->scale->is_choice &&
           item->scale->option_count <= GRID_MAX_OPTIONS;
}

static void add_options(struct paper *paper, xmlNodePtr parent, const struct item *item) {
    const struct scale *scale = item->scale;
    for (size_t i = 0; i < scale->option_count; i++) {
        if (!item_offers(item, &scale->options[i])) {
            continue;
        }
        xmlNodePtr node = tree_add(&paper->tree, parent, "option");
        tree_set(&paper->tree, node, "id", scale->options[i].id);
        tree_set(&paper->tree, node, "label", form_option_label(paper->form, &scale->options[i]));
    }
}

static const char *question_kind(const struct item *item) {
    if (item->scale != NULL && item->scale->option_count > LIST_MAX_OPTIONS) {
        return "write";
    }
    if (item->scale != NULL) {
        return item->repeats ? "several" : "one";
    }
    return item->kind == ITEM_NUMBER ? "number" : "text";
}

static xmlNodePtr add_question(struct paper *paper, xmlNodePtr parent, const struct item *item) {
    xmlNodePtr node = tree_add(&paper->tree, parent, "question");
    tree_set_int(&paper->tree, node, "n", ++paper->number);
    tree_set(&paper->tree, node, "id", item->id);
    tree_set(&paper->tree, node, "text", item->text);
    tree_set(&paper->tree, node, "lookback", item->lookback);
    tree_set(&paper->tree, node, "kind", question_kind(item));
    return node;
}

static void add_section(struct paper *paper, xmlNodePtr root, const struct section *section) {
    const struct questionnaire *questionnaire = paper->form->questionnaire;
    const struct item *item = section_next(questionnaire, section, NULL);
    xmlNodePtr grid = NULL;
    const struct scale *grid_scale = NULL;
    if (item == NULL) {
        return;
    }
    xmlNodePtr node = tree_add(&paper->tree, root, "section");
    tree_set(&paper->tree, node, "id", section->id);
    tree_set(&paper->tree, node, "title", section->title);
    for (; item != NULL; item = section_next(questionnaire, section, item)) {
        if (!is_in_grid(item)) {
            xmlNodePtr question = add_question(paper, node, item);
            if (item->scale != NULL && item->scale->option_count <= LIST_MAX_OPTIONS) {
                add_options(paper, question, item);
            }
            grid_scale = NULL;
            continue;
        }
        if (item->scale != grid_scale) {
            grid_scale = item->scale;
            grid = tree_add(&paper->tree, node, "grid");
            add_options(paper, grid, item);
        }
        add_question(paper, grid, item);
    }
}

xmlDocPtr form_build_paper(struct arena *arena, const struct form *form,
                           const struct brand *brand) {
    const struct questionnaire *questionnaire = form->questionnaire;
    struct paper paper = {.form = form, .tree = tree_new(arena)};
    struct tree *tree = &paper.tree;
    xmlNodePtr root = tree_add(tree, NULL, "form");
    tree_set(tree, root, "title", questionnaire->title);
    tree_set(tree, root, "language", form->language);
    tree_set(tree, root, "paper", brand->country.paper);
    tree_set(tree, root, "variant", brand->variant);
    tree_set(tree, root, "questionnaire", questionnaire->id);
    tree_set(tree, root, "edition", questionnaire->version);
    tree_set(tree, root, "name-question", questionnaire->name_question);
    tree_set(tree, root, "birth-question", questionnaire->birth_question);
    xmlNodePtr clinic = tree_add(tree, root, "clinic");
    tree_set(tree, clinic, "name", brand->clinic);
    tree_set(tree, clinic, "address", brand->address);
    tree_set(tree, clinic, "phone", brand->phone);
    for (size_t i = 0; i < section_count(questionnaire); i++) {
        struct section section = section_at(questionnaire, i);
        add_section(&paper, root, &section);
    }
    return tree->document;
}
