package io.qtrace.fleet;

import io.qtrace.fleet.window.Window;
import java.util.List;

/**
 * Windows of one length.
 *
 * @param block whose they are; empty: the VM's
 * @param window their length, as results name it
 * @param lengthMs in milliseconds
 * @param windows oldest first
 */
public record Line(String block, String window, long lengthMs, List<Window> windows) {}
