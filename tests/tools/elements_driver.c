/* Prints what is made from the table of elements: `elements_driver layout` layout.xsd,
 * `elements_driver brand` brand.xsd, `elements_driver table` the README's table. */
#include "base/builder.h"
#include "pack/elements.h"

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
    } else {
        fputs("usage: elements_driver layout|brand|table\n", stderr);
        return 64;
    }
    fwrite(out.at, 1, out.size_bytes, stdout);
    builder_free(&out);
    return 0;
}
