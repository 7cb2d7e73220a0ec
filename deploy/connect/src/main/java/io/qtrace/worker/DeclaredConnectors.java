package io.qtrace.worker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connectors that files declare, handed to the worker's REST interface until it takes them. */
final class DeclaredConnectors {

  private static final Logger log = LoggerFactory.getLogger(DeclaredConnectors.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int LONGEST_PAUSE = 16; // times the first
  private static final String SUFFIX = ".json";

  private final List<Path> files;
  private final URI worker;
  private final Duration pause;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Path, String> lastRefusals = new HashMap<>();

  /**
   * @param worker base URL of the REST interface
   * @param pause after the first attempt; it grows
   */
  DeclaredConnectors(List<Path> files, URI worker, Duration pause) {
    this.files = files;
    this.worker = worker;
    this.pause = pause;
  }

  /** The connectors' configurations below a directory, sorted. */
  static List<Path> in(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /**
   * Returns when the worker has taken all. What it refuses is logged, once per reason, and tried
   * again: what is missing may come, and a rebalance ends.
   */
  void submit() throws InterruptedException {
    var pending = new ArrayList<>(files);
    for (int factor = 1; ; factor = Math.min(2 * factor, LONGEST_PAUSE)) {
      for (var file : files) {
        if (pending.contains(file) && isTaken(file)) {
          pending.remove(file);
        }
      }
      if (pending.isEmpty()) {
        return;
      }
      Thread.sleep(factor * pause.toMillis());
    }
  }

  private boolean isTaken(Path file) throws InterruptedException {
    var refusal = put(file);
    if (refusal.isEmpty()) {
      log.info("{}: connector {} is configured", file, nameOf(file));
    } else if (!refusal.equals(lastRefusals.put(file, refusal))) {
      log.warn("{}: {}; trying again", file, refusal);
    }
    return refusal.isEmpty();
  }

  /** Empty if the worker took it, else why not. */
  private String put(Path file) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(worker.resolve("/connectors/" + nameOf(file) + "/config"))
              .header("Content-Type", "application/json")
              .timeout(TIMEOUT)
              .PUT(BodyPublishers.ofString(Files.readString(file)))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      boolean taken = answer.statusCode() == 200 || answer.statusCode() == 201;
      return taken ? "" : "status %d, %s".formatted(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String nameOf(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - SUFFIX.length());
  }
}
