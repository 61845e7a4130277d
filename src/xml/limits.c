#include "xml/limits.h"

#include <string.h>

static const char *const intake_long_names[] = {"data", "ItemDataBase64Binary", "ItemDataHexBinary",
                                                NULL};

const struct xml_limits xml_limits_intake = {
    .bytes = (size_t)256 * 1024 * 1024,
    .nodes = 200000,
    .attributes = 256,
    .depth = 100,
    .name_bytes = (size_t)256 * 1024,
    .word_bytes = (size_t)64 * 1024,
    .long_names = intake_long_names,
};

const struct xml_limits xml_limits_pack = {
    .bytes = (size_t)16 * 1024 * 1024,
    .nodes = 500000,
    .attributes = 256,
    .depth = 100,
    .name_bytes = (size_t)256 * 1024,
    .word_bytes = (size_t)64 * 1024,
    .long_names = NULL,
};

static bool is_blank(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

bool limits_allow_word(struct slice text, size_t limit_bytes, size_t *run_bytes) {
    if (text.size_bytes + *run_bytes <= limit_bytes) {
        size_t at = text.size_bytes;
        while (at > 0 && !is_blank(text.at[at - 1])) {
            at--;
        }
        *run_bytes = text.size_bytes - at + (at == 0 ? *run_bytes : 0);
        return true;
    }
    for (size_t i = 0; i < text.size_bytes; i++) {
        *run_bytes = is_blank(text.at[i]) ? 0 : *run_bytes + 1;
        if (*run_bytes > limit_bytes) {
            return false;
        }
    }
    return true;
}

bool limits_allow_long(const struct xml_limits *limits, const char *name) {
    for (size_t i = 0; limits->long_names != NULL && limits->long_names[i] != NULL; i++) {
        if (limits->long_names[i][0] == name[0] && strcmp(limits->long_names[i], name) == 0) {
            return true;
        }
    }
    return false;
}
