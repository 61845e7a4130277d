/* Known answers: FIPS 180-4 examples, and the FNV reference of Noll (FNV-1a, 64 bits). */
#include "unit/unit.h"

#include "base/hash.h"

static void expect_sha256(const char *text, const char *expected) {
    uint8_t digest[HASH_SHA256_BYTES];
    char hex[2 * HASH_SHA256_BYTES + 1];
    hash_sha256(text, strlen(text), digest);
    hash_hex(digest, sizeof digest, hex);
    assert_string_equal(hex, expected);
}

static void sha256_is_the_standard(void **state) {
    (void)state;
    expect_sha256("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_sha256("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void fnv_is_the_reference(void **state) {
    (void)state;
    assert_true(hash_string("", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(hash_string("a", 0) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hash_string("foobar", 0) == UINT64_C(0x85944171f73967e8));
    assert_true(hash_string("foobar", 1) != hash_string("foobar", 0));
    assert_true(hash_bytes("foobar", 6, 0) == hash_string("foobar", 0));
}

/* Every bit of every byte, the length and the cut between pieces count. */
static void wide_tells_apart(void **state) {
    (void)state;
    char text[21] = "twenty one bytes here";
    struct hash_wide whole = {0}, cut = {0};
    hash_wide_add(&whole, text, sizeof text);
    hash_wide_add(&cut, text, 8);
    hash_wide_add(&cut, text + 8, sizeof text - 8);
    assert_true(whole.low != cut.low && whole.high != cut.high);
    for (size_t bit = 0; bit < 8 * sizeof text; bit++) {
        struct hash_wide other = {0};
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
        hash_wide_add(&other, text, sizeof text);
        assert_true(whole.low != other.low && whole.high != other.high);
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    }
    struct hash_wide longer = {0}, shorter = {0};
    hash_wide_add(&longer, "a\0", 2);
    hash_wide_add(&shorter, "a", 1);
    assert_true(longer.low != shorter.low && longer.high != shorter.high);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_the_standard),
        cmocka_unit_test(fnv_is_the_reference),
        cmocka_unit_test(wide_tells_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
