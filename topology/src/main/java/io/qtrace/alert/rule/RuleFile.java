package io.qtrace.alert.rule;

import io.qtrace.retry.StopSignal;
import io.qtrace.text.Reasons;
import io.qtrace.yaml.YamlBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rule file and its latest sound rules. A change that can not be read leaves the rules as they
 * are. Thread-safe.
 */
public final class RuleFile {

  private static final Logger log = LoggerFactory.getLogger(RuleFile.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Path path;
  private final MadeWindows made;
  private volatile Rules rules;

  /** The bytes that were seen last, sound or not; none if the file could not be read. */
  private byte[] seen;

  /** Why it could not be read when it was looked at last; empty if it could. */
  private String failure = "";

  private RuleFile(Path path, MadeWindows made, byte[] bytes) {
    this.path = path;
    this.made = made;
    this.seen = bytes;
    this.rules = Rules.parse(path.toString(), bytes, made);
  }

  /**
   * @param made the windows that its rules may look at, now and after changes
   * @throws InvalidRulesException with everything that is wrong with the file
   * @throws IOException if it can not be read
   */
  public static RuleFile open(Path path, MadeWindows made) throws IOException {
    return new RuleFile(path, made, read(path));
  }

  /** One byte more than a rule file may have is enough to see that it has too many. */
  private static byte[] read(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return in.readNBytes(YamlBytes.MOST_BYTES + 1);
    }
  }

  public Path path() {
    return path;
  }

  /** The latest sound rules; another object after each change. */
  public Rules rules() {
    return rules;
  }

  /** From now on looks at the file every five seconds, on a thread of its own. */
  public void watch(StopSignal stop) {
    var thread =
        new Thread(
            () -> {
              while (!stop.pause(LOOK)) {
                look();
              }
            },
            "qtrace-alert-rules");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Reads the file again and takes its rules if they are sound. The whole text is compared, not a
   * time stamp: it is small, and so neither a swapped symbolic link (Kubernetes' ConfigMap) nor two
   * changes within one tick of the file system's clock go unnoticed.
   */
  public synchronized void look() {
    byte[] bytes;
    try {
      bytes = read(path);
    } catch (IOException e) {
      missed("can not be read (%s)".formatted(Reasons.of(e)));
      return;
    }
    boolean isSame = failure.isEmpty() && Arrays.equals(bytes, seen);
    failure = "";
    seen = bytes;
    if (isSame) {
      return;
    }
    try {
      rules = Rules.parse(path.toString(), bytes, made);
      log.info("{} has changed: {} rules are in use", path, rules.all().size());
    } catch (InvalidRulesException e) {
      log.error(
          "{} has changed, but has {}; the rules before stay in use\n{}",
          path,
          e.count(),
          e.getMessage());
    }
  }

  private void missed(String why) {
    if (!why.equals(failure)) {
      failure = why;
      log.error("{} {}; the rules before stay in use", path, why);
    }
  }
}
