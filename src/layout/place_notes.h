/* Footnotes: how much of a flow a page holds together with the notes whose numbers stand on it. */
#ifndef LAYOUT_PLACE_NOTES_H
#define LAYOUT_PLACE_NOTES_H

#include "layout/place.h"

/* From the text to the rule above the notes, and from there to the first note. */
#define NOTE_GAP_ABOVE LENGTH_MM10(40)
#define NOTE_GAP_BELOW LENGTH_MM10(15)
#define NOTE_RULE_WIDTH LENGTH_MM10(400)

/* Notes that wait for their place, in the order of their numbers, except that what goes on from an
 * earlier page comes first. */
struct waiting_note {
    struct block_note *note;
    const struct resume *resume; /* of the first one, if a part of it stands on an earlier page */
};
struct waiting_notes {
    const struct waiting_note *at;
    size_t count;
};

/* One page. */
struct noted_page {
    struct placed text; /* of the flow; no fragment if there is none to place */
    /* The notes, one below the other, of `notes_block`; NULL: none. Its height has the gaps and the
     * rule. */
    struct fragment *notes;
    struct waiting_notes all;     /* that were there to place */
    struct waiting_notes waiting; /* of them, for the next page */
};

struct noted_flow {
    struct place *place;
    struct block *root;              /* NULL: only notes are left */
    const struct block *notes_block; /* a group whose style draws the rule */
};

/* Places what comes next of the flow, and the notes that wait or have their number in it, in a room
 * that is the whole of a page. Its fragments and numbers stay valid with the arena. Changes no
 * notes: see noted_page_accept. */
struct noted_page place_noted_page(const struct noted_flow *flow, const struct resume *resume,
                                   const struct waiting_notes *waiting, struct room room);

/* The page is one of the document's: its notes come on no further page but as waiting ones. */
void noted_page_accept(const struct noted_page *page);

#endif
