package io.qtrace.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.lookalike.LookAlikes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of other definitions, behind whatever stands in front of events. */
class LookAlikePrefixesTest {

  private static final LookAlikes LOOK_ALIKES =
      new LookAlikes(Definitions.parse("mine", "all_done(void) \"\"\n".getBytes(UTF_8)));

  static GoldenPrefix[] goldens() {
    return GoldenPrefix.values();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void looksLikeAnEventBehind(GoldenPrefix outer) {
    for (var inner : outer.isInnermost() ? List.of(GoldenPrefix.NONE) : all()) {
      assertThat(nameIn(outer.line(inner.line("kvm_run_exit cpu_index 0"))))
          .as("%s in front of %s", outer, inner)
          .isEqualTo("kvm_run_exit");
      assertThat(nameIn(outer.line(inner.line("kvm_run_exit "))))
          .as("%s in front of %s and an event without arguments", outer, inner)
          .isEqualTo("kvm_run_exit");
    }
  }

  private static List<GoldenPrefix> all() {
    return List.of(GoldenPrefix.values());
  }

  /** Hosts, guests and containers may be called as events are. */
  @Test
  void takesNoNameInAPrefixForAnEvent() {
    for (var prefix :
        new String[] {
          "vm_1  | ",
          "\u001b[36mvm_1  |\u001b[0m ",
          "Nov 22 17:10:38 my_host qemu[7]: ",
          "<30>1 2026-11-22T17:10:38.892842+01:00 my_host qemu 7 - - ",
          "2026-02-11T20:12:50.211823Z [my_guest vm] qemu-system-x86_64: (1168876:CPU 0/KVM): ",
          "   my_thread-21311 [001]  3580.997242: print:                tracing_mark_write: ",
        }) {
      assertThat(nameIn(prefix + "kvm_run_exit cpu_index 0")).as(prefix).isEqualTo("kvm_run_exit");
      assertThat(nameIn(prefix + "warning: no peer")).as(prefix).isEmpty();
    }
  }

  private static String nameIn(String line) {
    byte[] b = line.getBytes(ISO_8859_1);
    return LOOK_ALIKES.contain(b, 0, b.length) ? LOOK_ALIKES.describe(b, 0, b.length).name() : "";
  }
}
