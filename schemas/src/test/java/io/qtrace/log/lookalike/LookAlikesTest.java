package io.qtrace.log.lookalike;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookAlikesTest {

  private static final LookAlikes LOOK_ALIKES =
      new LookAlikes(
          Definitions.parse("events", "virtio_notify(void *vq) \"vq %p\"\n".getBytes(UTF_8)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kvm_run_exit cpu_index 0",
        "kvm_run_exit",
        "29575@1795368894.324831:kvm_run_exit cpu_index 0",
        "4711@1795368894324831000 kvm_run_exit cpu_index 0",
        "2026-11-22T17:04:10.965564Z kvm_run_exit cpu_index 0",
        "2026-11-22T17:04:10.965564123Z stderr F kvm_run_exit cpu_index 0",
        "vm-1  | kvm_run_exit cpu_index 0",
        "Nov 22 17:10:38 host qemu[4711]: kvm_run_exit cpu_index 0",
        "[  12.5] kvm_run_exit cpu_index 0",
        "{\"msg\":\"kvm_run_exit cpu_index 0\"}",
        "unheard of >> virtio_notify vq 0x5",
        "x=virtio_notify vq 0x5",
      })
  void knowsLinesThatLookLikeEvents(String line) {
    assertThat(contain(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "qemu: could not open the disk",
        "opening /var/lib/some_file now",
        "invalid accel x86_64_v2, using it",
        "a message of kvm_vcpu here",
        "MY_VALUE is unset",
        "kvm__exit 5",
        "kvm_exit_ 5",
        "_kvm_exit 5",
        "call(kvm_exit 5)",
        "F kvm_exit 5",
        "12 kvm_exit 5",
      })
  void knowsLinesThatDoNot(String line) {
    assertThat(contain(line)).isFalse();
  }

  @Test
  void looksAtWhatIsThereOnly() {
    byte[] b = "kvm_run_exit kvm_run_exit".getBytes(UTF_8);

    assertThat(LOOK_ALIKES.contain(b, 0, 8)).isFalse(); // kvm_run_
    assertThat(LOOK_ALIKES.contain(b, 0, 7)).isTrue();
    assertThat(LOOK_ALIKES.contain(b, 0, 3)).isFalse();
    assertThat(LOOK_ALIKES.contain(b, 13, 13)).isFalse();
  }

  @Test
  void showsTheLineWithoutControlCharacters() {
    assertThat(describe("\u001b[1m: kvm_exit \u0007 é\r").withCaret())
        .isEqualTo(
            "    \\x1b[1m: kvm_exit \\x07 \\xc3\\xa9\\x0d\n             ^\n  no event 'kvm_exit' is in the definitions");
    assertThat(describe("at 5 virtio_notify vq 0x5").inOneLine())
        .isEqualTo(
            "what is in front of 'virtio_notify' is no prefix that is read: at 5 virtio_notify vq 0x5");
  }

  /** First column: a line; second: what is in front of the caret. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          virtio_notify              | virtio_notify
          virtio_notify: vq 0x5      | virtio_notify
          at 5 virtio_notify: vq 0x5 | at 5 virtio_notify
          `virtio_notify\tvq 0x5`    | virtio_notify
          """)
  void saysThatWhatIsBehindANameIsNotWhatQemuPrints(String line, String before) {
    assertThat(contain(line)).isTrue();
    assertThat(describe(line).before()).isEqualTo(before);
    assertThat(describe(line).withCaret())
        .endsWith("^\n  behind 'virtio_notify' QEMU prints a blank and the event's arguments");
  }

  @Test
  void showsALongLineInPart() {
    var shown = describe("x".repeat(5) + " ".repeat(500) + ": kvm_exit " + "y".repeat(500));

    assertThat(shown.before()).hasSize(60).endsWith(" : ");
    assertThat(shown.from()).hasSize(50).startsWith("kvm_exit yy");
  }

  @Test
  void takesTimeInProportionToTheLineWhateverItIs() {
    byte[] b = "a_".repeat(1 << 20).getBytes(UTF_8);

    assertThat(LOOK_ALIKES.contain(b, 0, b.length)).isFalse();
  }

  @Test
  void doubtsALogWithoutEventsOrOfLookAlikesMostly() {
    var count = new LookAlikeCount(LOOK_ALIKES);
    assertThat(count.isDoubtful(0)).isFalse(); // an empty one is fine

    add(count, "hello");
    assertThat(count.isDoubtful(0)).isTrue();
    assertThat(count.isDoubtful(1)).isFalse();

    add(count, "kvm_exit 5");
    add(count, "kvm_entry 5");
    assertThat(count.isDoubtful(0)).isTrue();
    assertThat(count.isDoubtful(1)).isFalse();
    add(count, "kvm_entry 6");
    assertThat(count.isDoubtful(1)).isTrue();
    assertThat(count.others()).isEqualTo(4);
    assertThat(count.alike()).isEqualTo(3);
    assertThat(count.first().orElseThrow().name()).isEqualTo("kvm_exit");
  }

  private static void add(LookAlikeCount count, String line) {
    byte[] b = line.getBytes(UTF_8);
    count.add(b, 0, b.length);
  }

  private static boolean contain(String line) {
    byte[] b = line.getBytes(UTF_8);
    return LOOK_ALIKES.contain(b, 0, b.length);
  }

  private static LookAlike describe(String line) {
    byte[] b = line.getBytes(UTF_8);
    return LOOK_ALIKES.describe(b, 0, b.length);
  }
}
