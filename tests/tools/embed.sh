#!/bin/sh
# Writes the assembler file that puts the pack, the fonts and the colour profile into the program (src/pack/files.h).
# usage: embed.sh <LIST >OUT.S      LIST: one "KEY PATH" a line
# The table is sorted by key, bytewise, because embedded_find searches it by halves.
set -eu
LC_ALL=C
export LC_ALL

sort | awk '
{
    n++
    key[n] = $1
    path[n] = $2
}
END {
    print "    .section .rodata"
    for (i = 1; i <= n; i++) {
        printf ".Lkey%d:\n    .asciz \"%s\"\n", i, key[i]
        printf "    .balign 16\n.Lfile%d:\n    .incbin \"%s\"\n.Lend%d:\n    .byte 0\n", i, path[i], i
    }
    print "    .balign 8\n    .global embedded_file_count\n    .type embedded_file_count, %object"
    print "    .size embedded_file_count, 8"
    printf "embedded_file_count:\n    .quad %d\n", n
    print "    .section .data.rel.ro, \"aw\"\n    .balign 8\n    .global embedded_files"
    print "    .type embedded_files, %object"
    printf "    .size embedded_files, %d\nembedded_files:\n", 24 * n
    for (i = 1; i <= n; i++)
        printf "    .quad .Lkey%d, .Lfile%d, .Lend%d - .Lfile%d\n", i, i, i, i
    print "    .section .note.GNU-stack, \"\", %progbits"
}'
