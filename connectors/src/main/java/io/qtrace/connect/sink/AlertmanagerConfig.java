package io.qtrace.connect.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.qtrace.alertmanager.Alertmanager;
import io.qtrace.alertmanager.HttpAlertmanager;
import io.qtrace.alertmanager.Pace;
import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.Permissions;
import io.qtrace.connect.setting.SettingGroup;
import io.qtrace.registry.RegistryAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Settings of the sink. The definition is also what docs/alertmanager.md shows. */
public final class AlertmanagerConfig extends AbstractConfig {

  static final String URLS = "alertmanager.urls";
  static final String BATCH_SIZE = "batch.size";
  static final String RESEND_INTERVAL_MS = "resend.interval.ms";
  static final String EXPIRY_MS = "expiry.ms";
  static final String REQUEST_TIMEOUT_MS = "request.timeout.ms";
  static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";
  static final String LABELS = "labels";
  static final String GENERATOR_URL = "generator.url";
  static final String BASIC_USER = "basic.auth.user";
  static final String BASIC_PASSWORD = "basic.auth.password";
  static final String BEARER_TOKEN = "bearer.token";
  static final String REGISTRY_URL = "registry.url";

  // Kafka's names, so that what is known of its clients' TLS holds here.
  static final String TRUSTSTORE = SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
  static final String TRUSTSTORE_TYPE = SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG;
  static final String TRUSTSTORE_PASSWORD = SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG;
  static final String KEYSTORE = SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
  static final String KEYSTORE_TYPE = SslConfigs.SSL_KEYSTORE_TYPE_CONFIG;
  static final String KEYSTORE_PASSWORD = SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG;
  static final String KEY_PASSWORD = SslConfigs.SSL_KEY_PASSWORD_CONFIG;

  private static final String SSL = "ssl.";
  static final String REGISTRY_PREFIX = "registry.";

  public static final Permissions PERMISSIONS =
      Permissions.ofPaths().andUrls(URLS, REGISTRY_URL).andHosts(REGISTRY_PREFIX + "proxy.host");

  private static final int DAY_MS = 86_400_000;

  /**
   * @throws ConfigException if a setting is wrong, or does not fit another
   */
  public AlertmanagerConfig(Map<String, String> properties) {
    super(definition(), properties, false);
    PERMISSIONS.check(this);
    if (millis(EXPIRY_MS).compareTo(millis(RESEND_INTERVAL_MS)) <= 0) {
      throw new ConfigException(
          EXPIRY_MS,
          getInt(EXPIRY_MS),
          "alerts would end between two times they are sent; it has to be more than %s, %d"
              .formatted(RESEND_INTERVAL_MS, getInt(RESEND_INTERVAL_MS)));
    }
    if (!getString(BASIC_USER).isEmpty() && !secret(BEARER_TOKEN).isEmpty()) {
      throw new ConfigException(
          "%s and %s are both set; a request has one or the other"
              .formatted(BASIC_USER, BEARER_TOKEN));
    }
    if (getString(BASIC_USER).isEmpty() != secret(BASIC_PASSWORD).isEmpty()) {
      throw new ConfigException(
          "only one of %s and %s is set; set both or none".formatted(BASIC_USER, BASIC_PASSWORD));
    }
  }

  public static ConfigDef definition() {
    var all = new ConfigDef();
    sending(group(all, "Alertmanager"));
    alerts(group(all, "Alerts"));
    access(group(all, "Access"));
    tls(group(all, "TLS"));
    group(all, "Schema registry")
        .text(
            REGISTRY_URL,
            "http://localhost:8081",
            Checks.urls("http://localhost:8081"),
            HIGH,
            "Where the schemas of alerts are: an API like Confluent's (Apicurio: its URL ends in"
                + " `/apis/ccompat/v7`). What else begins with `registry.` goes to Confluent's client,"
                + " such as `registry.basic.auth.user.info`.");
    return all;
  }

  private static SettingGroup group(ConfigDef all, String name) {
    return new SettingGroup(all, name, AlertRecommendations::of);
  }

  private static void sending(SettingGroup alertmanager) {
    alertmanager.required(
        URLS,
        Checks.urls("http://localhost:9093"),
        "Where Alertmanager is; of a cluster, all its members: each gets every alert.");
    alertmanager.number(
        RESEND_INTERVAL_MS,
        60_000,
        Range.between(1_000, DAY_MS),
        MEDIUM,
        "How often alerts that fire are sent again.");
    alertmanager.number(
        EXPIRY_MS,
        300_000,
        Range.between(2_000, DAY_MS),
        MEDIUM,
        "An alert that was not sent again for so long ends by itself: how long Kafka, the worker or"
            + " this connector may be away. More than `resend.interval.ms`.");
    alertmanager.number(
        BATCH_SIZE, 100, Range.between(1, 10_000), LOW, "The most alerts in a request.");
    alertmanager.number(
        REQUEST_TIMEOUT_MS,
        10_000,
        Range.between(100, 120_000),
        LOW,
        "How long Alertmanager may take to answer.");
    alertmanager.number(
        RETRY_BACKOFF_MS,
        1_000,
        Range.between(10, DAY_MS),
        LOW,
        "The pause after a failure; it doubles with each that follows.");
    alertmanager.number(
        RETRY_BACKOFF_MAX_MS, 30_000, Range.between(10, DAY_MS), LOW, "The longest pause.");
  }

