/* Fonts in the file: Type0, Identity-H, CIDFontType2 with the glyph ids of the face, each embedded
 * as a subset.
 *
 * The start-up subset of a face is made and deflated once and goes as it is into every document
 * that shows the face: a narrow one, or where a name needs it a wide one. A run with a glyph
 * outside it is shown in a second font of the same face, made for that document alone. */
#ifndef PDF_FONTS_H
#define PDF_FONTS_H

#include "base/arena.h"
#include "base/builder.h"
#include "pdf/deflate.h"
#include "pdf/object.h"
#include "text/font.h"
#include "text/shape.h"

#include <stdbool.h>
#include <stdint.h>

/* Start-up subsets of all faces. */
struct pdf_faces;

/* NULL if HarfBuzz cannot subset one of the faces; its file is then *out_file. */
struct pdf_faces *pdf_faces_new(const struct font_set *fonts, const char **out_file);
void pdf_faces_free(struct pdf_faces *faces);

/* The start-up fonts, by index: two of each face, the narrow one first. */
size_t pdf_faces_count(const struct pdf_faces *faces);

/* See pdf_faces_count. */
const struct font_face *pdf_faces_face(const struct pdf_faces *faces, size_t index);

/* Writes a start-up font and gives its number; for the merged file, where fragments only refer to
 * it. */
uint32_t pdf_faces_write(const struct pdf_faces *faces, size_t index,
                         struct pdf_document *document);

/* Which fonts one document shows. */
struct pdf_fonts;

struct pdf_fonts *pdf_fonts_new(const struct pdf_faces *faces);
void pdf_fonts_free(struct pdf_fonts *fonts);
/* Forgets the document before; the arena must live until pdf_fonts_write. is_own: every face is
 * embedded with the glyphs of this document alone. */
void pdf_fonts_begin(struct pdf_fonts *fonts, struct arena *arena, bool is_own);

/* A font of the document, as a number that no other font of the document has. */
typedef uint32_t pdf_font;

/* The font that shows the run, and that of a face's spaces. */
pdf_font pdf_fonts_use_run(struct pdf_fonts *fonts, const struct shaped_run *run);
pdf_font pdf_fonts_use_face(struct pdf_fonts *fonts, const struct font_face *face);

/* Appends the resource name, such as "/F2". */
void pdf_font_name(struct builder *out, pdf_font font);

/* Writes the objects of the fonts used since begin and appends their entries of the resource
 * dictionary's /Font. False if HarfBuzz failed. */
bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_document *document,
                     struct deflater *deflater, struct builder *resources);

#endif
