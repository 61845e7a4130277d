/* Prints what is made from the tables of elements and functions: `elements_driver layout` prints
 * layout.xsd, `brand` brand.xsd, `table` and `functions` the README's tables. */
#include "base/builder.h"
#include "pack/elements.h"
#include "pack/functions.h"

#include <stdio.h>
#include <string.h>

int main(int count, char **words) {
    struct builder out = {0};
    if (count == 2 && strcmp(words[1], "layout") == 0) {
        elements_write_schema(&out);
    } else if (count == 2 && strcmp(words[1], "brand") == 0) {
        elements_write_brand_schema(&out);
    } else if (count == 2 && strcmp(words[1], "table") == 0) {
        elements_write_table(&out);
    } else if (count == 2 && strcmp(words[1], "functions") == 0) {
        functions_write_table(&out);
    } else {
        fputs("usage: elements_driver layout|brand|table|functions\n", stderr);
        return 64;
    }
    fwrite(out.at, 1, out.size_bytes, stdout);
    builder_free(&out);
    return 0;
}
