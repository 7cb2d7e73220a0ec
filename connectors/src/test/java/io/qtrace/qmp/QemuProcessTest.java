package io.qtrace.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessTest {

  @TempDir Path proc;

  private OptionalLong of(Long... threads) {
    return new QemuProcess(proc).of(List.of(threads));
  }

  @Test
  void isTheOneThatHasAllThreads() throws IOException {
    task(40, "qemu-system-x86", 40, "40");
    task(42, "CPU 0/KVM", 40, "40");
    task(43, "CPU 1/KVM", 40, "40");
    task(50, "qemu-system-x86", 50, "50");

    assertThat(of(42L, 43L)).hasValue(40);
    assertThat(of(42L, 50L)).isEmpty();
    assertThat(of(42L, 44L)).isEmpty();
    assertThat(of()).isEmpty();
  }

  @Test
  void isNotAnotherProgramThatHasSuchAThread() throws IOException {
    task(7, "kworker/u8:1", 7, "7");
    assertThat(of(7L)).isEmpty();
  }

  /** The ids are those of a namespace below, and its threads have others here. */
  @Test
  void isNotOneInAContainer() throws IOException {
    task(4711, "qemu-system-x86", 4711, "4711\t1");
    assertThat(of(4711L)).isEmpty();
  }

  private void task(long id, String name, long group, String groups) throws IOException {
    var directory = Files.createDirectory(proc.resolve(Long.toString(id)));
    Files.writeString(
        directory.resolve("status"),
        "Name:\t%s\nUmask:\t0022\nTgid:\t%d\nPid:\t%d\nNStgid:\t%s\n"
            .formatted(name, group, id, groups));
  }
}
