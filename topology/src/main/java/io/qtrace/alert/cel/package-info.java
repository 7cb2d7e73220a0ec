/**
 * Conditions and annotation templates in CEL (Common Expression Language): checked when they are
 * read, compiled once, evaluated per window. The only package that knows the CEL library.
 */
@NullMarked
package io.qtrace.alert.cel;

import org.jspecify.annotations.NullMarked;
