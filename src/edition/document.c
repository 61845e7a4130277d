/* Headers and footers. They are built as for a page, twice, as if for two pages of different
 * number, count and section. A paragraph that reads otherwise the second time depends on its page
 * and is left out. Of the other page masters only paragraphs are kept that hold a word which the
 * first page's regions, the title and the text have not: mostly there are none, for these headers
 * repeat the name of the clinic and of the patient. */
#include "edition/document.h"

#include "base/ids.h"

#include <string.h>

static const struct edition_words all_words[] = {
    {.language = "en",
     .roles = {[ROLE_NOTE] = "Note", [ROLE_WARNING] = "Warning", [ROLE_URGENT] = "Urgent"},
     .picture = "Picture",
     .tick = "Box to tick",
     .write = "Space to write",
     .table = "Table",
     .notes = "Notes",
     .back = "Back to the text"},
};

/* Those of the language; English if there are none. */
static const struct edition_words *find_words(const char *language) {
    size_t size_bytes = strcspn(language, "-");
    for (size_t i = 0; i < sizeof all_words / sizeof *all_words; i++) {
        const struct edition_words *words = &all_words[i];
        if (strlen(words->language) == size_bytes &&
            strncmp(words->language, language, size_bytes) == 0) {
            return words;
        }
    }
    return &all_words[0];
}

int edition_heading_level(const struct edition *edition, const struct block *paragraph) {
    if (paragraph->structure < 0) {
        return 0;
    }
    enum tag tag = edition->pages->structures.at[paragraph->structure].tag;
    return tag >= TAG_H1 && tag <= TAG_H6 ? (int)(tag - TAG_H1) + 1 : 0;
}

bool edition_is_caption(const struct edition *edition, const struct block *paragraph) {
    return paragraph->kind == BLOCK_PARAGRAPH && paragraph->structure >= 0 &&
           edition->pages->structures.at[paragraph->structure].tag == TAG_CAPTION;
}

const char *edition_language(const struct edition *edition, int32_t structure) {
    const char *language = structure < 0 ? NULL : edition->pages->structures.at[structure].language;
    return language != NULL && strcmp(language, edition->pages->language) != 0 ? language : NULL;
}

bool edition_is_head(const struct edition *edition, const struct block_cell *cell) {
    return cell->structure >= 0 && edition->pages->structures.at[cell->structure].tag == TAG_TH;
}

bool edition_is_group(const struct block_table *table, size_t row) {
    return table->rows[row].group == row + 1;
}

const char *edition_text_of(struct arena *arena, const struct block *paragraph) {
    size_t size_bytes = 0;
    for (size_t i = 0; i < paragraph->u.text.span_count; i++) {
        size_bytes += paragraph->u.text.spans[i].size_bytes;
    }
    char *text = arena_alloc(arena, size_bytes + 1);
    size_t at = 0;
    for (size_t i = 0; i < paragraph->u.text.span_count; i++) {
        const struct text_span *span = &paragraph->u.text.spans[i];
        memcpy(text + at, span->text, span->size_bytes);
        at += span->size_bytes;
    }
    for (size_t i = 0; i < size_bytes; i++) {
        text[i] = text[i] == '\n' ? ' ' : text[i];
    }
    return text;
}

