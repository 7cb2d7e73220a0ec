/*
 * Prints what this machine's printf makes of random formats and values, one case a line:
 * format TAB argument TAB … TAB output. An argument is 0x… or a string in quotes.
 *
 * printf-goldens.txt was made with glibc 2.36 on x86-64:
 *   gcc -w printf-goldens.c -o goldens && ./goldens > printf-goldens.txt
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t next(uint64_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % bound;
}

static const char *const lengths[] = { "", "", "hh", "h", "l", "ll", "z", "t", "j", "L" };

static const uint64_t values[] = {
    0, 0, 1, 7, 8, 9, 10, 42, 99, 100, 127, 128, 255, 256, 999, 1000, 32767, 32768, 65535, 65536, 0xdeadbeef,
    0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 999999999999, 0x7fffffffffffffff, 0x8000000000000000,
    0xffffffffffffffff, 0xfffffffffffffffb, 0xffffffff80000000, 0xffffffffffffff80, 0x123456789abcdef0,
    10000000000000000000u,
};

static const char *const strings[] = {
    "", "a", "pc.ram", "with space", "caf\xc3\xa9", "\xff\xfe", "/rom@etc/acpi/tables", "tab\there", "100%s",
};

static void quoted(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = text[i];
        printf(c < 32 || c > 126 || c == '\\' || c == '"' ? "\\x%02x" : "%c", c);
    }
}

/* Appends "%", flags, and a width and precision, which may be stars; returns how many stars. */
static int specification(char *format, int stars[2])
{
    int count = 0;
    strcat(format, "%");
    for (int i = 0; i < 5; i++) {
        if (next(4) == 0) {
            strncat(format, &"-+ #0"[i], 1);
        }
    }
    for (int part = 0; part < 2; part++) {
        int chance = next(10);
        if (chance > 6) {
            continue;
        }
        if (part == 1) {
            strcat(format, ".");
        }
        if (chance == 0) {
            strcat(format, "*");
            stars[count++] = (int) next(60) - 30;
        } else if (part == 0 || chance > 1) {
            char number[8];
            int width = next(chance > 4 ? 30 : 6) + (part == 0);
            sprintf(number, "%d", width);
            strcat(format, number);
        }
    }
    return count;
}

int main(void)
{
    for (int i = 0; i < 6000; i++) {
        char format[64] = "[";
        char output[256];
        int stars[2];
        int length;
        int count = specification(format, stars);
        int kind = next(10);
        uint64_t value = values[next(sizeof values / sizeof *values)];
        const char *text = strings[next(sizeof strings / sizeof *strings)];
        if (kind < 7) {
            strcat(format, lengths[next(sizeof lengths / sizeof *lengths)]);
            strncat(format, &"diuxXo"[next(6)], 1);
        } else {
            strncat(format, &"csp"[kind - 7], 1);
        }
        strcat(format, "]");
        uint64_t last = kind == 8 ? (uint64_t) text : value;
        if (count == 0) {
            length = sprintf(output, format, last);
        } else if (count == 1) {
            length = sprintf(output, format, stars[0], last);
        } else {
            length = sprintf(output, format, stars[0], stars[1], last);
        }
        printf("%s\t", format);
        for (int s = 0; s < count; s++) {
            printf("0x%lx\t", (uint64_t) stars[s]);
        }
        if (kind == 8) {
            printf("\"");
            quoted(text, strlen(text));
            printf("\"\t");
        } else {
            printf("0x%lx\t", value);
        }
        quoted(output, length);
        printf("\n");
    }
    return 0;
}
