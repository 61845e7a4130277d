/* Balanced trees of a file that is written as it goes (ISO 32000-1, 7.7.3.2, 7.9.6 and 7.9.7): a
 * node is written when it is full, so that of a tree with millions of leaves one open node a level
 * is kept. */
#ifndef PDF_TREE_H
#define PDF_TREE_H

#include "base/builder.h"
#include "pdf/file.h"

#include <stdint.h>

#define TREE_KIDS_MAX 64
#define TREE_LEVELS 5 /* 64^5 leaves */

struct tree_kid {
    uint32_t object;
    uint64_t low, high; /* keys, or pages in high */
};

struct tree_node {
    uint32_t object; /* of the page tree, whose kids must know it; 0: none is open */
    uint32_t count;
    struct tree_kid kids[TREE_KIDS_MAX];
};

/* A tree of numbers, or of names that are made from numbers. */
struct key_tree {
    struct pdf_file *file;
    void (*write_key)(struct builder *out, uint64_t key);
    struct tree_node levels[TREE_LEVELS];
};

/* Adds a leaf that was written with these /Limits; keys ascend. */
void key_tree_add(struct key_tree *tree, struct tree_kid leaf);

/* Writes what is open; gives the root's number, 0 for a tree without leaves. */
uint32_t key_tree_end(struct key_tree *tree);

struct page_tree {
    struct pdf_file *file;
    struct tree_node levels[TREE_LEVELS];
};

/* The node that the next kid has for a /Parent. */
uint32_t page_tree_parent(struct page_tree *tree);

/* Adds a kid with so many pages, after page_tree_parent. */
void page_tree_add(struct page_tree *tree, uint32_t kid, uint32_t page_count);

/* As key_tree_end. */
uint32_t page_tree_end(struct page_tree *tree);

#endif
