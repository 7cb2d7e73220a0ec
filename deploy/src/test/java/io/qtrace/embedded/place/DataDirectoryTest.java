package io.qtrace.embedded.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
  @TempDir Path directory;

  @Test
  void makesWhatIsMissingAndIsFreeAgainOnceClosed() throws Exception {
    Path data = directory.resolve("a/b");
    DataDirectory.open(data).close();
    try (DataDirectory again = DataDirectory.open(data)) {
      assertThat(again.kafka()).isEqualTo(data.resolve("kafka")).isDirectory();
      assertThat(again.log()).isDirectory();
    }
  }

  @Test
  void isItsOwnersAloneAlsoWhereItWasNot() throws Exception {
    Path data = directory.resolve("a/b");
    try (DataDirectory made = DataDirectory.open(data)) {
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(made.kafka())).isEqualTo("rwx------");
    }
    Path log = Files.writeString(data.resolve("log/qtrace.log"), "a raw trace");
    Path other = Files.createSymbolicLink(data.resolve("kafka/link"), directory);
    for (Path open : new Path[] {directory, data, data.resolve("log")}) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
    try (DataDirectory again = DataDirectory.open(data)) {
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(again.log())).isEqualTo("rwx------");
      assertThat(permissions(log)).isEqualTo("rw-------");
      assertThat(permissions(other)).as("behind a link").isEqualTo("rwxr-xr-x");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void temporaryFilesOfTheLastRunAreGone() throws Exception {
    try (DataDirectory data = DataDirectory.open(directory)) {
      Files.createDirectories(data.temporary().resolve("left/over"));
      Files.createSymbolicLink(data.temporary().resolve("link"), data.log());
      Files.writeString(data.log().resolve("kept"), "");
    }
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThat(data.temporary()).isEmptyDirectory();
      assertThat(data.log().resolve("kept")).exists();
    }
  }

  @Test
  void hasOneHolderInThisJvmToo() throws Exception {
    try (DataDirectory held = DataDirectory.open(directory)) {
      assertThat(held.state()).isDirectory();
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> DataDirectory.open(directory))
          .withMessage(
              "%s is in use by another qtrace (process %d); stop it, or choose another directory by --data DIR",
              directory, ProcessHandle.current().pid());
    }
  }

  @Test
  void saysWhyItCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> DataDirectory.open(file))
        .withMessage(
            "cannot write to the data directory %1$s: its path leads through a file; choose another by --data DIR",
            file);
  }

  @Test
  void refusesPathsThatKafkaOrTheRegistryWouldSplit() {
    Path odd = directory.resolve("a,b");
    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> DataDirectory.open(odd))
        .withMessage(
            "the data directory %s cannot be used: its path has one of the characters , ; \\; choose another by --data DIR",
            odd);
    assertThat(odd).doesNotExist();
  }
}
