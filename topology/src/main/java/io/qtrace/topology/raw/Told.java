package io.qtrace.topology.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.flow.Names;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a raw record's key and headers say, read once. What a header says wrongly counts as not
 * said; {@link RawCheck} has refused the record then.
 *
 * @param host empty if the record does not say
 * @param vm the VM's id: the key, else its header, else the host
 * @param format {@code simple}, {@code log}, or empty if the record does not say
 * @param definitions their fingerprint; null if the record does not name them
 * @param clockOffsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC; null if the record does not say
 * @param heartbeatNs nanoseconds since the epoch; null if the record does not say
 */
record Told(
    String host,
    String vm,
    SourceId source,
    String format,
    @Nullable String definitions,
    @Nullable Long clockOffsetNs,
    @Nullable Long heartbeatNs) {

  static Told of(byte @Nullable [] key, Map<String, byte[]> headers) {
    var host = name(headers, RawHeaders.HOST);
    var definitions = text(headers, RawHeaders.DEFINITIONS);
    return new Told(
        host,
        vm(key, headers, host),
        SourceId.parse(name(headers, RawHeaders.SOURCE)),
        text(headers, RawHeaders.FORMAT),
        definitions.isEmpty() ? null : definitions.toLowerCase(Locale.ROOT),
        number(text(headers, RawHeaders.CLOCK_OFFSET_NS)),
        number(text(headers, RawHeaders.HEARTBEAT_NS)));
  }

  private static String vm(byte @Nullable [] key, Map<String, byte[]> headers, String host) {
    if (key != null && key.length > 0) {
      return new String(Names.bounded(key), UTF_8);
    }
    var vm = headers.get(RawHeaders.VM);
    return vm == null || vm.length == 0 ? host : name(headers, RawHeaders.VM);
  }

  private static String name(Map<String, byte[]> headers, String header) {
    var value = headers.get(header);
    return value == null ? "" : new String(Names.bounded(value), UTF_8).strip();
  }

  static String text(Map<String, byte[]> headers, String header) {
    var value = headers.get(header);
    return value == null ? "" : new String(value, UTF_8).strip();
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
