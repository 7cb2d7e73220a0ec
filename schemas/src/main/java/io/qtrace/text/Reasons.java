package io.qtrace.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exceptions in a user's words. */
public final class Reasons {

  /**
   * What Java makes of bytes in a name that are not UTF-8; it cannot make the bytes of it again.
   */
  private static final char REPLACEMENT = '\uFFFD';

  private static final String NOT_UTF_8 =
      "no such file: Java opens only names that are UTF-8, and this one is not; rename it, or give a symbolic link to it";

  /** What the operating system says, as it goes into a sentence. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "Is a directory",
          "it is a directory",
          "Not a directory",
          "its path leads through a file",
          "Too many levels of symbolic links or unable to access attributes of symbolic link",
          "its symbolic links lead in a circle",
          "Too many levels of symbolic links",
          "its symbolic links lead in a circle",
          "No such device or address",
          "it is a socket, or a device that is not there");

  private Reasons() {}

  public static String of(Throwable e) {
    if (e instanceof NoSuchFileException missing) {
      var name = String.valueOf(missing.getFile());
      return name.indexOf(REPLACEMENT) >= 0 ? NOT_UTF_8 : "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    var known = e instanceof IOException ? KNOWN.get(String.valueOf(lastWords(e))) : null;
    if (known != null) {
      return known;
    }
    // FileSystemException: "name: reason" or the name alone; the name is said anyway
    var message = lastWords(e);
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    return message.strip();
  }

  private static @Nullable String lastWords(Throwable e) {
    return e instanceof FileSystemException file ? file.getReason() : e.getMessage();
  }
}
