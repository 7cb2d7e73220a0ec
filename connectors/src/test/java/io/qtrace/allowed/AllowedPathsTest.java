package io.qtrace.allowed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AllowedPathsTest {

  @TempDir private Path directory;
  private Path inside;
  private Path outside;
  private AllowedPaths allowed;

  @BeforeEach
  void prepare() throws IOException {
    inside = Files.createDirectories(directory.resolve("traces/vm"));
    outside = Files.createDirectory(directory.resolve("traces-of-others"));
    Files.writeString(inside.resolve("trace"), "a trace");
    Files.writeString(outside.resolve("secret"), "a secret");
    Files.writeString(directory.resolve("events"), "events");
    allowed = AllowedPaths.parse(directory.resolve("traces") + ":" + directory.resolve("events"));
  }

  @Test
  void readsNamedFilesAndWhatIsBelowNamedDirectories() throws IOException {
    assertThat(new String(allowed.read(inside.resolve("trace")), UTF_8)).isEqualTo("a trace");
    assertThat(new String(allowed.read(directory.resolve("events")), UTF_8)).isEqualTo("events");
    allowed.check(inside);
    allowed.check(inside.resolve("not/there/yet"));
  }

  @Test
  void refusesWhatLiesElsewhereThereOrNot() {
    assertRefused(outside.resolve("secret"));
    assertRefused(outside.resolve("not there"));
    assertRefused(directory);
    assertRefused(directory.resolve("events2"));
    assertRefused(inside.resolve("../../traces-of-others/secret"));
    assertThatThrownBy(() -> allowed.check(outside))
        .hasMessage(
            outside
                + " is none of the files, and below none of the directories, that connectors of this"
                + " worker may read; who runs the worker can name it in QTRACE_ALLOWED_PATHS");
  }

  @Test
  void followsLinksToWhatIsAllowedOnly() throws IOException {
    var toFile = Files.createSymbolicLink(inside.resolve("a"), outside.resolve("secret"));
    var toDirectory = Files.createSymbolicLink(inside.resolve("b"), outside);
    var twice = Files.createSymbolicLink(inside.resolve("c"), toDirectory);
    var good = Files.createSymbolicLink(outside.resolve("d"), inside.resolve("trace"));
    assertRefused(toFile);
    assertRefused(toDirectory.resolve("secret"));
    assertRefused(twice.resolve("secret"));
    assertThat(new String(allowed.read(good), UTF_8)).isEqualTo("a trace");
  }

  @Test
  void aRootMayBeALinkItself() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("traces"));
    assertThat(AllowedPaths.parse(link.toString()).read(inside.resolve("trace"))).hasSize(7);
    assertThat(AllowedPaths.parse(link.toString()).read(link.resolve("vm/trace"))).hasSize(7);
  }

  @Test
  void nothingIsAllowedThatNobodyNamed() {
    for (var text : new String[] {"", ":", "relative", "traces/vm"}) {
      assertThat(AllowedPaths.parse(text).contains(inside)).isFalse();
    }
  }

  /** Somebody who may write there exchanges a directory for a link, over and over. */
  @Test
  void aLinkThatComesBetweenCheckAndOpeningLeadsNowhere() throws Exception {
    var shuffled = directory.resolve("traces/shuffled");
    var real = Files.createDirectory(directory.resolve("traces/real"));
    Files.writeString(real.resolve("secret"), "a trace");
    var ended = new AtomicBoolean();
    var attacker =
        new Thread(
            () -> {
              try {
                while (!ended.get()) {
                  Files.deleteIfExists(shuffled);
                  Files.createSymbolicLink(shuffled, real);
                  Files.deleteIfExists(shuffled);
                  Files.createSymbolicLink(shuffled, outside);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    attacker.start();
    try {
      long end = System.nanoTime() + 300_000_000L;
      while (System.nanoTime() < end) {
        try {
          assertThat(new String(allowed.read(shuffled.resolve("secret")), UTF_8))
              .isEqualTo("a trace");
        } catch (IOException e) {
          // refused, or there was nothing
        }
      }
    } finally {
      ended.set(true);
      attacker.join();
    }
  }

  private void assertRefused(Path path) {
    assertThatThrownBy(() -> allowed.check(path)).isInstanceOf(IllegalArgumentException.class);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      assertThatThrownBy(() -> allowed.read(path))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage(path + ": leads to where connectors may not read");
    }
  }
}
