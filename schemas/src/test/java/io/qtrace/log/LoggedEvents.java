package io.qtrace.log;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;

/** Events with everything that a line can begin, go on and end with. */
final class LoggedEvents {

  static final Definitions DEFINITIONS =
      Definitions.parse(
          "mine",
          """
          page_moved(uint64_t from, uint64_t to) "0x%" PRIx64 " -> 0x%" PRIx64
          guest_says(const char *who, const char *what) "%s says '%s'"
          guest_said(const char *what) "'%s' end"
          guest_shouted(const char *what) "%s"
          said(const char *what) "%s"
          guest_key(char key, int count) "%c %d"
          guest_count(const char *a, int n, const char *b, int m) "%s n=%d %s m=%d."
          flags_read(char stop, char flag, int n) "stop=%c flag=%c n=%d"
          last_read(char flag) "flag=%c"
          dma_done(void *dbs) "dbs=%p"
          all_done(void) ""
          plain(int n) "%d"
          ended(int n) "n=%d\\n"
          two_lines(int a, int b) "a=%d\\nb=%d"
          """
              .getBytes(StandardCharsets.UTF_8));

  private LoggedEvents() {}
}
