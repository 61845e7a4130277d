#include "pdf/tree.h"

#include "pdf/object.h"

static void write_kids(const struct tree_node *node, struct builder *out) {
    builder_text(out, "/Kids[");
    for (uint32_t i = 0; i < node->count; i++)
        pdf_object_reference(out, node->kids[i].object);
    builder_char(out, ']');
}

static void add_to_file(struct pdf_file *file, uint32_t object, struct builder *value) {
    builder_text(value, ">>");
    pdf_file_add(file, object, (struct slice){value->at, value->size_bytes});
    builder_free(value);
}

static void write_key_node(const struct key_tree *tree, const struct tree_node *node,
                           uint32_t object, bool is_root) {
    struct builder out = {0};
    builder_text(&out, "<<");
    write_kids(node, &out);
    if (!is_root) {
        builder_text(&out, "/Limits[");
        tree->write_key(&out, node->kids[0].low);
        builder_char(&out, ' ');
        tree->write_key(&out, node->kids[node->count - 1].high);
        builder_char(&out, ']');
    }
    add_to_file(tree->file, object, &out);
}

/* Writes the node of a level and makes it a kid of the next. */
static void close_key_node(struct key_tree *tree, struct tree_node *node) {
    uint32_t object = pdf_file_number(tree->file);
    write_key_node(tree, node, object, false);
    struct tree_kid kid = {object, node->kids[0].low, node->kids[node->count - 1].high};
    node->count = 0;
    node[1].kids[node[1].count++] = kid;
}

void key_tree_add(struct key_tree *tree, struct tree_kid leaf) {
    tree->levels[0].kids[tree->levels[0].count++] = leaf;
    for (int i = 0; i + 1 < TREE_LEVELS && tree->levels[i].count == TREE_KIDS_MAX; i++)
        close_key_node(tree, &tree->levels[i]);
}

static int highest_level(const struct tree_node levels[TREE_LEVELS]) {
    int level = TREE_LEVELS - 1;
    while (level > 0 && levels[level].count == 0)
        level--;
    return level;
}

uint32_t key_tree_end(struct key_tree *tree) {
    int top = highest_level(tree->levels);
    for (int i = 0; i < top; i++)
        if (tree->levels[i].count > 0)
            close_key_node(tree, &tree->levels[i]);
    struct tree_node *root = &tree->levels[top];
    if (root->count == 0)
        return 0;
    uint32_t object = pdf_file_number(tree->file);
    write_key_node(tree, root, object, true);
    return object;
}

static uint32_t open_page_node(struct page_tree *tree, struct tree_node *node) {
    if (node->object == 0)
        node->object = pdf_file_number(tree->file);
    return node->object;
}

static uint32_t write_page_node(struct page_tree *tree, const struct tree_node *node,
                                uint32_t parent) {
    struct builder out = {0};
    uint32_t page_count = 0;
    for (uint32_t i = 0; i < node->count; i++)
        page_count += (uint32_t)node->kids[i].high;
    builder_format(&out, "<</Type/Pages/Count %u", page_count);
    if (parent) {
        builder_text(&out, "/Parent");
        pdf_object_reference(&out, parent);
    }
    write_kids(node, &out);
    add_to_file(tree->file, node->object, &out);
    return page_count;
}

static void close_page_node(struct page_tree *tree, struct tree_node *node) {
    uint32_t page_count = write_page_node(tree, node, open_page_node(tree, &node[1]));
    struct tree_kid kid = {node->object, 0, page_count};
    *node = (struct tree_node){0};
    node[1].kids[node[1].count++] = kid;
}

uint32_t page_tree_parent(struct page_tree *tree) {
    return open_page_node(tree, &tree->levels[0]);
}

void page_tree_add(struct page_tree *tree, uint32_t kid, uint32_t page_count) {
    struct tree_node *leaf = &tree->levels[0];
    leaf->kids[leaf->count++] = (struct tree_kid){kid, 0, page_count};
    for (int i = 0; i + 1 < TREE_LEVELS && tree->levels[i].count == TREE_KIDS_MAX; i++)
        close_page_node(tree, &tree->levels[i]);
}

uint32_t page_tree_end(struct page_tree *tree) {
    int top = highest_level(tree->levels);
    for (int i = 0; i < top; i++)
        if (tree->levels[i].count > 0)
            close_page_node(tree, &tree->levels[i]);
    struct tree_node *root = &tree->levels[top];
    if (root->count == 0)
        return 0;
    write_page_node(tree, root, 0);
    return root->object;
}
