package io.qtrace.bench;

import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.schema.EventSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The way most programs would encode an event: build a GenericRecord, have Avro write it. */
final class GenericRoute {

  private final Definitions definitions;
  private final String host;
  private final String vm;
  private final long clockOffsetNs;
  private final Schema[] schemas;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private BinaryEncoder encoder;

  GenericRoute(Definitions definitions, String host, String vm, long clockOffsetNs) {
    this.definitions = definitions;
    this.host = host;
    this.vm = vm;
    this.clockOffsetNs = clockOffsetNs;
    this.schemas = new Schema[definitions.events().size()];
  }

  byte[] encode(RawEvent event, int schemaId) {
    if (schemas[event.definition] == null) {
      schemas[event.definition] = EventSchemas.compile(definitions.events().get(event.definition));
    }
    var schema = schemas[event.definition];
    try {
      out.reset();
      out.write(0);
      out.writeBytes(ByteBuffer.allocate(4).putInt(schemaId).array());
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
      new GenericDatumWriter<GenericRecord>(schema).write(record(event, schema), encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GenericRecord record(RawEvent event, Schema schema) {
    var record = new GenericData.Record(schema);
    var meta = new GenericData.Record(schema.getFields().get(0).schema());
    meta.put(0, event.timestampNs + clockOffsetNs);
    meta.put(1, host);
    meta.put(2, vm);
    meta.put(3, Integer.toUnsignedLong(event.pid));
    record.put(0, meta);
    var in = ByteBuffer.wrap(event.arguments).order(order(event));
    in.position(event.argumentsFrom);
    int field = 1;
    for (var argument : definitions.events().get(event.definition).arguments()) {
      record.put(field++, value(argument.type().kind(), in));
    }
    return record;
  }

  private static ByteOrder order(RawEvent event) {
    return event.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static Object value(CType.Kind kind, ByteBuffer in) {
    return switch (kind) {
      case STRING -> {
        var bytes = new byte[in.getInt()];
        in.get(bytes);
        yield new String(bytes, StandardCharsets.UTF_8);
      }
      case BOOLEAN -> in.getLong() != 0;
      case REAL -> in.getDouble();
      case SIGNED, UNSIGNED, POINTER -> in.getLong();
    };
  }
}
