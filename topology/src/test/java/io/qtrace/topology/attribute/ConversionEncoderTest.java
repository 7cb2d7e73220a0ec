package io.qtrace.topology.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.Conversion;
import io.qtrace.frame.Framed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversionEncoderTest {

  private static final int ID = 0x01020304;

  private final Framed<Conversion> avro = new Framed<>(ID, Conversion.class);
  private final ConversionEncoder encoder = new ConversionEncoder(ID);

  @Test
  void writesWhatAvroWrites() {
    var known =
        Conversion.newBuilder()
            .setVm("vm-7")
            .setHost("hörst")
            .setTimestamp(Instant.parse("2026-11-22T17:04:10.965564123Z"))
            .setPid(4711)
            .setBlock("/rom@etc/acpi/tables")
            .setOffset(1L << 40)
            .setSize(4096)
            .setGpa(-1L)
            .setFrom("private")
            .setTo("shared")
            .setCause("explicit")
            .setRule("map")
            .setLate(true)
            .setCorrects("pc.ram")
            .build();
    var unknown =
        Conversion.newBuilder()
            .setCandidates(List.of("ram-node0", "ram-node1"))
            .setTimestamp(Instant.parse("1970-01-01T00:00:00.000000001Z"))
            .setRule("pair")
            .build();

    assertThat(encoder.frame(known)).isEqualTo(avro.frame(known));
    assertThat(encoder.frame(unknown)).isEqualTo(avro.frame(unknown));
    assertThat(encoder.frame(known)).isEqualTo(avro.frame(known));
  }
}
