/* Sending PDFs to printers: to a queue of the print server, or straight to a printer at an ipp://
 * address. Through libcups, which is loaded when something is printed and not before; where it is
 * missing every call says so. Nothing here starts a program or a shell, and the PDF never touches a
 * disk unless the caller wants failed ones kept.
 *
 * What the print system says of a finished job is not proof of paper: a printer that fails behind a
 * queue can end as completed. So a job is "sent to the printer", never "printed". */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/length.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum print_sides {
    PRINT_SIDES_OF_PRINTER, /* as the printer is set up */
    PRINT_SIDES_ONE,
    PRINT_SIDES_LONG_EDGE,
    PRINT_SIDES_SHORT_EDGE,
    PRINT_SIDES_COUNT
};

enum print_color { PRINT_COLOR_OF_PRINTER, PRINT_COLOR_COLOR, PRINT_COLOR_GRAY, PRINT_COLOR_COUNT };

#define PRINT_COPIES_MAX 99
#define PRINT_WAIT_MAX_S 86400
#define PRINT_WAIT_USUAL_S 120

/* Where and how to print. NULL and 0 leave a choice to the printer's own settings. */
struct print_options {
    const char *printer; /* name of a queue, or an ipp:// or ipps:// address; NULL: the default */
    int copies;
    enum print_sides sides;
    enum print_color color;
    const char *tray; /* such as tray-2; IPP calls it media-source */
    int wait_s;       /* without any progress, before the job is cancelled; 0: the usual */
    int stop_handle;  /* once it can be read, waiting ends and the job is cancelled; 0: none */
    const char
        *keep_folder; /* a folder, made if need be, for the PDF of a failed job; NULL: none */
};

struct print_document {
    struct slice pdf;
    const char *title;    /* of the job; whoever sees the queue sees it: nothing of the patient */
    length width, height; /* of its paper; 0: the printer's own */
    struct position position; /* what messages about it name */
};

enum print_outcome { PRINT_SENT, PRINT_FAILED, PRINT_STOPPED };

/* Prints one document as one job, waits until the printer has it, and tells meanwhile what the
 * printer says (out of paper). After PRINT_FAILED and PRINT_STOPPED no job is left in the queue, or
 * a message says that one may be, and the PDF is kept if the options say where, under a name that
 * says nothing of the patient. All outcomes are reported. */
enum print_outcome print_send(const struct print_options *options,
                              const struct print_document *document, struct diags *diags);

enum printer_state { PRINTER_IDLE, PRINTER_BUSY, PRINTER_STOPPED, PRINTER_STATE_COUNT };
extern const char *const printer_state_names[PRINTER_STATE_COUNT + 1];

struct printer {
    const char *name;    /* of the queue, or the address */
    const char *model;   /* "" if unknown */
    const char *reasons; /* in words for staff, "out of paper, door open"; "" if all is well */
    enum printer_state state;
    bool accepts_jobs;
    bool is_default;
};

struct printer_list {
    struct printer *at;
    size_t count;
};

/* The printer of that name or address, or all queues of the print server if it is NULL. Asks each
 * time, in milliseconds if the server is up; a kiosk may ask while it waits. The list is in the
 * arena. False after reporting. */
bool print_find_printers(struct arena *arena, const char *printer, struct diags *diags,
                         struct printer_list *out_list);

/* The printing system that is loaded, "CUPS 2.4.2", or NULL if there is none. */
const char *print_system(struct arena *arena);

#endif
