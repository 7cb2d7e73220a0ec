package io.qtrace.cli.read;

import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/** Records of qtrace's own contracts, as this version of qtrace writes them. */
public final class Contract {

  private Contract() {}

  /** Reads a framed record. */
  public static <T extends SpecificRecordBase> T read(byte[] framed, Class<T> contract)
      throws IOException {
    int from = TypedEventEncoder.FRAME_BYTES;
    var in = DecoderFactory.get().binaryDecoder(framed, from, framed.length - from, null);
    return new SpecificDatumReader<>(contract).read(null, in);
  }
}
