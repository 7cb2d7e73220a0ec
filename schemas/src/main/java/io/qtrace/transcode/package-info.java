/**
 * Raw events as Avro bytes, without an object in between.
 *
 * <p>One plan per definition is compiled on first use; encoding an event is a walk over it. The
 * result is what Avro's own encoder writes for the schema of {@link io.qtrace.schema.EventSchemas}.
 */
@NullMarked
package io.qtrace.transcode;

import org.jspecify.annotations.NullMarked;
