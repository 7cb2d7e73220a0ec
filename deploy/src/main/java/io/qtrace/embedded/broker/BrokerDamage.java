package io.qtrace.embedded.broker;

import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** Says what is wrong with the broker's directory, and what to do about it. */
final class BrokerDamage {

  private static final long NOTHING_LEFT_BYTES = 1 << 20;
  private static final String METADATA = "__cluster_metadata-0";

  /** Files with nothing in them that is not elsewhere too. */
  private static final Pattern REWRITTEN =
      Pattern.compile("/[^\\s\\]:,]*(-checkpoint|quorum-state|meta\\.properties)");

  private BrokerDamage() {}

  /**
   * @param directory the broker's
   * @param reason what Kafka says
   */
  static String sentence(Path directory, String reason) {
    return "%s; %s".formatted(reason, remedy(directory, reason));
  }

  /** Whether the reason names a file that can be deleted without a loss. */
  static boolean isOfRewrittenFile(String reason) {
    return REWRITTEN.matcher(reason).find();
  }

  private static String remedy(Path directory, String reason) {
    if (isFull(directory, reason)) {
      return "no space is left in %s: make room, then start again; what was acknowledged is there"
          .formatted(directory);
    }
    if (reason.contains("Permission denied") || reason.contains("AccessDeniedException")) {
      return "%s and all in it has to belong to the user that runs this".formatted(directory);
    }
    var rewritten = REWRITTEN.matcher(reason);
    if (rewritten.find()) {
      return rewritten(rewritten.group());
    }
    if (reason.contains("node ID not found") || reason.contains("meta.properties")) {
      return rewritten(directory.resolve("meta.properties"));
    }
    return ("what is in %s is damaged or cannot be read: put back a copy of the whole data"
            + " directory, or move it away, start again and send the traces again; docs/operations.md"
            + " says what is lost (\"A damaged data directory\")")
        .formatted(directory);
  }

  private static String rewritten(Object file) {
    return "%s is damaged: delete it and start again; it is written anew, and nothing is lost"
        .formatted(file);
  }

  /**
   * Refuses to begin with an empty cluster where there are topics: the broker would take them for
   * strays.
   *
   * @param directory the broker's
   * @throws EmbeddedException if that is so
   */
  static void refuseWithoutMetadata(Path directory) throws EmbeddedException {
    var metadata = directory.resolve(METADATA);
    try {
      if (!hasAny(metadata, "*.{log,checkpoint}") && hasAny(directory, "*-[0-9]*")) {
        throw new EmbeddedException(
            "%s is missing or empty: the topics in %s are known to it alone, and the broker would take them for strays; put back a copy of the whole data directory, or move it away, start again and send the traces again (docs/operations.md, \"A damaged data directory\")"
                .formatted(metadata, directory));
      }
    } catch (IOException e) {
      throw new EmbeddedException("%s cannot be read: %s".formatted(directory, Reasons.of(e)), e);
    }
  }

  /** Of another name than the metadata's own. */
  private static boolean hasAny(Path directory, String glob) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (var files = Files.newDirectoryStream(directory, glob)) {
      for (var file : files) {
        if (!file.endsWith(METADATA)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isFull(Path directory, String reason) {
    try {
      return reason.contains("No space left")
          || reason.contains("quota exceeded")
          || Files.getFileStore(directory).getUsableSpace() < NOTHING_LEFT_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /** The messages from what failed to why, in one line. */
  static String reasons(Throwable failure) {
    var messages = new ArrayList<String>();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var message = cause.getMessage();
      var line =
          message == null
              ? cause.getClass().getSimpleName()
              : message.lines().findFirst().orElse(cause.getClass().getSimpleName());
      if (messages.stream().noneMatch(m -> m.contains(line) || line.endsWith(m))) {
        messages.add(line);
      }
    }
    return String.join(": ", messages);
  }
}
