package io.qtrace.alert.rule;

import io.qtrace.retry.StopSignal;
import io.qtrace.yaml.WatchedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rule file and its latest sound rules. A change that cannot be read leaves the rules as they
 * are. Thread-safe.
 */
public final class RuleFile {

  private static final Logger log = LoggerFactory.getLogger(RuleFile.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final WatchedFile file;
  private final MadeWindows made;
  private volatile Rules rules;

  private RuleFile(Path path, MadeWindows made, byte[] bytes) {
    this.made = made;
    this.rules = Rules.parse(path.toString(), bytes, made);
    this.file = new WatchedFile(path, bytes);
  }

  /**
   * @param made the windows that its rules may look at, now and after changes
   * @throws InvalidRulesException with everything that is wrong with the file
   * @throws IOException if it cannot be read
   */
  public static RuleFile open(Path path, MadeWindows made) throws IOException {
    return new RuleFile(path, made, WatchedFile.read(path));
  }

  public Path path() {
    return file.path();
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

  /** Reads the file again and takes its rules if they are sound. */
  public synchronized void look() {
    file.change(why -> log.error("{} {}; the rules before stay in use", path(), why))
        .ifPresent(this::take);
  }

  private void take(byte[] bytes) {
    try {
      rules = Rules.parse(path().toString(), bytes, made);
      log.info("{} has changed: {} rules are in use", path(), rules.all().size());
    } catch (InvalidRulesException e) {
      log.error(
          "{} has changed, but has {}; the rules before stay in use\n{}",
          path(),
          e.count(),
          e.getMessage());
    }
  }
}
