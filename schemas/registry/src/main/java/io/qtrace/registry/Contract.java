package io.qtrace.registry;

import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    return read(framed, contract, schemas.byId(schemaId(framed)));
  }

  /** The same, with the schema of {@link #schemaId}. */
  public static <T extends SpecificRecordBase> T read(
      byte[] framed, Class<T> contract, Schema writer) throws IOException {
    int from = TypedEventEncoder.FRAME_BYTES;
    var reader = SpecificData.get().getSchema(contract);
    var in = DecoderFactory.get().binaryDecoder(framed, from, framed.length - from, null);
    return new SpecificDatumReader<T>(writer, reader).read(null, in);
  }

  /**
   * The id of the schema that a framed record was written with.
   *
   * @throws IOException if it is none
   */
  public static int schemaId(byte[] framed) throws IOException {
    if (framed.length < TypedEventEncoder.FRAME_BYTES || framed[0] != 0) {
      throw new IOException("not framed Avro (a zero byte and a schema id): not qtrace's record");
    }
    return ByteBuffer.wrap(framed).getInt(1);
  }

  /** Reads a framed record that this version has written. */
  public static <T extends SpecificRecordBase> T read(byte[] framed, Class<T> contract)
      throws IOException {
    int from = TypedEventEncoder.FRAME_BYTES;
    var in = DecoderFactory.get().binaryDecoder(framed, from, framed.length - from, null);
    return new SpecificDatumReader<>(contract).read(null, in);
  }
}
