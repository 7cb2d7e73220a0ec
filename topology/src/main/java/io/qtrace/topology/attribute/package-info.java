/**
 * From what is told about a VM's memory to its conversions and their windows. Sees {@code rollup},
 * to which it sends its parts, {@code vms}, {@code silence}, {@code meter}, {@code config} and
 * {@code flow}; not {@code decode}.
 */
@NullMarked
package io.qtrace.topology.attribute;

import org.jspecify.annotations.NullMarked;
