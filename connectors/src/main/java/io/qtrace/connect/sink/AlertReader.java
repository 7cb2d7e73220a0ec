package io.qtrace.connect.sink;

import io.qtrace.alertmanager.Names;
import io.qtrace.alertmanager.PostedAlert;
import io.qtrace.contract.Alert;
import io.qtrace.frame.Frame;
import io.qtrace.registry.Contract;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.UnavailableException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;

/** Makes what Alertmanager takes of transitions of alerts. */
public final class AlertReader {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

  private final WriterSchemas schemas;
  private final Map<String, String> moreLabels;
  private final String generatorUrl;

  /**
   * @param schemas belongs to the caller
   */
  public AlertReader(WriterSchemas schemas, AlertmanagerConfig config) {
    this.schemas = schemas;
    this.moreLabels = config.labels();
    this.generatorUrl = config.getString(AlertmanagerConfig.GENERATOR_URL);
  }

  /**
   * Empty if Alertmanager does not care: it knows no pending alerts.
   *
   * @param value framed Avro
   * @throws IOException if that is not an alert
   * @throws UnavailableException if the schema registry is away
   * @throws io.qtrace.registry.RegistryRefusedException if the registry does not know its schema
   */
  public Optional<PostedAlert> read(byte[] value) throws IOException, UnavailableException {
    var schema = schemas.byIdNow(Frame.schemaId(value));
    Alert alert;
    try {
      alert = Contract.read(value, Alert.class, schema);
    } catch (AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new IOException("not an alert: " + e.getMessage(), e);
    }
    return switch (alert.getState()) {
      case "firing", "resolved" -> Optional.of(posted(alert));
      case "pending" -> Optional.empty();
      default -> throw new IOException("an alert is not '%s'".formatted(alert.getState()));
    };
  }

  private PostedAlert posted(Alert alert) {
    var labels = new HashMap<>(moreLabels);
    labels.putAll(Names.valid(alert.getLabels()));
    labels.put("alertname", alert.getRule());
    var annotations = new HashMap<>(alert.getAnnotations());
    annotations.putIfAbsent("reason", alert.getReason());
    return new PostedAlert(
        labels,
        Names.valid(annotations),
        alert.getSince(),
        alert.getState().equals("resolved") ? alert.getAt() : null,
        link(labels));
  }

  private String link(Map<String, String> labels) {
    return PLACEHOLDER
        .matcher(generatorUrl)
        .replaceAll(
            name ->
                Matcher.quoteReplacement(
                    URLEncoder.encode(
                        labels.getOrDefault(name.group(1), ""), StandardCharsets.UTF_8)));
  }
}
