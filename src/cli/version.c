/* --version: ours, those of the libraries that run (not those it was built with), and the optional
 * parts. */
#include "cli/version.h"
#include "base/file.h"
#include "cli/command.h"
#include "print/print.h"
#include "sandbox/sandbox.h"

#include <hb.h>
#include <hpdf_version.h>
#include <libdeflate.h>
#include <libxml/xmlversion.h>
#include <nettle/version.h>
#include <png.h>
#include <qrencode.h>
#include <unistring/version.h>
#include <zlib.h>

void version_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    (void)line;
    struct builder out = {0};
    builder_text(&out, "magreport " MAGREPORT_VERSION "\n");
    builder_format(
        &out,
        "libraries: libharu %s, libxml2 %s, zlib %s, libdeflate %s, HarfBuzz %s, libpng %s, "
        "libunistring %d.%d, nettle %d.%d, libqrencode %s\n",
        HPDF_VERSION_TEXT, LIBXML_DOTTED_VERSION, zlibVersion(), LIBDEFLATE_VERSION_STRING,
        hb_version_string(), png_get_libpng_ver(NULL), _libunistring_version >> 16,
        (_libunistring_version >> 8) & 0xFF, nettle_version_major(), nettle_version_minor(),
        QRcode_APIVersionString());
    const char *printing = print_system(arena);
    builder_format(&out, "optional parts: printing %s, kiosk no\n",
                   printing != NULL ? printing : "no");
    builder_format(&out, "defences of the process that reads input: %s\n", sandbox_describe());
    file_publish("-", (struct slice){out.at, out.size_bytes}, diags);
    builder_free(&out);
}
