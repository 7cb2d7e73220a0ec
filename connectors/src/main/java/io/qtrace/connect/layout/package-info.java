/** Memory layouts as Kafka Connect reads them from QMP sockets: settings and records. */
@NullMarked
package io.qtrace.connect.layout;

import org.jspecify.annotations.NullMarked;
