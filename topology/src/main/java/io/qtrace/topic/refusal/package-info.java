/** What Kafka refuses, and what it is missing for that, in words for people. Sees no other room. */
@NullMarked
package io.qtrace.topic.refusal;

import org.jspecify.annotations.NullMarked;
