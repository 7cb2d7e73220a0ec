package io.qtrace.testing;

import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.WindowResult;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;

/**
 * A result of a window, under construction.
 *
 * @param fields by their names in the schema; the others have their defaults
 */
public record Windows(Scope scope, Map<String, Object> fields) {

  public static Windows ramBlock(String vm, String block) {
    return new Windows(Scope.RAM_BLOCK, Map.of())
        .with("vm", vm)
        .with("host", "h1")
        .with("block", block);
  }

  public static Windows vm(String vm) {
    return new Windows(Scope.VM, Map.of()).with("scope", "vm").with("vm", vm).with("host", "h1");
  }

  public static Windows host(String host) {
    return new Windows(Scope.HOST, Map.of()).with("scope", "host").with("host", host);
  }

  public static Windows fleet() {
    return new Windows(Scope.FLEET, Map.of()).with("scope", "fleet");
  }

  /** Event time, seconds. */
  public Windows between(long startS, long endS) {
    return with("windowStart", startS * 1000).with("windowEnd", endS * 1000);
  }

  public Windows with(String field, Object value) {
    var more = new TreeMap<>(fields);
    more.put(field, value);
    return new Windows(scope, more);
  }

  public WindowResult result() {
    return new WindowResult(scope, avro(scope.schema()));
  }

  /** As Kafka records hold it. */
  public byte[] framed(int schemaId) {
    return framed(schemaId, scope.schema());
  }

  /** Written with another schema than ours. */
  public byte[] framed(int schemaId, Schema writer) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(0);
      out.writeInt(schemaId);
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(writer).write(avro(writer), encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private GenericData.Record avro(Schema schema) {
    var builder = new GenericRecordBuilder(schema);
    fields.forEach(builder::set);
    return builder.build();
  }
}
