package io.qtrace.host;

import java.util.Optional;

/**
 * The host a connector's task runs on. For one thread.
 *
 * @param definitions empty if raw records are to name none
 */
public record TracedHost(
    VmMapping vms, Optional<DefinitionsFile> definitions, ClockOffset clockOffset) {}
