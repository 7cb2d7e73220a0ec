package io.qtrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Recorder;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.raw.SimpleTrace;
import io.qtrace.schema.EventSchemas;
import io.qtrace.schema.RawStrings;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Any definition and any values: what is written as a raw record comes out of Avro's own decoder.
 */
class EncodingPropertyTest {

  private static final List<String> TYPES =
      List.of(
          "int",
          "uint8_t",
          "uint64_t",
          "bool",
          "void *",
          "const char *",
          "char *",
          "int64_t",
          "char");

  private record Case(Definitions definitions, List<Object> values) {}

  @Property
  void valuesSurvive(@ForAll long seed) throws IOException {
    var random = new Random(seed);
    var sample = sample(random);
    var order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int pid = random.nextInt() >>> random.nextInt(32);
    var trace = new SimpleTrace(sample.definitions, order).start();
    trace.event("any_event", random.nextLong() >>> 2, pid, sample.values.toArray());

    var record = decode(sample.definitions, encode(sample.definitions, trace.toBytes()).get(0));

    var meta = (GenericRecord) record.get("meta");
    assertThat(meta.get("pid")).isEqualTo(Integer.toUnsignedLong(pid));
    assertThat(meta.get("vm")).hasToString("vm-ü");
    var arguments = sample.definitions.events().get(0).arguments();
    for (int i = 0; i < arguments.size(); i++) {
      assertValue(arguments.get(i), sample.values.get(i), record.get(i + 1));
    }
  }

  /** What an encoder keeps from event to event does not show. */
  @Property
  @Tag("long")
  void anEventIsEncodedTheSameBehindAnyOther(@ForAll long seed) {
    var random = new Random(seed);
    var sample = sample(random);
    var definitions = sample.definitions;
    var all = new SimpleTrace(definitions, ByteOrder.LITTLE_ENDIAN).start();
    var alone = new ArrayList<byte[]>();
    for (int i = 0; i < 20; i++) {
      long timestampNs = random.nextLong() >>> (2 + random.nextInt(60));
      int pid = random.nextInt(2);
      var one = new SimpleTrace(definitions, ByteOrder.LITTLE_ENDIAN).start();
      var event = random.nextBoolean() ? "other" : "any_event";
      var values = event.equals("other") ? new Object[0] : sample.values.toArray();
      one.event(event, timestampNs, pid, values);
      all.event(event, timestampNs, pid, values);
      alone.add(encode(definitions, one.toBytes()).get(0));
    }

    var encoded = encode(definitions, all.toBytes());

    assertThat(encoded).hasSameSizeAs(alone);
    for (int i = 0; i < encoded.size(); i++) {
      assertThat(encoded.get(i)).isEqualTo(alone.get(i));
    }
  }

  /** Nothing but events, rejections and counted bytes, whatever happens to a file. */
  @Property
  void damageEndsInADocumentedOutcome(@ForAll long seed, @ForAll @IntRange(max = 4) int flips) {
    var random = new Random(seed);
    var sample = sample(random);
    var trace = new SimpleTrace(sample.definitions, ByteOrder.LITTLE_ENDIAN).start();
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      trace.event("any_event", i, 77, sample.values.toArray());
    }
    var bytes = trace.toBytes();
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    var cut = random.nextBoolean() ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    var recorder = new Recorder(sample.definitions);

    new SimpleReader(sample.definitions).read(cut, 0, cut.length, true, recorder);

    assertThat(recorder.bytes).isEqualTo(cut.length);
  }

  private static Case sample(Random random) {
    var text = new StringBuilder("any_event(");
    var values = new ArrayList<Object>();
    int count = random.nextInt(11);
    for (int i = 0; i < count; i++) {
      var type = TYPES.get(random.nextInt(TYPES.size()));
      text.append(i == 0 ? "" : ", ").append(type).append(" a").append(i);
      values.add(type.contains("char *") ? bytes(random) : number(type, random));
    }
    text.append(count == 0 ? "void" : "").append(") \"\"\nother(void)\n");
    var definitions = Definitions.parse("any", text.toString().getBytes(StandardCharsets.UTF_8));
    return new Case(definitions, values);
  }

  private static Object number(String type, Random random) {
    return type.equals("bool")
        ? (Object) (long) random.nextInt(2)
        : random.nextLong() >> random.nextInt(64);
  }

  private static byte[] bytes(Random random) {
    var bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    if (random.nextInt(3) > 0) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 0x7f;
      }
    }
    return bytes;
  }

  private static List<byte[]> encode(Definitions definitions, byte[] trace) {
    var encoder =
        new TypedEventEncoder(new EventTranscoders(definitions), new Origin("host", "vm-ü", 5, 0));
    var encoded = new ArrayList<byte[]>();
    var handler =
        new RawRecordHandler() {
          @Override
          public void event(RawEvent event) {
            int length = encoder.encode(event, 0x01020304);
            encoded.add(Arrays.copyOf(encoder.array(), length));
          }

          @Override
          public void dropped(long timestampNs, int pid, long count) {
            throw new AssertionError("no dropped record was written");
          }

          @Override
          public void rejected(Rejection reason, String detail, byte[] b, int from, int to) {
            throw new AssertionError(detail);
          }

          @Override
          public void other(byte[] buffer, int from, int to) {
            throw new AssertionError("not a log");
          }
        };
    new SimpleReader(definitions).read(trace, 0, trace.length, true, handler);
    return encoded;
  }

  private static GenericRecord decode(Definitions definitions, byte[] framed) throws IOException {
    assertThat(framed).startsWith(0, 1, 2, 3, 4);
    var schema = EventSchemas.compile(definitions.events().get(0));
    var decoder = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
    var record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    assertThat(decoder.isEnd()).isTrue();
    return record;
  }

  private static void assertValue(Argument argument, Object written, Object read) {
    if (argument.type().kind() == CType.Kind.STRING) {
      assertThat(RawStrings.toBytes(read.toString())).isEqualTo(written);
    } else if (argument.type().kind() == CType.Kind.BOOLEAN) {
      assertThat(read).isEqualTo((Long) written != 0);
    } else {
      assertThat(read).isEqualTo(written);
    }
  }
}
