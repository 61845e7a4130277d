/* Text and footnotes share a page, and which notes there are depends on how much text there is. So
 * a page is placed with some height kept free for notes, and looked at: do the notes whose numbers
 * stand in it, and those that wait from earlier pages, fit in what is left?
 *
 * The more is kept free, the less text there is, and the fewer are its notes: what they need falls
 * while what they get grows. So the least height with which they fit is found by halving. It gives
 * the page the most text. If what the notes of the whole page need is just what is left, as when no
 * number moves to the next page, the second look is the last.
 *
 * The hard case is a note, or many of them, longer than the page. No more than half of the page is
 * kept free as long as there is text; the notes that do not fit then go on, within a note if need
 * be, on the next page, before that page's own. When the text has ended, the pages that follow hold
 * notes alone. Each page places a line of text or a line of a note, so it ends; a note is taken
 * from the list of waiting ones only by being placed to its end, so none is lost. If something at
 * the top of a page is so tall that it takes the notes' room, they get what is left, or nothing.
 *
 * Rejected: taking the height of notes from the room while lines are placed. A line may be taken
 * back (keeps, orphans), and the columns of a page share its notes. */
#include "layout/place_notes.h"

#include "base/vector.h"

#define NOTE_GAP LENGTH_MM10(8)
/* Halving ends when the text cannot gain a line. */
#define RESERVE_STEP LENGTH_PT(4)

struct note_list {
    VECTOR(struct waiting_note) notes;
};

/* ---- which notes ---- */

/* Numbers ascend but where columns go on over pages. */
static void add_waiting(struct place *place, struct note_list *list, size_t first,
                        struct block_note *note) {
    (void)VECTOR_PUSH(place->arena, &list->notes);
    size_t at = list->notes.count - 1;
    for (; at > first && list->notes.at[at - 1].note->number > note->number; at--)
        list->notes.at[at] = list->notes.at[at - 1];
    list->notes.at[at] = (struct waiting_note){.note = note};
}

static bool is_on_line(const struct text_line *line, const struct block_note *note) {
    for (size_t i = 0; i < line->piece_count; i++)
        if (line->pieces[i].span == note->span)
            return true;
    return false;
}

/* The notes of a paragraph's lines. A number that is itself broken counts once. */
static void collect_lines(struct place *place, const struct fragment *fragment, size_t first,
                          struct note_list *list) {
    struct block_note *note = fragment->block->u.text.notes;
    for (size_t i = 0; i < fragment->line_count; i++)
        for (; note && (note->is_placed || is_on_line(&fragment->lines[i], note));
             note = note->next)
            if (!note->is_placed)
                add_waiting(place, list, first, note);
}

static void collect_notes(struct place *place, const struct fragment *fragment, size_t first,
                          struct note_list *list) {
    if (fragment->is_artifact)
        return;
    if (fragment->line_count > 0)
        collect_lines(place, fragment, first, list);
    for (const struct fragment *child = fragment->first_child; child; child = child->next)
        collect_notes(place, child, first, list);
}

/* ---- how high ---- */

static length rest_height(struct place *place, const struct waiting_note *waiting, length width) {
    struct room endless = {width, ROOM_ENDLESS, true};
    struct placed placed = place_block(place, waiting->note->body, waiting->resume, endless);
    return placed.fragment->height;
}

static length note_height(struct place *place, const struct waiting_note *waiting, length width) {
    struct block_note *note = waiting->note;
    if (waiting->resume)
        return rest_height(place, waiting, width);
    if (note->placed_width != width) {
        note->height = rest_height(place, waiting, width);
        note->placed_width = width;
    }
    return note->height;
}

/* Above the first note. */
static length rule_height(const struct noted_flow *flow) {
    return NOTE_GAP_ABOVE + flow->notes_block->style->rule_width + NOTE_GAP_BELOW;
}

/* Of all notes, or more than the room if they need more. */
static length notes_height(const struct noted_flow *flow, const struct note_list *list,
                           struct room room) {
    length height = list->notes.count > 0 ? rule_height(flow) - NOTE_GAP : 0;
    for (size_t i = 0; i < list->notes.count && height <= room.height; i++)
        height += NOTE_GAP + note_height(flow->place, &list->notes.at[i], room.width);
    return height;
}

