/** The decode stage on an embedded broker and a real registry. */
package io.qtrace.topology;
