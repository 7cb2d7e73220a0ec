package io.qtrace.qmp.protocol;

/** QEMU answered a command with an error; the connection is as good as before. */
public final class QmpRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  QmpRefusedException(String command, String reason) {
    super("QEMU refuses %s: %s".formatted(command, reason));
  }
}