  private static void alerts(SettingGroup alerts) {
    alerts.text(
        LABELS,
        "",
        Checks.labels(),
        MEDIUM,
        "More labels for each alert, such as `cluster=north,source=qtrace`. An alert's own go before"
            + " them.");
    alerts.text(
        GENERATOR_URL,
        "",
        Checks.anything(),
        LOW,
        "A link that Alertmanager shows with each alert; `{name}` stands for the value of a label,"
            + " such as `https://grafana/d/qtrace?var-vm={vm}`.");
  }

  private static void access(SettingGroup access) {
    access.text(
        BASIC_USER, "", Checks.anything(), MEDIUM, "For basic authentication; empty: none.");
    access.secret(BASIC_PASSWORD, MEDIUM, "The user's password.");
    access.secret(BEARER_TOKEN, MEDIUM, "For authentication by a token instead.");
  }

  private static void tls(SettingGroup tls) {
    tls.text(
        TRUSTSTORE,
        "",
        Checks.file("/etc/qtrace/ca.pem"),
        MEDIUM,
        "The certificates that Alertmanager's is checked with; empty: Java's own.");
    tls.text(TRUSTSTORE_TYPE, "PEM", types(), LOW, "What kind of file that is.");
    tls.secret(TRUSTSTORE_PASSWORD, LOW, "Its password, if it has one.");
    tls.text(
        KEYSTORE,
        "",
        Checks.file("/etc/qtrace/client.pem"),
        MEDIUM,
        "Key and certificate that we show to Alertmanager; empty: none.");
    tls.text(KEYSTORE_TYPE, "PEM", types(), LOW, "What kind of file that is.");
    tls.secret(KEYSTORE_PASSWORD, LOW, "Its password, if it has one.");
    tls.secret(KEY_PASSWORD, LOW, "The key's password, if it has one.");
  }

  private static ValidString types() {
    return ValidString.in("PEM", "PKCS12", "JKS");
  }

  /** One for each URL. They share a client. */
  public List<Alertmanager> alertmanagers() {
    var client = HttpClient.newBuilder().connectTimeout(millis(REQUEST_TIMEOUT_MS));
    var ssl = ssl();
    if (!ssl.isEmpty()) {
      try (var engines = new DefaultSslEngineFactory()) {
        engines.configure(ssl);
        client.sslContext(engines.sslContext());
      } catch (KafkaException e) {
        throw new ConfigException("TLS cannot be set up by ssl.*: " + rootMessage(e));
      }
    }
    var http = client.build();
    var access = new HttpAlertmanager.Access(authorization(), millis(REQUEST_TIMEOUT_MS));
    var all = new ArrayList<Alertmanager>();
    Checks.urlsIn(getString(URLS)).forEach(url -> all.add(new HttpAlertmanager(http, url, access)));
    return all;
  }

  /** As Kafka's TLS wants it; empty if Java's own is good enough. */
  private Map<String, Object> ssl() {
    var set = new HashMap<String, Object>();
    originalsWithPrefix(SSL, false)
        .forEach(
            (name, value) -> {
              if (!"".equals(value)) {
                set.put(name, value);
              }
            });
    if (set.isEmpty()) {
      return set;
    }
    set.putIfAbsent(TRUSTSTORE_TYPE, "PEM");
    set.putIfAbsent(KEYSTORE_TYPE, "PEM");
    return new ConfigDef().withClientSslSupport().parse(set);
  }

  private static String rootMessage(Throwable failure) {
    var root = failure;
    for (var cause = root.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }

  private String authorization() {
    var user = getString(BASIC_USER);
    if (!user.isEmpty()) {
      var both = user + ":" + secret(BASIC_PASSWORD);
      return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }
    var token = secret(BEARER_TOKEN);
    return token.isEmpty() ? "" : "Bearer " + token;
  }

  private String secret(String name) {
    return getPassword(name).value();
  }

  public Pace pace() {
    return new Pace(
        getInt(BATCH_SIZE),
        millis(RESEND_INTERVAL_MS),
        millis(EXPIRY_MS),
        millis(RETRY_BACKOFF_MS),
        millis(RETRY_BACKOFF_MAX_MS));
  }

  public Map<String, String> labels() {
    return Checks.labelsIn(getString(LABELS));
  }

  public RegistryAddress registry() {
    var client = new HashMap<String, String>();
    originalsWithPrefix(REGISTRY_PREFIX)
        .forEach((name, value) -> client.put(name, value.toString()));
    client.remove(REGISTRY_URL.substring(REGISTRY_PREFIX.length()));
    return new RegistryAddress(getString(REGISTRY_URL), client);
  }

  private Duration millis(String name) {
    return Duration.ofMillis(getInt(name));
  }
}
