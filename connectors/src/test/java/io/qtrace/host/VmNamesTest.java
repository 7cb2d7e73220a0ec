package io.qtrace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmNamesTest {

  private static final VmNames DEFAULT = VmNames.of(VmNames.DEFAULT_PATTERN, "here");

  @ParameterizedTest
  @CsvSource({
    "/var/log/qemu/vm-7.trace, vm-7",
    "/var/log/qemu/vm-7, vm-7",
    "/var/log/qemu/vm-7.log.1, vm-7",
    "/var/log/qemu/vm-7.log-20260102, vm-7",
    "/var/log/qemu/trace-4711, trace-4711",
    "/var/log/qemu.d/web.example.org.log, web.example.org",
  })
  void takesTheNameOfTheFileByDefault(String file, String vm) {
    assertThat(DEFAULT.of(Path.of(file))).hasValue(new Vm(vm, "here"));
  }

  @Test
  void takesVmAndHostOutOfThePath() {
    var names = VmNames.of("^/srv/(?<host>[^/]+)/(?<vm>[^/]+)/", "here");

    assertThat(names.of(Path.of("/srv/h1/vm-7/trace"))).hasValue(new Vm("vm-7", "h1"));
    assertThat(names.of(Path.of("/elsewhere/trace"))).isEmpty();
  }

  @Test
  void goesByTheMappingFirst() {
    var names = DEFAULT.withMapping(List.of("# names", "", "trace-47* vm-7", "/srv/a/*.log  vm-8"));

    assertThat(names.of(Path.of("/any/where/trace-4711"))).hasValue(new Vm("vm-7", "here"));
    assertThat(names.of(Path.of("/srv/a/x.log"))).hasValue(new Vm("vm-8", "here"));
    assertThat(names.of(Path.of("/srv/b/x.log"))).hasValue(new Vm("x", "here"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> VmNames.of("([^/]+)", "here"))
        .hasMessage(
            "it has no group named vm; write (?<vm>…) around the part of the path that names the VM");
    assertThatThrownBy(() -> VmNames.of("(?<vm>[)", "here"))
        .hasMessage("Unclosed character class at index 7");
    assertThatThrownBy(() -> DEFAULT.withMapping(List.of("a b", "a b c")))
        .hasMessage("line 2: 'a b c' is not <glob> <vm>, such as trace-4711* vm-7");
    assertThatThrownBy(() -> DEFAULT.withMapping(List.of("a[ b")))
        .hasMessageStartingWith("line 1: 'a[' is no glob: ");
  }

  @Test
  void readsTheMappingAgainWhenItChanges(@TempDir Path directory) throws IOException {
    var file = directory.resolve("vms");
    var mapping = new VmMapping(DEFAULT, Optional.of(file));
    var trace = Path.of("/srv/trace-1");
    assertThat(mapping.names().of(trace)).hasValue(new Vm("trace-1", "here"));

    Files.writeString(file, "trace-1 vm-7\n");
    assertThat(mapping.names().of(trace)).hasValue(new Vm("vm-7", "here"));

    Files.writeString(file, "this is wrong\n");
    assertThat(mapping.names().of(trace)).hasValue(new Vm("vm-7", "here"));
  }
}
