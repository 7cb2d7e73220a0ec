package io.qtrace.topology.decode;

/**
 * The stage failed at one raw record, for no reason that Kafka or the registry gave. It comes again
 * until {@link Quarantine} takes it out.
 */
public final class RecordFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RecordFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
