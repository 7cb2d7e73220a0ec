package io.qtrace.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VmIdentityTest {

  @Test
  void isPrintedForPeople() {
    assertThat(new VmIdentity("vm-7", "", "10.2.2", OptionalLong.of(4711)))
        .hasToString("QEMU 10.2.2, VM 'vm-7', pid 4711");
    assertThat(new VmIdentity("", "", "7.2.22 (Debian)", OptionalLong.empty()))
        .hasToString("QEMU 7.2.22 (Debian), VM '', pid not known");
  }
}
