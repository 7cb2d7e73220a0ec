/** A small HTTP server that nobody can hold up, on Jetty's core. */
@NullMarked
package io.qtrace.web;

import org.jspecify.annotations.NullMarked;
