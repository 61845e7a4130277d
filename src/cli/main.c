/* The way in: finds the command, takes its options apart, runs it. The worst message decides the
 * exit status. */
#include "base/arena.h"
#include "base/diag.h"
#include "cli/command.h"
#include "pack/values.h"
#include "xml/xml.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* The word that names the command; --help and --version stand for commands of that name. */
static const struct command *find_command(struct arena *arena, int count, char *const *words,
                                          struct diags *diags) {
    if (count < 2) {
        diag(diags, MESSAGE_COMMAND_MISSING, NOWHERE, NULL);
        return NULL;
    }
    const char *word = words[1];
    if (strcmp(word, "--version") == 0) {
        word = "version";
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        word = "help";
    }
    const struct command *command = command_find(word);
    if (command == NULL) {
        diag(diags, MESSAGE_COMMAND_UNKNOWN, NOWHERE,
             ARGS(word, values_hint(arena, word, command_names(arena))));
    }
    return command;
}

static void run(struct arena *arena, int count, char *const *words, struct diags *diags) {
    const struct command *command = find_command(arena, count, words, diags);
    struct command_line line;
    if (command == NULL ||
        !options_parse(arena, command, words + 2, (size_t)count - 2, diags, &line)) {
        return;
    }
    if (line.values[OPTION_HELP] != NULL) {
        line.arguments = ARENA_NEW(arena, const char *);
        line.arguments[0] = command->name;
        line.argument_count = 1;
        help_run(&line, arena, diags);
        return;
    }
    command->run(&line, arena, diags);
}

/* A file opened while one of the three standard handles is closed would take its place, and get
 * what is printed. The wrong direction makes every use of the stand-in fail. */
static void fill_standard_handles(void) {
    for (int handle = 0; handle <= 2; handle++) {
        if (fcntl(handle, F_GETFD) < 0) {
            (void)!open("/dev/null", handle == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

int main(int count, char **words) {
    fill_standard_handles();
    xml_begin();
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is a write error, with a message */
    signal(SIGXFSZ, SIG_IGN); /* and so is a limit of file sizes */
    umask(umask(0) & 077);    /* whoever makes a file can read it again */
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    diags_print_to(diags, stderr);
    run(arena, count, words, diags);
    enum exit_status status = diags_status(diags);
    diags_free(diags);
    arena_free(arena);
    return (int)status;
}
