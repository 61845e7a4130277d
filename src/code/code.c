#include "code/code.h"

#include "base/memory.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

/* Digits in the largest code. */
#define TEXT_MAX 5596

enum { ECI_UTF8 = 26, ANY_VERSION = 0, CASE_SENSITIVE = 1 };

static bool is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* Without a word on the encoding, readers guess one, and guess wrong. */
static QRcode *encode_utf8(const char *text) {
    QRinput *input = QRinput_new2(ANY_VERSION, QR_ECLEVEL_M);
    QRcode *made = NULL;
    if (input && QRinput_appendECIheader(input, ECI_UTF8) == 0 &&
        QRinput_append(input, QR_MODE_8, (int)strlen(text), (const unsigned char *)text) == 0)
        made = QRcode_encodeInput(input);
    int reason = errno;
    QRinput_free(input);
    errno = reason;
    return made;
}

const struct code *code_make(struct arena *arena, const char *text) {
    if (strlen(text) > TEXT_MAX)
        return NULL;
    QRcode *made = is_ascii(text) ? QRcode_encodeString(text, ANY_VERSION, QR_ECLEVEL_M, QR_MODE_8,
                                                        CASE_SENSITIVE)
                                  : encode_utf8(text);
    if (!made) {
        if (errno == ENOMEM)
            memory_exhausted();
        return NULL;
    }
    struct code *code = ARENA_NEW(arena, struct code);
    code->side = (size_t)made->width;
    uint8_t *modules = ARENA_ARRAY(arena, uint8_t, code->side * code->side);
    for (size_t i = 0; i < code->side * code->side; i++)
        modules[i] = made->data[i] & 1; /* the other bits say what the module is for */
    code->modules = modules;
    QRcode_free(made);
    return code;
}

bool code_is_dark(const struct code *code, size_t row, size_t column) {
    return code->modules[row * code->side + column] != 0;
}
