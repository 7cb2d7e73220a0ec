package io.qtrace.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of stores and internal topics, also those that an older stage wrote. */
class FramedTest {

  private static final Schema SCHEMA = ConversionRollup.getClassSchema();

  /** The last field before results had names of windows. */
  private static final int FIELDS_BEFORE_WINDOW = SCHEMA.getField("complete").pos() + 1;

  private static final ConversionRollup SUM =
      ConversionRollup.newBuilder()
          .setScope("host")
          .setHost("host-1")
          .setWindowStart(Instant.ofEpochSecond(10))
          .setWindowEnd(Instant.ofEpochSecond(20))
          .setCount(3)
          .setUnattributed(1)
          .setComplete(false)
          .setWindow("10s")
          .setMissingEvents("kvm_run_exit")
          .build();

  private final Framed<ConversionRollup> framed = new Framed<>(7, ConversionRollup.class);

  private static Schema first(int fields, Schema of) {
    var kept =
        of.getFields().subList(0, fields).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(of.getName(), null, of.getNamespace(), false, kept);
  }

  /** As a stage wrote it whose contract ended there. */
  private static byte[] older(int fields) throws IOException {
    var schema = first(fields, SCHEMA);
    var builder = new GenericRecordBuilder(schema).set("scope", "host").set("host", "host-1");
    if (fields >= FIELDS_BEFORE_WINDOW) {
      builder.set("count", 3L).set("unattributed", 1L).set("complete", false);
    }
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {0, 0, 0, 0, 6});
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(builder.build(), encoder);
    return out.toByteArray();
  }

  @Test
  void areReadAsTheyWereWritten() {
    assertThat(Framed.read(framed.frame(SUM), ConversionRollup.class)).isEqualTo(SUM);
  }

  @Test
  void haveDefaultsForFieldsThatCameLater() throws IOException {
    var read = Framed.read(older(FIELDS_BEFORE_WINDOW), ConversionRollup.class);

    assertThat(read)
        .isEqualTo(
            ConversionRollup.newBuilder()
                .setScope("host")
                .setHost("host-1")
                .setCount(3)
                .setUnattributed(1)
                .setComplete(false)
                .build());
    assertThat(read.getWindow()).isEmpty();
    assertThat(read.getMissingEvents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 30})
  void areReadHoweverManyFieldsTheyHave(int fields) throws IOException {
    assertThat(Framed.read(older(fields), ConversionRollup.class).getHost()).isEqualTo("host-1");
  }

  /** As the registry asks for: who reads the one can read the other. */
  @Test
  void areCompatibleBothWaysWithContractsThatEndEarlier() {
    for (var schema : List.of(SCHEMA, RamBlockConversions.getClassSchema())) {
      var older = first(schema.getField("complete").pos() + 1, schema);

      assertThat(schema.getFields()).hasSizeGreaterThan(older.getFields().size());
      assertThat(compatibility(schema, older)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      assertThat(compatibility(older, schema)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  @Test
  void areRefusedIfTheyAreOfNoVersion() {
    var bytes = framed.frame(SUM);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Framed.read(Arrays.copyOf(bytes, 9), ConversionRollup.class))
        .withMessage("9 bytes are no ConversionRollup");
  }

  /** Whoever may write to a topic may write anything to it. */
  @Test
  void areFoundAmongWhatOthersWrite() {
    var bytes = framed.frame(SUM);

    assertThat(Framed.find(bytes, ConversionRollup.class)).contains(SUM);
    assertThat(Framed.find(null, ConversionRollup.class)).isEmpty();
    assertThat(Framed.find(new byte[0], ConversionRollup.class)).isEmpty();
    assertThat(Framed.find("not Avro".getBytes(UTF_8), ConversionRollup.class)).isEmpty();
    for (int length = 0; length < Frame.BYTES + 4; length++) {
      assertThat(Framed.find(Arrays.copyOf(bytes, length), ConversionRollup.class)).isEmpty();
    }
  }

  @Test
  void sayWhichSchemaTheyHave() throws IOException {
    for (int id : new int[] {0, 7, 255, 256, 0x01020304, Integer.MAX_VALUE}) {
      var bytes = new Framed<>(id, ConversionRollup.class).frame(SUM);
      assertThat(ByteBuffer.wrap(bytes).get()).isZero();
      assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
      assertThat(Frame.schemaId(bytes)).isEqualTo(id);
    }
    assertThatThrownBy(() -> Frame.schemaId(new byte[] {1, 0, 0, 0, 1}))
        .hasMessage("not framed Avro (a zero byte and a schema id): not qtrace's record");
  }
}
