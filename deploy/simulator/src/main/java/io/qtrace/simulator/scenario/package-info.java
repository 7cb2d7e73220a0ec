/** What is simulated: YAML files, and the values behind their keys. */
@NullMarked
package io.qtrace.simulator.scenario;

import org.jspecify.annotations.NullMarked;
