package io.qtrace.tail.file;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.source.chunk.SimpleTrace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says of files that are not followed. */
final class FollowedKindTest {

  private static final byte[] TRACE = SimpleTrace.littleEndian().bytes();

  @Test
  void aSimpleTraceIsNoLog() {
    assertThatThrownBy(() -> FollowedKind.require(TRACE, TRACE.length, LOG))
        .isInstanceOf(RefusedFileException.class)
        .hasMessage(
            "it is a simple trace, and logs are followed here; a SimpleTraceSourceConnector takes it");
    assertThatCode(() -> FollowedKind.require(TRACE, TRACE.length, SIMPLE))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 5})
  void aTraceOfAnotherVersionIsNone(long version) {
    byte[] trace = TRACE.clone();
    ByteBuffer.wrap(trace).order(ByteOrder.LITTLE_ENDIAN).putLong(16, version);

    assertThatThrownBy(() -> FollowedKind.require(trace, trace.length, SIMPLE))
        .isInstanceOf(RefusedFileException.class)
        .hasMessage(
            "it is a simple trace, version %d; version 4 is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU"
                .formatted(version));
  }

  @Test
  void recordsWithoutAHeaderAreThoseOfSystemTap() throws Exception {
    var records = new SimpleTrace(ByteOrder.BIG_ENDIAN).event(0, 1, 2).event(0, 2, 3).bytes();

    assertThatThrownBy(() -> FollowedKind.requireHeader(records, records.length, SIMPLE))
        .isInstanceOf(RefusedFileException.class)
        .hasMessageStartingWith("it has no header; its records are as those of SystemTap: set");
    assertThat(FollowedKind.isHeaderless(records, records.length)).isTrue();
    FollowedKind.requireHeader(records, records.length, LOG);
  }

  @Test
  void aHeaderThatComesByteByByteIsWaitedFor() throws Exception {
    for (int to = 0; to <= TRACE.length; to++) {
      FollowedKind.requireHeader(Arrays.copyOf(TRACE, to), to, SIMPLE);
    }
  }

  @Test
  void textIsNoTraceWithoutAHeader() {
    byte[] text = "kvm_run_exit cpu_index 0, reason 2\n".repeat(9).getBytes(UTF_8);

    assertThatThrownBy(() -> FollowedKind.isHeaderless(text, text.length))
        .hasMessage("it does not begin with a record of a simple trace, and no.header is set");
    assertThatThrownBy(() -> FollowedKind.isHeaderless(TRACE, TRACE.length))
        .hasMessageStartingWith("it has a header, and no.header is set; ");
  }
}
