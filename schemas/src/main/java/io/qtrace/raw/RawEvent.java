package io.qtrace.raw;

/**
 * A cursor over one event as it lies in a buffer. A reader owns one, moves it from event to event
 * and passes it to a {@link RawRecordHandler}; it and its buffers are valid during that call only.
 * Fields are public because reading them is the hot path.
 *
 * <p>Arguments are laid out as in the simple format whatever the source was: an integer, pointer or
 * bool as 8 bytes, a string as a 4-byte length and that many bytes. A floating-point number is the
 * 8 bytes of a double. They match the definition: the reader has checked it.
 */
public final class RawEvent {

  /** Index into {@code Definitions.events()}. */
  public int definition;

  /** Holds the whole record (simple) or line (log) from {@link #from} to {@link #to}. */
  public byte[] buffer = new byte[0];

  public int from;
  public int to;

  /** Holds the arguments; for the simple format mostly the same array as {@link #buffer}. */
  public byte[] arguments = buffer;

  public int argumentsFrom;
  public int argumentsTo;

  /** Byte order of the arguments. */
  public boolean bigEndian;

  /** Nanoseconds of {@link #clock}; 0 for {@link Clock#NONE}. */
  public long timestampNs;

  public Clock clock = Clock.NONE;

  /**
   * Process id; 0 where the source does not say, and for events from before QEMU read its command
   * line.
   */
  public int pid;

  /** Linux thread id; -1 where the source does not say. */
  public long threadId = -1;
}