bool edition_is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
           (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

struct block edition_column(const struct block *columns, const struct block *child,
                            struct block *out_child) {
    struct block alone = *columns;
    *out_child = *child;
    out_child->next = NULL;
    alone.first_child = out_child;
    return alone;
}

bool edition_has_link(const struct edition *edition, const char *address) {
    for (size_t i = 0; i < edition->pages->links.count; i++) {
        const char *uri = edition->pages->links.at[i].uri;
        if (uri != NULL && strcmp(uri, address) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- what was said ---- */

struct said {
    struct arena *arena;
    struct ids *words;
    struct ids *whole; /* paragraphs */
};

static bool is_letter(char c) {
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* The next word of *text, which moves past it; NULL: there is none. */
static const char *next_word(struct arena *arena, const char **text) {
    while (**text != '\0' && !is_letter(**text)) {
        (*text)++;
    }
    const char *start = *text;
    while (is_letter(**text)) {
        (*text)++;
    }
    return *text == start ? NULL : arena_copy(arena, start, (size_t)(*text - start));
}

static void say(const struct said *said, const char *text) {
    ids_add(said->arena, said->whole, text, 0);
    for (const char *word; (word = next_word(said->arena, &text)) != NULL;) {
        ids_add(said->arena, said->words, word, 0);
    }
}

static bool was_said(const struct said *said, const char *text) {
    for (const char *word; (word = next_word(said->arena, &text)) != NULL;) {
        if (ids_find(said->words, word) == IDS_NONE) {
            return false;
        }
    }
    return true;
}

#define FOR_EACH_CELL(table, cell)                                                                 \
    for (size_t row_ = 0; row_ < (table)->row_count; row_++)                                       \
        for (struct block_cell *cell = (table)->rows[row_].cells;                                  \
             cell < (table)->rows[row_].cells + (table)->rows[row_].cell_count; cell++)

static void say_all(const struct said *said, const struct block *block) {
    if (block->kind == BLOCK_PARAGRAPH) {
        say(said, edition_text_of(said->arena, block));
    }
    if (block->kind == BLOCK_TABLE) {
        FOR_EACH_CELL(&block->u.table, cell) {
            say_all(said, cell->content);
        }
    }
    for (const struct block *child = block->first_child; child != NULL; child = child->next) {
        say_all(said, child);
    }
}

static struct said said_nothing(struct arena *arena) {
    return (struct said){arena, ids_build(arena), ids_build(arena)};
}

/* ---- headers and footers ---- */

/* Which paragraphs of a region stay. */
struct filter {
    const struct said *always; /* those that it holds whole */
    const struct said *said;   /* those that are not said by it; NULL: all */
};

static bool stays(const struct filter *filter, const struct block *block) {
    if (block->kind != BLOCK_PARAGRAPH) {
        return filter->said == NULL || block->first_child != NULL;
    }
    const char *text = edition_text_of(filter->always->arena, block);
    return ids_find(filter->always->whole, text) != IDS_NONE &&
           (filter->said == NULL || !was_said(filter->said, text));
}

/* Takes out what does not stay, and blocks that hold nothing any more. */
static void sift(const struct filter *filter, struct block *block) {
    if (block->kind == BLOCK_TABLE) {
        FOR_EACH_CELL(&block->u.table, cell) {
            sift(filter, cell->content);
        }
    }
    struct block *child = block->first_child;
    block->first_child = block->last_child = NULL;
    while (child != NULL) {
        struct block *next = child->next;
        bool had_children = child->first_child != NULL;
        child->next = NULL;
        sift(filter, child);
        if (stays(filter, child) && !(had_children && child->first_child == NULL)) {
            if (block->last_child == NULL) {
                block->first_child = child;
            } else {
                block->last_child->next = child;
            }
            block->last_child = child;
        }
        child = next;
    }
}

struct gathering {
    struct edition *edition;
    struct build *build;
    const struct said *said; /* by the text and by regions before; NULL: keep everything */
};

/* NULL: nothing of the region stays, or building it failed. */
static struct block *region_once(const struct gathering *gathering,
                                 const struct page_region *region) {
    const struct page_facts first = {.number = 1, .count = 2, .section = "\x01"};
    const struct page_facts other = {.number = 3, .count = 5, .section = "\x02"};
    struct block *content = build_region(gathering->build, region, &first);
    struct block *again = content == NULL ? NULL : build_region(gathering->build, region, &other);
    if (again == NULL) {
        return NULL;
    }
    struct said always = said_nothing(gathering->edition->arena);
    say_all(&always, again);
    struct filter filter = {&always, gathering->said};
    sift(&filter, content);
    return content->first_child == NULL ? NULL : content;
}

static void gather(const struct gathering *gathering, const struct page_master *master) {
    struct edition *edition = gathering->edition;
    struct block *content;
    if (master->header != NULL && (content = region_once(gathering, master->header)) != NULL) {
        *VECTOR_PUSH(edition->arena, &edition->headers) =
            (struct edition_region){master->header, content};
    }
    if (master->footer != NULL && (content = region_once(gathering, master->footer)) != NULL) {
        *VECTOR_PUSH(edition->arena, &edition->footers) =
            (struct edition_region){master->footer, content};
    }
}

static void gather_others(struct edition *edition, struct build *build,
                          const struct page_master *first) {
    const struct template *template = edition->inputs->template;
    struct said said = said_nothing(edition->arena);
    say(&said, edition->pages->title);
    for (size_t i = 0; i < edition->document.flow_count; i++) {
        say_all(&said, edition->document.flows[i].root);
    }
    const struct gathering gathering = {edition, build, &said};
    for (size_t i = 0; i < template->page_count; i++) {
        for (size_t k = 0; k < edition->headers.count; k++) {
            say_all(&said, edition->headers.at[k].content);
        }
        for (size_t k = 0; k < edition->footers.count; k++) {
            say_all(&said, edition->footers.at[k].content);
        }
        if (&template->pages[i] != first) {
            gather(&gathering, &template->pages[i]);
        }
    }
}

static bool open_blocks(struct edition *edition, struct build *build) {
    if (!build_document(build, &edition->document)) {
        return false;
    }
    edition->pages = edition->document.pages;
    edition->words = find_words(edition->pages->language);
    const struct gathering gathering = {.edition = edition, .build = build};
    const struct page_master *first =
        edition->document.flow_count > 0 ? edition->document.flows[0].first : NULL;
    if (first != NULL) {
        gather(&gathering, first);
        gather_others(edition, build, first);
    }
    return !build_has_failed(build);
}

bool edition_open(struct edition *edition, struct arena *arena, const struct layout_inputs *inputs,
                  struct diags *diags) {
    *edition = (struct edition){.arena = arena, .inputs = inputs};
    edition->body = template_find_style(inputs->template, "body");
    struct build *build = build_new(arena, inputs, diags);
    bool is_open = open_blocks(edition, build);
    build_free(build);
    return is_open;
}
