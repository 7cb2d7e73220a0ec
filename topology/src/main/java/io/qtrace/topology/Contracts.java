package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The records of our own, in Confluent's wire format.
 *
 * @param deadLetterId schema id of {@link DeadLetter}
 * @param ledgerId schema id of {@link Ledger}
 */
record Contracts(int deadLetterId, int ledgerId) {

  private static final SpecificDatumWriter<DeadLetter> DEAD_LETTERS =
      new SpecificDatumWriter<>(DeadLetter.class);
  private static final SpecificDatumWriter<Ledger> LEDGERS =
      new SpecificDatumWriter<>(Ledger.class);

  byte[] frame(DeadLetter letter) {
    return frame(deadLetterId, letter, DEAD_LETTERS);
  }

  byte[] frame(Ledger ledger) {
    return frame(ledgerId, ledger, LEDGERS);
  }

  private static <T> byte[] frame(int id, T contract, SpecificDatumWriter<T> writer) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(0);
      out.writeInt(id);
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.write(contract, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Undoes {@link #frame}, whatever the id. */
  static Ledger ledgerIn(byte[] framed) {
    var in = new ByteArrayInputStream(framed, 5, framed.length - 5);
    try {
      return new SpecificDatumReader<>(Ledger.class)
          .read(null, DecoderFactory.get().directBinaryDecoder(in, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
