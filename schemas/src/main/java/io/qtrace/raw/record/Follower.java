package io.qtrace.raw.record;

import static io.qtrace.raw.record.SimpleFormat.u64;

/** What stands behind a record, as far as its header tells. */
public enum Follower {
  /** A record, a file header, or the end of the source. */
  SOUND,
  /** Neither of them. */
  BROKEN,
  /** It takes more bytes to tell. */
  UNKNOWN;

  /**
   * @param last no bytes follow {@code to}
   */
  public static Follower at(byte[] b, int at, int to, boolean last, boolean bigEndian) {
    if (to - at < SimpleFormat.EVENT_HEADER_BYTES && !last) {
      return UNKNOWN;
    }
    if (at == to || SimpleFormat.isHeader(b, at, to)) {
      return SOUND;
    }
    return switch (RecordLength.at(b, at, to, bigEndian)) {
      case RecordLength.IMPLAUSIBLE -> BROKEN;
      case RecordLength.INCOMPLETE -> !last && isMapping(b, at, bigEndian) ? UNKNOWN : SOUND;
      default -> SOUND;
    };
  }

  /** The characters of its name are still to come. */
  private static boolean isMapping(byte[] b, int at, boolean bigEndian) {
    return u64(b, at, bigEndian) == SimpleFormat.MAPPING;
  }
}
