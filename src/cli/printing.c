#include "cli/printing.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t end_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void printing_begin(struct printing *printing, const struct command_line *line,
                    struct diags *diags) {
    sigset_t signals = end_signals();
    *printing = (struct printing){.line = line, .options = options_print(line), .diags = diags};
    sigprocmask(SIG_BLOCK, &signals, NULL);
    int handle = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    printing->options.stop_handle = handle > 0 ? handle : 0;
}

void printing_end(struct printing *printing) {
    if (printing->options.stop_handle > 0) {
        close(printing->options.stop_handle);
    }
}

struct paper {
    length width, height;
};

static struct paper upright(const struct page_master *page) {
    return page->width < page->height ? (struct paper){page->width, page->height}
                                      : (struct paper){page->height, page->width};
}

/* The paper of a template whose pages are all of one size. What comes off a roll has no size. */
static struct paper paper_of_layout(const struct template *layout) {
    struct paper paper = {0};
    for (size_t i = 0; i < layout->page_count; i++) {
        struct paper next = upright(&layout->pages[i]);
        bool differs = i > 0 && (next.width != paper.width || next.height != paper.height);
        if (layout->pages[i].is_roll || differs) {
            return (struct paper){0};
        }
        paper = next;
    }
    return paper;
}

/* Of --paper, for a PDF, which may have been made by anything; none unless said. */
static struct paper paper_of_option(const char *name) {
    static const struct {
        const char *name;
        struct paper paper;
    } papers[] = {{"a4", {LENGTH_MM10(2100), LENGTH_MM10(2970)}},
                  {"letter", {LENGTH_PT(612), LENGTH_PT(792)}},
                  {"a5", {LENGTH_MM10(1480), LENGTH_MM10(2100)}}};
    for (size_t i = 0; name != NULL && i < sizeof papers / sizeof papers[0]; i++) {
        if (strcmp(papers[i].name, name) == 0) {
            return papers[i].paper;
        }
    }
    return (struct paper){0};
}

bool printing_send(struct printing *printing, struct slice pdf, const struct pack *pack,
                   struct position position) {
    char title[64];
    snprintf(title, sizeof title, "magreport handout %zu", ++printing->count);
    struct paper paper = pack != NULL ? paper_of_layout(pack->layout)
                                      : paper_of_option(printing->line->values[OPTION_PAPER]);
    struct print_document document = {.pdf = pdf,
                                      .title = title,
                                      .width = paper.width,
                                      .height = paper.height,
                                      .position = position};
    printing->is_stopped =
        print_send(&printing->options, &document, printing->diags) == PRINT_STOPPED;
    return !printing->is_stopped;
}
