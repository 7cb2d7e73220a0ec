package io.qtrace.alert.stream;

import io.qtrace.alert.ActiveAlert;
import io.qtrace.alert.Transition;
import io.qtrace.alert.window.Scope;
import io.qtrace.contract.Alert;
import io.qtrace.contract.AlertState;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Alerts as bytes: transitions in Confluent's wire format for the topic, what is kept in Avro's
 * single-object encoding for the store. Thread-safe.
 */
final class AlertRecords {

  private static final SpecificDatumWriter<Alert> ALERTS = new SpecificDatumWriter<>(Alert.class);

  private final int alertId;

  AlertRecords(int alertId) {
    this.alertId = alertId;
  }

  byte[] frame(Transition transition) {
    var alert =
        Alert.newBuilder()
            .setRule(transition.rule())
            .setState(transition.state().text())
            .setLabels(transition.labels())
            .setAnnotations(transition.annotations())
            .setSeverity(transition.severity())
            .setSince(Instant.ofEpochMilli(transition.sinceMs()))
            .setAt(Instant.ofEpochMilli(transition.atMs()))
            .setReason(transition.reason())
            .build();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(0);
      out.writeInt(alertId);
      ALERTS.write(alert, EncoderFactory.get().directBinaryEncoder(out, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] state(ActiveAlert alert) {
    var state =
        AlertState.newBuilder()
            .setRule(alert.rule())
            .setScope(alert.source().scope().text())
            .setRuleWindowMs(alert.source().windowMs())
            .setIdentity(alert.identity())
            .setFiring(alert.firing())
            .setSinceMs(alert.sinceMs())
            .setLastStartMs(alert.last().startMs())
            .setLastEndMs(alert.last().endMs())
            .setLabels(alert.labels())
            .setAnnotations(alert.annotations())
            .build();
    try {
      var buffer = AlertState.getEncoder().encode(state);
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Undoes {@link #state}. */
  static ActiveAlert alert(byte[] bytes) {
    AlertState state;
    try {
      state = AlertState.getDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ActiveAlert(
        state.getRule(),
        new ActiveAlert.Source(Scope.of(state.getScope()).orElseThrow(), state.getRuleWindowMs()),
        sorted(state.getIdentity()),
        state.getFiring(),
        state.getSinceMs(),
        new ActiveAlert.Window(state.getLastStartMs(), state.getLastEndMs()),
        sorted(state.getLabels()),
        sorted(state.getAnnotations()));
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return new TreeMap<>(map);
  }
}
