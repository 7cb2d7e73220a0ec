/**
 * Log lines as QEMU's trace backends write them and other programs pass them on, read as events.
 *
 * <p>A line is a {@link io.qtrace.log.prefix prefix}, the event's name, a space and the event's
 * format with the arguments in it, which a {@link io.qtrace.log.pattern pattern} takes out. {@link
 * io.qtrace.log.LogReader} and {@link io.qtrace.log.heading.LogOptions} are for others, the rooms
 * below are not.
 *
 * <p>What a line does not tell:
 *
 * <ul>
 *   <li>a NULL string prints "(null)" and reads as the empty string, which is what the simple
 *       format has for it; so does a string of exactly these characters
 *   <li>a string is as short as the rest of the line allows, the last one reaches up to the literal
 *       at the format's end. Of strings with nothing between them ({@code %s%s}) the last gets all
 *   <li>a string with a newline continues in the next lines only if the format goes on behind it;
 *       the rest of a last string is a line of its own
 *   <li>numbers with nothing between them ({@code %02x%02x}) are split so that the later ones have
 *       their minimum of digits
 *   <li>the padding of {@code %20s} is taken off, and with it spaces that the string itself began
 *       with; nothing is taken off a string that fills its field
 *   <li>a precision cuts a string ({@code %.3s}) and {@code %hhx} an int; what was cut off is lost
 *   <li>the width of {@code %0*x} is the width printed; it was smaller if the number is wider
 *   <li>an argument that the format does not print is 0 or the empty string
 * </ul>
 *
 * <p>Strings may be longer than the 512 bytes that the simple format keeps.
 */
@NullMarked
package io.qtrace.log;

import org.jspecify.annotations.NullMarked;