/* ---- a look at a page ---- */

struct look {
    struct placed text;
    struct note_list list;
    length needed; /* by all notes */
    length left;   /* for them */
};

struct looker {
    const struct noted_flow *flow;
    const struct resume *resume;
    const struct waiting_notes *waiting;
    struct room room;
};

static struct look look_at(const struct looker *looker, length reserve) {
    const struct noted_flow *flow = looker->flow;
    struct look look = {.left = looker->room.height};
    for (size_t i = 0; i < looker->waiting->count; i++)
        *VECTOR_PUSH(flow->place->arena, &look.list.notes) = looker->waiting->at[i];
    if (flow->root) {
        struct room room = looker->room;
        room.height -= reserve;
        look.text = place_block(flow->place, flow->root, looker->resume, room);
        collect_notes(flow->place, look.text.fragment, looker->waiting->count, &look.list);
        look.left -= look.text.fragment->height;
    }
    look.needed = notes_height(flow, &look.list, looker->room);
    return look;
}

static bool fits(const struct look *look) {
    return look->needed <= look->left;
}

static length smaller(length one, length other) {
    return one < other ? one : other;
}

/* The height to keep free for notes. */
static length find_reserve(const struct looker *looker) {
    length most = looker->room.height / 2;
    struct note_list before = {0};
    for (size_t i = 0; i < looker->waiting->count; i++)
        *VECTOR_PUSH(looker->flow->place->arena, &before.notes) = looker->waiting->at[i];
    length low = smaller(notes_height(looker->flow, &before, looker->room), most);
    struct look look = look_at(looker, low);
    if (fits(&look) || low == most)
        return low;
    length high = smaller(look.needed, most);
    look = look_at(looker, high);
    if (!fits(&look) || look.needed == high)
        return high;
    while (high - low > RESERVE_STEP) {
        length middle = low + (high - low) / 2;
        look = look_at(looker, middle);
        if (fits(&look))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* ---- the notes of a page ---- */

/* Places as many notes as there is room for; what is left waits. */
static void place_notes(const struct looker *looker, const struct look *look,
                        struct noted_page *page) {
    const struct noted_flow *flow = looker->flow;
    const struct note_list *list = &look->list;
    struct fragment *fragment = fragment_new(flow->place, flow->notes_block, looker->room.width);
    length bottom = rule_height(flow);
    bool is_top = look->left == looker->room.height;
    const struct resume *rest = NULL;
    size_t i = 0;
    for (; i < list->notes.count && !rest; i++) {
        const struct waiting_note *waiting = &list->notes.at[i];
        length gap = i > 0 ? NOTE_GAP : 0;
        struct room room = {looker->room.width, look->left - bottom - gap, is_top && i == 0};
        struct placed placed = {0};
        if (room.height > 0 || room.is_top)
            placed = place_block(flow->place, waiting->note->body, waiting->resume, room);
        if (!placed.fragment)
            break;
        fragment_add(fragment, placed.fragment, 0, bottom + gap);
        bottom += gap + placed.fragment->height;
        rest = placed.resume;
    }
    fragment->height = bottom;
    page->notes = fragment->first_child ? fragment : NULL;
    page->all = (struct waiting_notes){list->notes.at, list->notes.count};
    size_t first = rest ? i - 1 : i;
    page->waiting = (struct waiting_notes){list->notes.at + first, list->notes.count - first};
    if (rest)
        list->notes.at[first].resume = rest;
}

struct noted_page place_noted_page(const struct noted_flow *flow, const struct resume *resume,
                                   const struct waiting_notes *waiting, struct room room) {
    struct looker looker = {flow, resume, waiting, room};
    struct noted_page page = {0};
    flow->place->is_trial = true;
    length reserve = flow->root ? find_reserve(&looker) : 0;
    flow->place->is_trial = false;
    struct look look = look_at(&looker, reserve);
    page.text = look.text;
    page.waiting = *waiting;
    if (look.list.notes.count > 0)
        place_notes(&looker, &look, &page);
    return page;
}

void noted_page_accept(const struct noted_page *page) {
    for (size_t i = 0; i < page->all.count; i++)
        page->all.at[i].note->is_placed = true;
}
