/* Any line as an expression wherever a template has one: a value, a test, a loop, a key to sort by,
 * and in braces in text. Compiled, and run on a small report. */
#include "template_world.h"

static const char head[] =
    "<layout xmlns='urn:magreport:layout:1' version='1' name='x' title='t' language='en-US'>"
    "<page name='p' margin-top='20mm' margin-right='20mm' margin-bottom='20mm' margin-left='20mm'/>"
    "<map name='bands'><entry key='low' value='few'/></map><flow page='p'>";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    static const struct {
        const char *before, *after;
    } places[] = {
        {"<p><v select=\"", "\"/></p>"},
        {"<if test=\"", "\"><p>yes</p></if>"},
        {"<for each=\"", "\"><p>{position()}</p></for>"},
        {"<for each='//*' sort=\"", "\"><p>{.}</p></for>"},
        {"<p>{", "}</p>"},
        {"<let name='x' select=\"", "\"/><p>{$x}</p>"},
    };
    struct fuzz *fuzz = fuzz_begin();
    if (size_bytes < 1)
        return 0;
    size_t place = bytes[0] % (sizeof places / sizeof places[0]);
    char *text = arena_copy(fuzz->arena, (const char *)bytes + 1, size_bytes - 1);
    builder_text(&fuzz->out, head);
    builder_text(&fuzz->out, places[place].before);
    builder_xml(&fuzz->out, text);
    builder_text(&fuzz->out, places[place].after);
    builder_text(&fuzz->out, "</flow></layout>");
    world_run(fuzz, (struct slice){fuzz->out.at, fuzz->out.size_bytes});
    return 0;
}
