package io.qtrace.registry;

import io.qtrace.frame.Frame;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/** Records of qtrace's own contracts. */
public final class Contract {

  private Contract() {}

  /** Reads a framed record that any version of qtrace has written. */
  public static <T extends SpecificRecordBase> T read(
      byte[] framed, Class<T> contract, WriterSchemas schemas) throws IOException {
    return read(framed, contract, schemas.byId(Frame.schemaId(framed)));
  }

  /** The same, with the schema that it was written with, see {@link Frame#schemaId}. */
  public static <T extends SpecificRecordBase> T read(
      byte[] framed, Class<T> contract, Schema writer) throws IOException {
    int from = Frame.BYTES;
    var reader = SpecificData.get().getSchema(contract);
    var in = DecoderFactory.get().binaryDecoder(framed, from, framed.length - from, null);
    return new SpecificDatumReader<T>(writer, reader).read(null, in);
  }
}
