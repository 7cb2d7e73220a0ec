/** {@code qtrace schemas}: Avro schemas of events, without a registry and in one. */
@NullMarked
package io.qtrace.cli.schemas;

import org.jspecify.annotations.NullMarked;
