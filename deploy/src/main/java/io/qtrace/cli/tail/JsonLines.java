package io.qtrace.cli.tail;

import io.qtrace.cli.format.ContractJson;
import io.qtrace.cli.format.TypedEventJson;
import io.qtrace.frame.Frame;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.schema.EventSchemas;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Writes the framed Avro values of Kafka records as JSON, a line each, by the schema each was
 * written with; layouts are JSON already. Not thread-safe.
 */
public final class JsonLines {

  private final WriterSchemas schemas;
  private final TypedEventJson events;
  private final ContractJson contracts;
  private final OutputStream out;

  public JsonLines(WriterSchemas schemas, OutputStream out) {
    this.schemas = schemas;
    this.events = new TypedEventJson(out);
    this.contracts = new ContractJson(out);
    this.out = out;
  }

  /**
   * @param where the value is from, for messages
   */
  public void write(byte[] value, String where) throws IOException {
    if (value.length > 0 && value[0] == '{') {
      out.write(value);
      out.write('\n');
      return;
    }
    if (!Frame.isAround(value)) {
      throw new IOException(
          where + " holds a value that is not framed Avro (a zero byte and a schema id)");
    }
    var schema = schemas.byId(Frame.schemaId(value));
    if (schema.getProp(EventSchemas.EVENT_PROPERTY) != null) {
      events.write(schema, value, Frame.BYTES, value.length);
      out.flush();
    } else {
      contract(schema, value);
    }
  }

  /** A window, an alert, a ledger entry, a dead letter. */
  private void contract(Schema schema, byte[] value) throws IOException {
    int from = Frame.BYTES;
    var in = DecoderFactory.get().binaryDecoder(value, from, value.length - from, null);
    contracts.write(new GenericDatumReader<IndexedRecord>(schema).read(null, in));
    contracts.flush();
  }
}
