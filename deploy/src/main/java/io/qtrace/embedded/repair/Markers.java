package io.qtrace.embedded.repair;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/**
 * Writes what a coordinator writes into a partition when a transaction ends. No client has this
 * request: {@code Admin.abortTransaction} writes ABORT whatever was decided.
 *
 * @param host of a broker that leads all partitions
 */
record Markers(String host, int port) {

  private static final short VERSION = 1;
  private static final int TIMEOUT_MS = 30_000;

  /** {@link Errors#NONE} if the marker is in the partition. */
  Errors write(OpenTransaction open, Ending.Recorded ending) throws IOException {
    var marker =
        new TxnMarkerEntry(
            open.producerId(),
            ending.epoch(),
            open.coordinatorEpoch(),
            ending.result(),
            List.of(open.partition()),
            (short) 0);
    var request = new WriteTxnMarkersRequest.Builder(List.of(marker)).build(VERSION);
    var header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, VERSION, "qtrace-repair", 0);
    var answer = ask(request.serializeWithHeader(header));
    ResponseHeader.parse(answer, ApiKeys.WRITE_TXN_MARKERS.responseHeaderVersion(VERSION));
    var errors =
        WriteTxnMarkersResponse.parse(new ByteBufferAccessor(answer), VERSION)
            .errorsByProducerId()
            .get(open.producerId());
    return errors == null
        ? Errors.UNKNOWN_SERVER_ERROR
        : errors.getOrDefault(open.partition(), Errors.UNKNOWN_SERVER_ERROR);
  }

  private ByteBuffer ask(ByteBuffer request) throws IOException {
    try (var socket = new Socket(host, port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(request.remaining());
      out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      var answer = new byte[in.readInt()];
      in.readFully(answer);
      return ByteBuffer.wrap(answer);
    }
  }
}
