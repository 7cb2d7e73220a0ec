/** What is known of a fleet, as JSON of the API's contract. */
@NullMarked
package io.qtrace.web.json;

import org.jspecify.annotations.NullMarked;
