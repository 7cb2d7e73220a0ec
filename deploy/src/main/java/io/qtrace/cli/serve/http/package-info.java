/** What commands share that serve a fleet's results. */
@NullMarked
package io.qtrace.cli.serve.http;

import org.jspecify.annotations.NullMarked;
