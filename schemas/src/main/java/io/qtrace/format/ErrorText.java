package io.qtrace.format;

/**
 * {@code %m}: what {@code strerror(errno)} says where the event happens. It takes no argument, so
 * only a log has it. QEMU's formats had it up to 4.0.
 */
public record ErrorText() implements Piece {}
