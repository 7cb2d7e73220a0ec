package io.qtrace.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What results that do not come mean for alerts. */
class AbsentResultsTest {

  private final KeptBook book = new KeptBook();

  @Test
  void bridgesAGapShorterThanAbsentAfter() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.result("a", 90, 6);

    assertThat(book.journal.published())
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 0-10: count > 5 (count = 6)",
            "firing " + KeptBook.STORM_KEY + " 0-100: count > 5 (count = 6)");
  }

  @Test
  void beginsAnewBehindALongerGap() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.result("a", 100, 6);

    assertThat(book.journal.published())
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 0-10: count > 5 (count = 6)",
            "resolved " + KeptBook.STORM_KEY + " 0-100: no result for 1m30s",
            "pending " + KeptBook.STORM_KEY + " 100-110: count > 5 (count = 6)");
  }

  @Test
  void wantsWindowsWithoutAGapIfTold() {
    book.use(KeptBook.STORM.replace("for: 30s", "for: 30s\n    absent-after: 1ms"));
    book.result("a", 0, 6);
    book.result("a", 10, 6);
    book.result("a", 30, 6);

    assertThat(book.journal.published())
        .extracting(line -> line.substring(0, 8))
        .containsExactly("pending ", "resolved", "pending ");
  }

  @Test
  void resolvesAQuietVmWhenOthersGoOn() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    for (int start = 0; start < 100; start += 10) {
      book.result("b", start, 1);
    }
    assertThat(book.journal.published())
        .as("100 s since its window ended, 90 are allowed")
        .hasSize(1);

    book.result("b", 100, 1);
    assertThat(book.journal.published())
        .containsExactly("resolved " + KeptBook.STORM_KEY + " 0-100: no result for 1m30s");
  }

  @Test
  void resolvesByWallClockWhenAllIsQuiet() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();

    book.tickFor(95);
    assertThat(book.journal.published()).isEmpty();

    book.tickFor(10);
    assertThat(book.journal.published())
        .containsExactly("resolved " + KeptBook.STORM_KEY + " 0-100: no result for 1m30s");
  }

  @Test
  void doesNotCompareOldResultsWithTheClock() {
    book.clockShows(1_900_000_000_000L);
    book.restart(KeptBook.STORM);
    book.result("a", 0, 6);
    book.tickFor(60);
    book.result("a", 10, 6);
    book.tickFor(60);
    book.result("a", 20, 6);

    assertThat(book.journal.published())
        .containsExactly(
            "pending " + KeptBook.STORM_KEY + " 0-10: count > 5 (count = 6)",
            "firing " + KeptBook.STORM_KEY + " 0-30: count > 5 (count = 6)");
  }

  @Test
  void doesNotCountTimeInWhichItWasStopped() {
    book.use(KeptBook.STORM);
    book.result("a", 0, 6);
    book.journal.published();
    book.tickFor(10);
    book.sleepFor(3600);

    assertThat(book.journal.published()).as("asleep for an hour").isEmpty();
  }

  @Test
  void doesNotCountABurstTwice() {
    book.use(KeptBook.STORM);
    book.result("b", 0, 1);
    for (int minute = 0; minute < 5; minute++) {
      for (int window = 0; window < 6; window++) {
        long start = minute * 60L + window * 10L;
        book.result("a", start, 6);
        book.result("b", start, 1);
      }
      book.tickFor(60);
    }

    assertThat(book.journal.published())
        .extracting(line -> line.substring(0, 7))
        .containsExactly("pending", "firing ");
  }
}
