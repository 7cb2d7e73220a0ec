/** The settings of the decode stage, each declared once. Sees no other room of the topology. */
@NullMarked
package io.qtrace.topology.setting;

import org.jspecify.annotations.NullMarked;
